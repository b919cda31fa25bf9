"""Reading the current terms and stock of offers in one batch, from raw items."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from chalicelib.catalog.models import OfferItem, StockItem
from chalicelib.catalog.offers.offer import OfferTerms, StockSnapshot, buyable_since
from chalicelib.kernel.storage import tables

# The attributes that `stock_snapshot` reads, as a projection.
STOCK_READ = "offer_id, available, on_sale, units_since, on_sale_since"

_OFFERS: str = OfferItem.Meta.table_name
_STOCK: str = StockItem.Meta.table_name
_decode = msgspec.json.Decoder(OfferTerms).decode


def terms_of(offer_ids: Iterable[str]) -> dict[str, OfferTerms]:
    """The offers by id, with their stock; ids of no offer are omitted.

    Reads are consistent, but an offer and its stock may be one write apart; the condition of the reservation detects
    that.

    Raises: Unavailable if DynamoDB keeps returning unprocessed keys.
    """
    terms: dict[str, OfferTerms] = {}
    # Two keys per offer: the offer and its stock.
    for part in tables.batches(sorted(set(offer_ids)), tables.BATCH_KEYS_MAX // 2):
        keys = [{"offer_id": {"S": offer_id}} for offer_id in part]
        found = tables.read_batch(
            {
                _OFFERS: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "offer_id, publication"},
                _STOCK: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": STOCK_READ},
            }
        )
        stocks = {item["offer_id"]["S"]: item for item in found[_STOCK]}
        for item in found[_OFFERS]:
            offer_id = item["offer_id"]["S"]
            if offer_id in stocks:
                published = _decode(item["publication"]["S"])
                terms[offer_id] = published.with_stock(stock_snapshot(stocks[offer_id]))
    return terms


def stock_snapshot(stock: Mapping[str, Any]) -> StockSnapshot:
    """The snapshot of a stock item, from its attributes as DynamoDB returns them."""
    units_since, on_sale_since = (stock.get(name, {}).get("S") for name in ("units_since", "on_sale_since"))
    return StockSnapshot(
        offer_id=stock["offer_id"]["S"],
        available=int(stock["available"]["N"]),
        on_sale=stock["on_sale"]["BOOL"],
        buyable_since=buyable_since(units_since, on_sale_since),
    )
