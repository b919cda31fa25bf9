"""Versions of an offer: replacing the current one and keeping each of them."""

from collections.abc import Iterator

import msgspec

from chalicelib.catalog import stored_items
from chalicelib.catalog.models import OfferItem, OfferVersionItem
from chalicelib.catalog.offers.offer import MarketPrice, Publication
from chalicelib.catalog.offers.price_tags import prior_lowest_minor
from chalicelib.kernel.storage import transactions

# Ten versions a day for a month. An offer with more has no prior price: reading more would cost too much.
HISTORY_MAX = 300
HISTORY_PAGE = 30


class OfferVersionOvertaken(Exception):
    """Another version was published between the read and the write."""


def same(one: Publication, other: Publication) -> bool:
    """Whether two publications are equal except for version and time."""
    return msgspec.structs.replace(one, version=other.version, published_at=other.published_at) == other


def replace_acts(publication: Publication, current: Publication | None) -> list[transactions.Act]:
    """The acts that replace `current` with a publication and add it to the history.

    Raises: OfferVersionOvertaken.
    """
    condition = OfferItem.absent() if current is None else OfferItem.version == current.version
    return [
        transactions.put(stored_items.offer_item(publication), condition, lambda _: OfferVersionOvertaken()),
        transactions.put_new(stored_items.offer_version_item(publication)),
    ]


def with_prior_prices(publication: Publication, current: Publication | None) -> Publication:
    """The publication with the prior price of each market in which its price is lower than in `current`.

    Versions are immutable and `replace_acts` requires that none was published in between, so what is read here still
    holds at the write.
    """
    if current is None:
        return publication
    prices = {market: _with_prior(market, price, current) for market, price in publication.prices.items()}
    return msgspec.structs.replace(publication, prices=prices)


def _with_prior(market: str, price: MarketPrice, current: Publication) -> MarketPrice:
    before = current.prices.get(market) if current.status == "ON_SALE" else None
    if before is None or price.applied_at is None or price.price_minor >= before.price_minor:
        return price
    lowest = prior_lowest_minor(market, price.applied_at, _history(current))
    return msgspec.structs.replace(price, prior_lowest_minor=lowest)


def _history(current: Publication) -> Iterator[Publication]:
    """The versions up to the current one, newest first."""
    yield current
    older = OfferVersionItem.query(
        current.offer_id,
        OfferVersionItem.version < current.version,
        scan_index_forward=False,
        page_size=HISTORY_PAGE,
        limit=HISTORY_MAX,
        consistent_read=True,
    )
    for item in older:
        yield item.publication


def require_version_act(current: Publication) -> transactions.Act:
    """Commit only if this is still the current version.

    Raises: OfferVersionOvertaken.
    """
    condition = OfferItem.version == current.version
    return transactions.check(OfferItem(current.offer_id), condition, lambda _: OfferVersionOvertaken())
