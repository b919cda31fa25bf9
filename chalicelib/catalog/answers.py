"""What a client is given of the catalogue, member by member."""

from typing import Any, NotRequired, TypedDict

from chalicelib.catalog.categories.category_tree import AttributeKind, AttributeValue
from chalicelib.catalog.offers.agreed_terms import Battery, VatScheme
from chalicelib.catalog.offers.offer import Grade, OfferStatus
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import ProblemDocument


class ChoiceAnswer(TypedDict):
    """A permitted value and its name in the language asked for."""

    value: str
    name: str


class AttributeAnswer(TypedDict):
    """Something a product of a category states; integers lie between `minimum` and `maximum`, in `unit`."""

    name: str
    title: str
    kind: AttributeKind
    required: bool
    unit: str | None
    minimum: int | None
    maximum: int | None
    choices: list[ChoiceAnswer]


class CategoryBranch(TypedDict):
    """A category with all below it: `children`, or, at a leaf, what its products state."""

    slug: str
    name: str
    children: NotRequired[list["CategoryBranch"]]
    attributes: NotRequired[list[AttributeAnswer]]


class Comparison(TypedDict):
    """What the device costs new, who says so and on which day."""

    amount: Money
    source: str
    dated: str


class Savings(TypedDict):
    """How much less a device costs, all told, than a new one."""

    amount: Money
    basis_points: int


class Reduction(TypedDict):
    """By how much a price is lower than the offer's own lowest of the 30 days before `since`."""

    prior_lowest: Money
    basis_points: int
    since: str | None


class Lowest(TypedDict):
    """The lowest total a product is sold for, and the grade it is sold in."""

    grade: Grade
    total: Money
    savings: Savings | None


_From = TypedDict("_From", {"from": Lowest | None})


class ProductCard(_From):
    """A product in a list; `from` is null while nobody sells it in the market."""

    product_id: str
    title: str
    brand: str
    category: str
    reference_price: Comparison
    grades: list[Grade]


class ContactPoint(TypedDict):
    """Who answers for a product's safety."""

    name: str
    postal_address: str
    electronic_address: str


class DescribedProduct(TypedDict):
    """What every market shares of a product."""

    product_id: str
    category: str
    title: str
    brand: str
    model: str
    attributes: dict[str, AttributeValue]
    gtin: str | None
    weight_grams: int
    released_year: int | None
    reference_price: Comparison
    manufacturer: ContactPoint
    responsible_person: ContactPoint | None
    created_at: str


class SellerName(TypedDict):
    """Who sells."""

    seller_id: str
    trade_name: str


class ShownTerms(TypedDict):
    """What an offer promises in every market; `battery` is null for a device without one."""

    battery: Battery | None
    guarantee_months: int
    vat_scheme: VatScheme


class ShownBox(ShownTerms):
    """The offer shown first in a grade, with everything one device of it costs."""

    grade: Grade
    offer_id: str
    terms_version: int
    seller: SellerName
    price: Money
    shipping: Money
    service_fee: Money
    total: Money
    applied_at: str | None
    reduction: Reduction | None
    savings: Savings | None
    delivery_days: int
    eligible_offers: int
    held_by_margin: bool


class ProductGuarantee(TypedDict):
    """The guarantees a buyer of the product has in the market."""

    commercial_minimum_months: int
    legal_months: int
    law: str | None


class AvoidedGrams(TypedDict):
    """An estimate and the range it lies in."""

    low_grams: int
    central_grams: int
    high_grams: int


class ProductCarbon(TypedDict):
    """What a refurbished one is taken to avoid, or `reason` why nothing is claimed."""

    avoided: AvoidedGrams | None
    method: str
    reason: NotRequired[str]
    unit: NotRequired[str]
    factor_set: NotRequired[str]
    source: NotRequired[str]


class ProductInMarket(DescribedProduct):
    """A product as a market sells it."""

    market: str
    prices_include_tax: bool
    boxes: list[ShownBox]
    guarantee: ProductGuarantee
    carbon: ProductCarbon


class OwnPrice(TypedDict):
    """The price in one market, and the version of the terms its buyers agree to."""

    amount_minor: int
    currency: str
    terms_version: int
    applied_at: str | None
    reduction: Reduction | None


class OwnShipping(TypedDict):
    """One way to send a device."""

    carrier: str
    delivery_days: int
    cost: Money
    countries: tuple[str, ...]


class OwnStock(TypedDict):
    """Units by where they are; `in_hand` are those for sale and those promised but not yet shipped."""

    in_hand: int
    available: int
    reserved: int
    sold: int
    written_off: int


class SellerOffer(ShownTerms):
    """An offer as its seller keeps it; `prices` by market."""

    offer_id: str
    sku: str
    product_id: str
    product_title: str
    category: str
    grade: Grade
    status: OfferStatus
    on_sale: bool
    version: int
    created_at: str
    published_at: str
    prices: dict[str, OwnPrice]
    shipping: list[OwnShipping]
    stock: OwnStock


class BatchRow(TypedDict):
    """What became of a row: 201 or 200, or the status and document of the problem it would have met alone."""

    row: int
    sku: Any  # whatever was sent as one
    status: int
    offer_id: NotRequired[str]
    version: NotRequired[int]
    problem: NotRequired[ProblemDocument]
