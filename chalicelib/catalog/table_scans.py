"""Scans of whole tables of the catalogue by segment, for jobs that recompute everything. Never for a request.

A scan costs the sum of the bytes read, half of that if eventually consistent, where reads by key round up each item.
Its rows may be out of date, so they only show which products to examine.
"""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.catalog.models import BoxItem, OfferItem, ProductItem, StockItem
from chalicelib.catalog.offers import terms_reader
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
    """One item, not decoded: a product, publication, box or StockSnapshot as JSON."""

    product_id: str
    content: str


def rows(table: Scanned, segment: int, segments: int) -> Iterator[ScannedItem]:
    """The items of one of `segments` equal parts of a table, page by page.

    Raises: Unavailable if DynamoDB keeps failing.
    """
    name, attribute = _SOURCES[table]
    projection = f"product_id, {attribute or terms_reader.STOCK_READ}"
    position: dict[str, Any] = {}
    while True:
        page = _page(
            TableName=name, Segment=segment, TotalSegments=segments, ProjectionExpression=projection, **position
        )
        for item in page["Items"]:
            content = (
                item[attribute]["S"] if attribute else msgspec.json.encode(terms_reader.stock_snapshot(item)).decode()
            )
            yield ScannedItem(item["product_id"]["S"], content)
        if not page.get("LastEvaluatedKey"):
            return
        position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _page(**asked: Any) -> dict[str, Any]:
    # Restarting a segment reads and pays for it again, so a page is retried.
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
