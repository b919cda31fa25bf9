"""Versions: making a publication of an offer the current one, and keeping it for ever."""

from collections.abc import Iterator

import msgspec

from chalicelib.catalog import stored_items
from chalicelib.catalog.models import OfferItem, OfferVersionItem
from chalicelib.catalog.offers.offer import MarketPrice, Publication
from chalicelib.catalog.offers.price_reductions import prior_lowest_minor
from chalicelib.kernel.storage import transactions

# Ten versions a day for a month. Who changes more often has no prior price: reading on would cost more than is said.
HISTORY_MAX = 300
HISTORY_PAGE = 30


class OfferVersionOvertaken(Exception):
    """Another version was published between reading and writing."""


def same(one: Publication, other: Publication) -> bool:
    """Whether two publications say the same, their version and moment aside."""
    return msgspec.structs.replace(one, version=other.version, published_at=other.published_at) == other


def replace_acts(publication: Publication, current: Publication | None) -> list[transactions.Act]:
    """The acts that put a publication in the place of the one it was derived from; refused with Overtaken."""
    condition = OfferItem.absent() if current is None else OfferItem.version == current.version
    return [
        transactions.put(stored_items.offer_item(publication), condition, lambda _: OfferVersionOvertaken()),
        transactions.put_new(stored_items.offer_version_item(publication)),
    ]


def with_prior_prices(publication: Publication, current: Publication | None) -> Publication:
    """A publication with the prior price of each market in which it is lower than the one it replaces.

    Versions are immutable and `replacing` requires that none came in between: what is read here still holds then.
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
    """The versions up to the current one, the newest first."""
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
    """Commit only while this is the current version: Overtaken."""
    condition = OfferItem.version == current.version
    return transactions.check(OfferItem(current.offer_id), condition, lambda _: OfferVersionOvertaken())
