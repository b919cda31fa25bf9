"""Quoting: the current terms and units of offers, in one read."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from chalicelib.catalog.models import OfferItem, StockItem
from chalicelib.catalog.offer import OfferTerms
from chalicelib.kernel import aws, chance, clock
from chalicelib.kernel.errors import Unavailable

# BatchGetItem takes 100 keys: an offer and its stock are two.
OFFERS_PER_READ = 50
ATTEMPTS_MAX = 4
PAUSE_MILLISECONDS_MAX = 100

_OFFERS: str = OfferItem.Meta.table_name
_STOCK: str = StockItem.Meta.table_name
_decode = msgspec.json.Decoder(OfferTerms).decode


def terms_of(offer_ids: Iterable[str]) -> dict[str, OfferTerms]:
    """Terms, available units and whether on sale, by offer id; an id that is no offer is left out.

    Read consistently; the two items of an offer may be a write apart, which the reservation's condition catches.
    Unavailable when DynamoDB keeps leaving keys unread.
    """
    wanted = sorted(set(offer_ids))
    terms: dict[str, OfferTerms] = {}
    for start in range(0, len(wanted), OFFERS_PER_READ):
        publications, stocks = _read(wanted[start : start + OFFERS_PER_READ])
        for offer_id, text in publications.items():
            if offer_id in stocks:
                terms[offer_id] = _joined(text, stocks[offer_id])
    return terms


def _joined(publication: str, stock: Mapping[str, Any]) -> OfferTerms:
    # The raw client and one decode: a pynamodb model costs 80 µs an item, and every quote and re-rank comes by here.
    return msgspec.structs.replace(
        _decode(publication), available=int(stock["available"]["N"]), on_sale=stock["on_sale"]["BOOL"]
    )


def _read(offer_ids: list[str]) -> tuple[dict[str, str], dict[str, Mapping[str, Any]]]:
    keys = [{"offer_id": {"S": offer_id}} for offer_id in offer_ids]
    unread: Any = {
        _OFFERS: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "offer_id, publication"},
        _STOCK: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "offer_id, available, on_sale"},
    }
    publications: dict[str, str] = {}
    stocks: dict[str, Mapping[str, Any]] = {}
    for attempt in range(ATTEMPTS_MAX):
        answer = aws.client("dynamodb").batch_get_item(RequestItems=unread)
        for item in answer["Responses"].get(_OFFERS, ()):
            publications[item["offer_id"]["S"]] = item["publication"]["S"]
        for item in answer["Responses"].get(_STOCK, ()):
            stocks[item["offer_id"]["S"]] = item
        unread = answer.get("UnprocessedKeys")
        if not unread:
            return publications, stocks
        clock.sleep(chance.below(PAUSE_MILLISECONDS_MAX << attempt) / 1000)
    raise Unavailable()
