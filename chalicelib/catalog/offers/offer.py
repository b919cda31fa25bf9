"""What an offer is: one seller's product in one grade, the terms it is sold at, and what changes a quote."""

from typing import Literal

import msgspec

from chalicelib.carbon.factors import CarbonCategory
from chalicelib.catalog.categories.category_tree import IdentifierKind
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.kernel.values.problems import Problem

Grade = Literal["PREMIUM", "EXCELLENT", "GOOD", "FAIR"]
GRADES: tuple[Grade, ...] = ("PREMIUM", "EXCELLENT", "GOOD", "FAIR")
OfferStatus = Literal["ON_SALE", "WITHDRAWN"]


class TermsChanged(Problem):
    """`offer_id` names it; a new quote shows the new terms."""

    slug, status, title = "terms-changed", 409, "The offer's price or terms are no longer as quoted"


class ShippingOption(msgspec.Struct, frozen=True, kw_only=True):
    """One way to send a device: calendar days from the order to the buyer's door, the cost in the cell's currency."""

    carrier: str
    delivery_days: int
    cost_minor: int
    countries: tuple[str, ...]


class MarketPrice(msgspec.Struct, frozen=True, kw_only=True):
    """The price in a market. `terms_version` is the offer version in which what a buyer of this market agrees to
    last changed: this price or the common terms, never another market's price. `applied_at` is when this amount began
    to apply and `prior_lowest_minor` the lowest one of the 30 days before (see reductions), None where it is not known;
    both are None in what was stored before they were."""

    price_minor: int
    terms_version: int
    applied_at: str | None = None
    prior_lowest_minor: int | None = None


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an offer, whole: what it copies of product and seller makes it readable without them.

    `created_at` is when its first version was published.
    """

    offer_id: str
    seller_id: str
    sku: str
    product_id: str
    grade: Grade
    version: int
    created_at: str
    published_at: str
    status: OfferStatus
    prices: dict[str, MarketPrice]
    terms: AgreedTerms
    shipping: tuple[ShippingOption, ...]
    product_title: str
    category: str
    carbon_category: CarbonCategory | None
    identifier_kind: IdentifierKind
    weight_grams: int
    seller_trade_name: str
    seller_country: str
    seller_vat_checked: bool

    @property
    def terms_versions(self) -> dict[str, int]:
        """Market to terms version: what the condition of a reservation compares."""
        return {market: price.terms_version for market, price in self.prices.items()}

    def shipping_to(self, country: str) -> tuple[ShippingOption, ...]:
        """The options that serve a country, cheapest first, the faster first at the same cost."""
        serving = (option for option in self.shipping if country in option.countries)
        return tuple(sorted(serving, key=lambda option: (option.cost_minor, option.delivery_days, option.carrier)))


class OfferTerms(Publication, frozen=True, kw_only=True):
    """A publication with what its stock says at the same moment. `buyable_since` as of Units."""

    available: int = 0
    on_sale: bool = False
    buyable_since: str | None = None

    @property
    def publication(self) -> Publication:
        """The offer without its stock."""
        return Publication(**{name: getattr(self, name) for name in Publication.__struct_fields__})

    def with_stock(self, found: "StockSnapshot") -> "OfferTerms":
        """The offer with another reading of its stock."""
        return msgspec.structs.replace(
            self, available=found.available, on_sale=found.on_sale, buyable_since=found.buyable_since
        )


class StockSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The stock of an offer as one read found it. `buyable_since`: see `Units`."""

    offer_id: str
    available: int
    on_sale: bool
    buyable_since: str | None = None


class Units(msgspec.Struct, frozen=True, kw_only=True):
    """The units of an offer by where they are; `buyable_since` when a buyer could buy one, without interruption."""

    available: int
    reserved: int
    sold: int
    written_off: int
    on_sale: bool
    buyable_since: str | None

    @property
    def in_hand(self) -> int:
        """What the seller can touch: units for sale and units promised but not yet shipped."""
        return self.available + self.reserved


def buyable_since(units_since: str | None, on_sale_since: str | None) -> str | None:
    """Since when there are both units and a seller who sells; None while, or where it is not known that, there are."""
    return max(units_since, on_sale_since) if units_since and on_sale_since else None


def next_prices(
    current: Publication | None, asked: dict[str, int], *, same_terms: bool, version: int, at: str
) -> dict[str, MarketPrice]:
    """The prices of version `version`: a market keeps its terms version while its price and the common terms stay.

    `same_terms`: the new version has the agreed terms and shipping options of `current`.

    A price applies since `at`, or since before while it stays and the offer was on sale. Its prior price is filled in
    by whoever knows the price history.
    """
    known = current.prices if current is not None else {}
    was_on_sale = current is not None and current.status == "ON_SALE"

    def next_price(before: MarketPrice | None, price_minor: int) -> MarketPrice:
        if before is None or before.price_minor != price_minor:
            return MarketPrice(price_minor=price_minor, terms_version=version, applied_at=at)
        return MarketPrice(
            price_minor=price_minor,
            terms_version=before.terms_version if same_terms else version,
            applied_at=before.applied_at if was_on_sale else at,
            prior_lowest_minor=before.prior_lowest_minor if was_on_sale else None,
        )

    return {market: next_price(known.get(market), price_minor) for market, price_minor in sorted(asked.items())}
