"""The request bodies and queries of the ranking's routes."""

from typing import Annotated

from msgspec import Meta

from chalicelib.catalog.offers.offer import Grade
from chalicelib.kernel.values.payloads import Payload

Cursor = Annotated[str, Meta(max_length=2_000)]


class RankedPage(Payload, frozen=True, kw_only=True):
    market: str
    grade: Grade
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class RunBody(Payload, frozen=True, kw_only=True):
    """One product to decide at once or, without one, all products."""

    product_id: str | None = None
