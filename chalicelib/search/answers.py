"""What the search route answers, member by member."""

from typing import TypedDict

from chalicelib.catalog.answers import Comparison, Lowest, Reduction, Savings, ShownTerms
from chalicelib.catalog.offers.offer import Grade
from chalicelib.kernel.values.lists import Page
from chalicelib.kernel.values.money import Money
from chalicelib.search.text_analysis import Matching


class FoundBox(ShownTerms):
    """A grade on sale with the complete cost of one device; without sales tax where prices exclude it."""

    grade: Grade
    price: Money
    shipping: Money
    service_fee: Money
    total: Money
    reduction: Reduction | None
    savings: Savings | None
    delivery_days: int
    eligible_offers: int


_LowestOfFound = TypedDict("_LowestOfFound", {"from": Lowest})


class FoundCard(_LowestOfFound):
    """A product among results; `saving` is the price of a new device less `from`, null if not positive."""

    product_id: str
    title: str
    brand: str
    category: str
    released_year: int | None
    reference_price: Comparison
    grades: list[Grade]
    saving: Money | None
    boxes: list[FoundBox]


class FacetChoice(TypedDict):
    """A category, brand or grade to filter by, and the number of results that would remain."""

    value: str
    count: int
    chosen: bool


class PriceStep(TypedDict):
    """A range of complete totals, both bounds included; null is no upper bound."""

    min_price_minor: int
    max_price_minor: int | None
    count: int
    chosen: bool


class ShownFacets(TypedDict):
    """All four facets; the counts of each ignore its own filter."""

    category: list[FacetChoice]
    brand: list[FacetChoice]
    grade: list[FacetChoice]
    price: list[PriceStep]


class FoundPage(Page[FoundCard]):
    """A page of results; `total` and `facets` are for all pages."""

    total: int
    matching: Matching
    facets: ShownFacets
