"""Standing: what a sale of a seller in a category is expected to cost in trouble."""

from collections.abc import Iterable, Mapping

from chalicelib.facts.sellers import StandingChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.sellers.models import StandingItem

# Where a category has no average yet: five euros or dollars, about one problem in twenty sales at a hundred each
# (handling, a label both ways, part of the device's value).
UNKNOWN_PENALTY_MINOR = 500
_AVERAGE = "average"

# (seller id, category) to minor units.
Penalties = Mapping[tuple[str, str], int]


def set_standing(seller_id: str, category: str, penalty_minor: int, source: str) -> None:
    """Set a seller's penalty per sale in a category; `source` says what it was computed from."""
    ids.require_here("sel", seller_id)
    changed = StandingChanged(seller_id=seller_id, category=category)
    transactions.commit(
        [
            transactions.put(standing_item(seller_id, category, penalty_minor=penalty_minor, source=source)),
            fact_store.record_act(changed),
        ]
    )


def average_item(category: str, penalty_minor: int, source: str) -> StandingItem:
    """The standing a seller without one of his own has in a category: its average, until there are sales."""
    return standing_item(_AVERAGE, category, penalty_minor=penalty_minor, source=source)


def standing_item(seller_id: str, category: str, *, penalty_minor: int, source: str) -> StandingItem:
    """A standing as it is stored; ValueError for a penalty below 0, which would pay for trouble."""
    if penalty_minor < 0:
        raise ValueError("a penalty is 0 or more")
    return StandingItem(seller_id, category, penalty_minor=penalty_minor, source=source, set_at=clock.timestamp())


def penalties(pairs: Iterable[tuple[str, str]]) -> Penalties:
    """The penalty per sale of each (seller id, category), in minor units.

    A seller without a standing has the category's average, and UNKNOWN_PENALTY_MINOR where there is none: he is
    neither favoured nor buried for having sold nothing yet.
    """
    wanted = set(pairs)
    averages = {(_AVERAGE, category) for _, category in wanted}
    found = {
        (item.seller_id, item.category): int(item.penalty_minor)
        for item in StandingItem.batch_get(sorted(wanted | averages), consistent_read=True)
    }
    return penalties_among(found, wanted)


def penalties_among(stored: Penalties, pairs: Iterable[tuple[str, str]]) -> Penalties:
    """The same, from standings that are known already."""
    return {
        (seller_id, category): stored.get(
            (seller_id, category), stored.get((_AVERAGE, category), UNKNOWN_PENALTY_MINOR)
        )
        for seller_id, category in pairs
    }


def all_penalties() -> Penalties:
    """Every standing there is, averages too; a moment old perhaps, and never on a request."""
    return {(item.seller_id, item.category): int(item.penalty_minor) for item in StandingItem.scan()}
