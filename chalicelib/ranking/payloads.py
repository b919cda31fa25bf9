"""The request bodies and queries of the ranking's routes."""

from chalicelib.catalog.offers.offer import Grade
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import Payload


class RankedPage(PageRequest, frozen=True, kw_only=True):
    market: str
    grade: Grade


class RunBody(Payload, frozen=True, kw_only=True):
    """One product to decide at once or, without one, all products."""

    product_id: str | None = None
