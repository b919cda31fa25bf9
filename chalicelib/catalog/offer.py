"""What an offer is: one seller's product in one grade, the terms it is sold at, and what changes a quote."""

from typing import Literal

import msgspec

from chalicelib.catalog.category_tree import CarbonCategory, Identifier

Grade = Literal["PREMIUM", "EXCELLENT", "GOOD", "FAIR"]
GRADES: tuple[Grade, ...] = ("PREMIUM", "EXCELLENT", "GOOD", "FAIR")
# STANDARD holds at least 80 % of its charge, as every grade must; NEW was replaced.
Battery = Literal["STANDARD", "NEW"]
VatScheme = Literal["REGULAR", "MARGINAL"]
OfferStatus = Literal["ON_SALE", "WITHDRAWN"]


class ShippingOption(msgspec.Struct, frozen=True, kw_only=True):
    """One way to send a device; `delay_days` from acceptance to the buyer's door, in the cell's currency."""

    carrier: str
    delay_days: int
    cost_minor: int
    countries: tuple[str, ...]


class MarketPrice(msgspec.Struct, frozen=True, kw_only=True):
    """The price in a market. `terms_version` is the offer version in which what a buyer of this market agrees to
    last changed: this price or the common terms, never another market's price."""

    price_minor: int
    terms_version: int


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the seller decides and every market shares. `battery` is None for a device that has none."""

    battery: Battery | None
    shipping: tuple[ShippingOption, ...]
    guarantee_months: int
    vat_scheme: VatScheme


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an offer, whole: what it copies of product and seller makes it readable without them."""

    offer_id: str
    seller_id: str
    sku: str
    product_id: str
    grade: Grade
    version: int
    published_at: str
    status: OfferStatus
    prices: dict[str, MarketPrice]
    battery: Battery | None
    shipping: tuple[ShippingOption, ...]
    guarantee_months: int
    vat_scheme: VatScheme
    product_title: str
    category: str
    carbon_category: CarbonCategory | None
    identifier: Identifier
    weight_grams: int
    seller_trade_name: str
    seller_country: str
    seller_vat_checked: bool

    @property
    def terms(self) -> Terms:
        return Terms(
            battery=self.battery,
            shipping=self.shipping,
            guarantee_months=self.guarantee_months,
            vat_scheme=self.vat_scheme,
        )

    def shipping_to(self, country: str) -> tuple[ShippingOption, ...]:
        """The options that serve a country, cheapest first, the faster first at the same cost."""
        serving = (option for option in self.shipping if country in option.countries)
        return tuple(sorted(serving, key=lambda option: (option.cost_minor, option.delay_days, option.carrier)))


class OfferTerms(Publication, frozen=True, kw_only=True):
    """A publication with what its stock says at the same moment."""

    available: int = 0
    on_sale: bool = False
