"""What the catalogue's routes answer, member by member."""

from typing import Any, NotRequired, TypedDict

from chalicelib.catalog.categories.category_tree import AttributeKind, AttributeValue
from chalicelib.catalog.offers.agreed_terms import Battery, VatScheme
from chalicelib.catalog.offers.offer import Grade, OfferStatus
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import ProblemDocument


class ChoiceAnswer(TypedDict):
    """A permitted value and its name in the requested language."""

    value: str
    name: str


class AttributeAnswer(TypedDict):
    """An attribute that products of a category state; integers are in `unit`, from `minimum` to `maximum`."""

    name: str
    title: str
    kind: AttributeKind
    required: bool
    unit: str | None
    minimum: int | None
    maximum: int | None
    choices: list[ChoiceAnswer]


class CategoryBranch(TypedDict):
    """A category with its `children` or, for a leaf, with the `attributes` of its products."""

    slug: str
    name: str
    children: NotRequired[list["CategoryBranch"]]
    attributes: NotRequired[list[AttributeAnswer]]


class Comparison(TypedDict):
    """The price of the device when new, its source and its date."""

    amount: Money
    source: str
    dated: str


class Savings(TypedDict):
    """How much lower the total is than the price of a new device."""

    amount: Money
    basis_points: int


class Reduction(TypedDict):
    """The difference to the offer's lowest price in the 30 days before `since`."""

    prior_lowest: Money
    basis_points: int
    since: str | None


class Lowest(TypedDict):
    """The lowest total at which a product is sold, and the grade of that offer."""

    grade: Grade
    total: Money
    savings: Savings | None


_From = TypedDict("_From", {"from": Lowest | None})


class ProductCard(_From):
    """A product in a list; `from` is null while no offer of it is on sale in the market."""

    product_id: str
    title: str
    brand: str
    category: str
    reference_price: Comparison
    grades: list[Grade]


class ContactPoint(TypedDict):
    """The contact responsible for a product's safety."""

    name: str
    postal_address: str
    electronic_address: str


class DescribedProduct(TypedDict):
    """The part of a product that is the same in every market."""

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
    """The seller."""

    seller_id: str
    trade_name: str


class ShownTerms(TypedDict):
    """What an offer promises in every market; `battery` is null for a device without one."""

    battery: Battery | None
    guarantee_months: int
    vat_scheme: VatScheme


class ShownBox(ShownTerms):
    """The offer shown first in a grade, with the complete cost of one device."""

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
    """The guarantees that a buyer of the product has in the market."""

    commercial_minimum_months: int
    legal_months: int
    law: str | None


class AvoidedGrams(TypedDict):
    """An estimate and its range."""

    low_grams: int
    central_grams: int
    high_grams: int


class ProductCarbon(TypedDict):
    """The emissions that a refurbished device avoids, or the `reason` why there is no estimate."""

    avoided: AvoidedGrams | None
    method: str
    reason: NotRequired[str]
    unit: NotRequired[str]
    factor_set: NotRequired[str]
    source: NotRequired[str]


class ProductInMarket(DescribedProduct):
    """A product as sold in a market."""

    market: str
    prices_include_tax: bool
    boxes: list[ShownBox]
    guarantee: ProductGuarantee
    carbon: ProductCarbon


class OwnPrice(TypedDict):
    """The price in one market, and the version of the terms that its buyers agree to."""

    amount_minor: int
    currency: str
    terms_version: int
    applied_at: str | None
    reduction: Reduction | None


class OwnShipping(TypedDict):
    """One shipping option."""

    carrier: str
    delivery_days: int
    cost: Money
    countries: tuple[str, ...]


class OwnStock(TypedDict):
    """Units by state; `in_hand` is the sum of `available` and `reserved`."""

    in_hand: int
    available: int
    reserved: int
    sold: int
    written_off: int


class SellerOffer(ShownTerms):
    """An offer as shown to its seller; `prices` is by market."""

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
    """The result of one row: 201 or 200, or the status and problem document that the row alone would get."""

    row: int
    sku: Any  # the value sent, of any type
    status: int
    offer_id: NotRequired[str]
    version: NotRequired[int]
    problem: NotRequired[ProblemDocument]
