"""Quoting: the current terms and units of offers, in one read."""

from collections.abc import Iterable

import msgspec

from chalicelib.catalog import batches
from chalicelib.catalog.batches import Item
from chalicelib.catalog.models import OfferItem, StockItem
from chalicelib.catalog.offer import OfferTerms, buyable_since

_OFFERS: str = OfferItem.Meta.table_name
_STOCK: str = StockItem.Meta.table_name
_STOCK_READ = "offer_id, available, on_sale, units_since, on_sale_since"
_decode = msgspec.json.Decoder(OfferTerms).decode


def terms_of(offer_ids: Iterable[str]) -> dict[str, OfferTerms]:
    """Terms, available units and whether on sale, by offer id; an id that is no offer is left out.

    Read consistently; the two items of an offer may be a write apart, which the reservation's condition catches.
    Unavailable when DynamoDB keeps leaving keys unread.
    """
    terms: dict[str, OfferTerms] = {}
    # An offer and its stock are two keys.
    for part in batches.parts(sorted(set(offer_ids)), batches.KEYS_MAX // 2):
        keys = [{"offer_id": {"S": offer_id}} for offer_id in part]
        found = batches.read(
            {
                _OFFERS: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "offer_id, publication"},
                _STOCK: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": _STOCK_READ},
            }
        )
        stocks = {item["offer_id"]["S"]: item for item in found[_STOCK]}
        for item in found[_OFFERS]:
            offer_id = item["offer_id"]["S"]
            if offer_id in stocks:
                terms[offer_id] = _joined(item, stocks[offer_id])
    return terms


def _joined(offer: Item, stock: Item) -> OfferTerms:
    units_since, on_sale_since = (stock.get(name, {}).get("S") for name in ("units_since", "on_sale_since"))
    return msgspec.structs.replace(
        _decode(offer["publication"]["S"]),
        available=int(stock["available"]["N"]),
        on_sale=stock["on_sale"]["BOOL"],
        buyable_since=buyable_since(units_since, on_sale_since),
    )
