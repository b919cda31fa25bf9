"""The query of the search route."""

from typing import Annotated

from msgspec import Meta

from chalicelib.catalog.offers.offer import Grade
from chalicelib.kernel.values.lists import Limit, PageRequest
from chalicelib.search.query.product_search import LIMIT, Sort

# The highest price of an offer, as in the catalogue's payloads.
AMOUNT_MINOR_MAX = 1_000_000_000

Amount = Annotated[int, Meta(ge=0, le=AMOUNT_MINOR_MAX)]


class SearchPage(PageRequest, frozen=True, kw_only=True):
    """A search; an empty `q` or filter is none."""

    market: str
    q: str = ""
    category: str = ""
    brand: Annotated[str, Meta(max_length=150)] = ""
    grade: Grade | None = None
    min_price_minor: Amount | None = None
    max_price_minor: Amount | None = None
    sort: Sort = "relevance"
    limit: Limit = LIMIT
