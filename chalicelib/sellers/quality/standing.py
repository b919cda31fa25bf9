"""Standing: the expected cost of problems per sale, by seller and category."""

from collections.abc import Iterable, Mapping

from chalicelib.facts.sellers import StandingChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.sellers.models import StandingItem

# For a category without an average: five euros or dollars, about one problem in twenty sales at a hundred each
# (handling, labels for both ways, part of the device's value).
UNKNOWN_PENALTY_MINOR = 500
_AVERAGE = "average"

# (seller id, category) to minor units.
Penalties = Mapping[tuple[str, str], int]


def set_standing(seller_id: str, category: str, penalty_minor: int, source: str) -> None:
    """Set a seller's penalty per sale in a category; `source` states what it was computed from."""
    ids.require_here("sel", seller_id)
    changed = StandingChanged(seller_id=seller_id, category=category)
    transactions.commit(
        [
            transactions.put(standing_item(seller_id, category, penalty_minor=penalty_minor, source=source)),
            fact_store.record_act(changed),
        ]
    )


def average_item(category: str, penalty_minor: int, source: str) -> StandingItem:
    """A category's average, which applies to sellers without a standing of their own."""
    return standing_item(_AVERAGE, category, penalty_minor=penalty_minor, source=source)


def standing_item(seller_id: str, category: str, *, penalty_minor: int, source: str) -> StandingItem:
    """A standing as stored. Raises: ValueError for a penalty below 0."""
    if penalty_minor < 0:
        raise ValueError("a penalty is 0 or more")
    return StandingItem(seller_id, category, penalty_minor=penalty_minor, source=source, set_at=clock.timestamp())


def penalties(pairs: Iterable[tuple[str, str]]) -> Penalties:
    """The penalty per sale of each (seller id, category), in minor units.

    A seller without a standing has the category's average or, without one, UNKNOWN_PENALTY_MINOR: new sellers rank
    neither above nor below the others.
    """
    wanted = set(pairs)
    averages = {(_AVERAGE, category) for _, category in wanted}
    found = {
        (item.seller_id, item.category): int(item.penalty_minor)
        for item in StandingItem.batch_get(sorted(wanted | averages), consistent_read=True)
    }
    return penalties_among(found, wanted)


def penalties_among(stored: Penalties, pairs: Iterable[tuple[str, str]]) -> Penalties:
    """As penalties, from standings that were read before."""
    return {
        (seller_id, category): stored.get(
            (seller_id, category), stored.get((_AVERAGE, category), UNKNOWN_PENALTY_MINOR)
        )
        for seller_id, category in pairs
    }


def all_penalties() -> Penalties:
    """All standings, averages included. A scan with eventually consistent reads; not for requests."""
    return {(item.seller_id, item.category): int(item.penalty_minor) for item in StandingItem.scan()}
