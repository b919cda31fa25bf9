"""Reading the current terms and stock of offers in one batch."""

from collections.abc import Iterable

import msgspec

from chalicelib.catalog.models import OfferItem, StockItem
from chalicelib.catalog.offers.offer import OfferTerms
from chalicelib.catalog.stock import stock_snapshot
from chalicelib.kernel.storage import tables

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
                _STOCK: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": stock_snapshot.READ},
            }
        )
        stocks = {item["offer_id"]["S"]: item for item in found[_STOCK]}
        for item in found[_OFFERS]:
            offer_id = item["offer_id"]["S"]
            if offer_id in stocks:
                published = _decode(item["publication"]["S"])
                terms[offer_id] = published.with_stock(stock_snapshot.stock_snapshot(stocks[offer_id]))
    return terms
