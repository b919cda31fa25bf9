"""Scanning: whole tables of the catalogue, segment by segment, for who recomputes everything. Never on a request.

A scan is paid by the sum of what it reads, half of it when eventually consistent; the same items by their keys would be
rounded up one by one. What it yields may be a moment old, so it finds what to look at and decides nothing.
"""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.catalog.models import BoxItem, OfferItem, ProductItem, StockItem
from chalicelib.catalog.stock import stock_snapshot
from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.values.problems import Unavailable

Scanned = Literal["products", "offers", "stock", "boxes"]
TABLES: tuple[Scanned, ...] = ("products", "offers", "stock", "boxes")

ATTEMPTS_MAX = 6
PAUSE_MILLISECONDS_MAX = 100

_SOURCES: dict[Scanned, tuple[str, str]] = {
    "products": (ProductItem.Meta.table_name, "product"),
    "offers": (OfferItem.Meta.table_name, "publication"),
    "boxes": (BoxItem.Meta.table_name, "box"),
    "stock": (StockItem.Meta.table_name, ""),
}


class ScannedItem(msgspec.Struct, frozen=True):
    """One item, undecoded: a product, a publication, a box or what is Left of an offer, as JSON."""

    product_id: str
    content: str


def rows(table: Scanned, segment: int, segments: int) -> Iterator[ScannedItem]:
    """The items of one of `segments` equal parts of a table, page by page."""
    name, attribute = _SOURCES[table]
    projection = f"product_id, {attribute or stock_snapshot.READ}"
    position: dict[str, Any] = {}
    while True:
        page = _page(
            TableName=name, Segment=segment, TotalSegments=segments, ProjectionExpression=projection, **position
        )
        for item in page["Items"]:
            content = (
                item[attribute]["S"] if attribute else msgspec.json.encode(stock_snapshot.stock_snapshot(item)).decode()
            )
            yield ScannedItem(item["product_id"]["S"], content)
        if not page.get("LastEvaluatedKey"):
            return
        position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _page(**asked: Any) -> dict[str, Any]:
    # A segment begun anew is read, and paid, a second time: a page is worth some patience.
    for attempt in range(ATTEMPTS_MAX):
        try:
            page: dict[str, Any] = aws.client("dynamodb").scan(**asked)
        except (BotoCoreError, ClientError) as error:
            if not aws.is_passing(error):
                raise
            clock.sleep(randomness.below(PAUSE_MILLISECONDS_MAX << attempt) / 1000)
        else:
            return page
    raise Unavailable()
