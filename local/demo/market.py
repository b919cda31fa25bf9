"""What a demo market is made of: products, sellers, their standing and their offers, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Grade = Literal["PREMIUM", "EXCELLENT", "GOOD", "FAIR"]
BatteryClass = Literal["NEW", "STANDARD"]
VatScheme = Literal["REGULAR", "MARGINAL"]
Quality = Literal["OUTSTANDING", "GOOD", "AVERAGE", "WEAK", "NEW"]


@dataclass(frozen=True, slots=True)
class Manufacturer:
    """Who answers for a product's safety in this cell: a name, a postal and an electronic address."""

    name: str
    postal_address: str
    electronic_address: str


@dataclass(frozen=True, slots=True)
class PriceNew:
    """What the device cost new, as a labelled comparison: the source and the day are always shown with it."""

    amount_minor: int
    currency: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One device model in one configuration; `key` is stable and unique, `category` is a leaf of the tree."""

    key: str
    category: str
    brand: str
    model: str
    title: str
    attributes: Mapping[str, str | int]
    gtin: str
    weight_grams: int
    released_year: int
    manufacturer: Manufacturer
    reference_price: PriceNew


@dataclass(frozen=True, slots=True)
class DefectProfile:
    """How often a sale of this seller goes wrong, in basis points of its sales."""

    defective_basis_points: int
    not_as_graded_basis_points: int
    late_basis_points: int
    cancelled_basis_points: int


@dataclass(frozen=True, slots=True)
class DemoSeller:
    """An invented company: what the law shows of it, and how it trades.

    `stock_breadth` (1 to 10) weighs how many offers it has; `pricing_basis_points` is its habit against the
    going price; in `weak_departments` twice as much goes wrong as in `defects`.
    """

    key: str
    trade_name: str
    legal_name: str
    country: str
    postal_address: str
    email: str
    phone: str
    register_name: str
    register_number: str
    quality: Quality
    ship_days: int
    ships_to: tuple[str, ...]
    departments: tuple[str, ...]
    stock_breadth: int
    pricing_basis_points: int
    guarantee_months: int
    margin_scheme_percent: int
    weak_departments: tuple[str, ...]
    defects: DefectProfile


@dataclass(frozen=True, slots=True)
class DemoStanding:
    """What a sale by this seller in this category costs on average in things gone wrong, in minor units."""

    seller: str
    category: str
    penalty_minor: int


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """One way to one delivery country; `delivery_days` counts from the order, the seller's own days included."""

    country: str
    carrier: str
    cost_minor: int
    delivery_days: int


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """One seller's product in one grade; `battery` is None for a device without one, prices are per market."""

    seller: str
    sku: str
    product: str
    grade: Grade
    battery: BatteryClass | None
    prices_minor: Mapping[str, int]
    stock: int
    shipping: tuple[ShippingOption, ...]
    guarantee_months: int
    vat_scheme: VatScheme


@dataclass(frozen=True, slots=True)
class DemoMarket:
    """A whole market of one cell; sellers and products are referred to by their `key`."""

    cell: str
    currency: str
    markets: tuple[str, ...]
    products: tuple[DemoProduct, ...]
    sellers: tuple[DemoSeller, ...]
    standings: tuple[DemoStanding, ...]
    offers: tuple[DemoOffer, ...]
