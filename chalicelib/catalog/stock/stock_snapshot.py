"""Units left: what a raw read of an offer's stock says of it, and the offer's terms with that."""

from collections.abc import Mapping
from typing import Any

import msgspec

from chalicelib.catalog.offers.offer import OfferTerms, buyable_since

# What `left` reads, as a projection.
READ = "offer_id, available, on_sale, units_since, on_sale_since"


class StockSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What an offer's stock says at a moment; `buyable_since` as of Units."""

    offer_id: str
    available: int
    on_sale: bool
    buyable_since: str | None = None


def stock_snapshot(stock: Mapping[str, Any]) -> StockSnapshot:
    """What a stock item says, from its attributes as DynamoDB returns them."""
    units_since, on_sale_since = (stock.get(name, {}).get("S") for name in ("units_since", "on_sale_since"))
    return StockSnapshot(
        offer_id=stock["offer_id"]["S"],
        available=int(stock["available"]["N"]),
        on_sale=stock["on_sale"]["BOOL"],
        buyable_since=buyable_since(units_since, on_sale_since),
    )


def with_stock(terms: OfferTerms, found: StockSnapshot) -> OfferTerms:
    """An offer's terms with what its stock says."""
    return msgspec.structs.replace(
        terms, available=found.available, on_sale=found.on_sale, buyable_since=found.buyable_since
    )
