"""What a client is given of a search, member by member."""

from typing import TypedDict

from chalicelib.catalog.answers import Comparison, Lowest, Reduction, Savings, ShownTerms
from chalicelib.catalog.offers.offer import Grade
from chalicelib.kernel.values.lists import Page
from chalicelib.kernel.values.money import Money
from chalicelib.search.text_analysis import Matching


class FoundBox(ShownTerms):
    """A grade that is sold, with everything one device of it costs, sales tax aside where prices exclude it."""

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
    """A product among results; `saving` is the amount by which `from` is below the price new, null where it is not."""

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
    """A category's slug, a brand or a grade one can choose next, and how many results that would leave."""

    value: str
    count: int
    chosen: bool


class PriceStep(TypedDict):
    """Complete totals between two amounts, both included; null is without an end."""

    min_price_minor: int
    max_price_minor: int | None
    count: int
    chosen: bool


class ShownFacets(TypedDict):
    """All four; the counts of each leave its own filter out."""

    category: list[FacetChoice]
    brand: list[FacetChoice]
    grade: list[FacetChoice]
    price: list[PriceStep]


class FoundPage(Page[FoundCard]):
    """A page of results; `total` and `facets` are of all pages."""

    total: int
    matching: Matching
    facets: ShownFacets
