"""An offer: one seller's product in one grade, its terms, and the changes that make a quote stale."""

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
    """`offer_id` is the offer; a new quote shows the new terms."""

    slug, status, title = "terms-changed", 409, "The offer's price or terms are no longer as quoted"


class ShippingOption(msgspec.Struct, frozen=True, kw_only=True):
    """A shipping option; `delivery_days` are calendar days from the order to the door."""

    carrier: str
    delivery_days: int
    cost_minor: int
    countries: tuple[str, ...]


class MarketPrice(msgspec.Struct, frozen=True, kw_only=True):
    """The price in a market.

    `terms_version` is the offer version in which the terms for this market's buyers last changed: its price or the
    terms of all markets, never another market's price. `applied_at` is when the price took effect;
    `prior_lowest_minor` is the lowest price of the 30 days before (see `price_tags`), None if it is not known.
    """

    price_minor: int
    terms_version: int
    applied_at: str | None = None
    prior_lowest_minor: int | None = None


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an offer, with copies of product and seller data so that it can be read alone.

    `created_at` is the time of the first version.
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
        """Terms version by market; a reservation is conditional on it."""
        return {market: price.terms_version for market, price in self.prices.items()}

    def shipping_to(self, country: str) -> tuple[ShippingOption, ...]:
        """The options that serve a country: cheapest first, at the same cost fastest first."""
        serving = (option for option in self.shipping if country in option.countries)
        return tuple(sorted(serving, key=lambda option: (option.cost_minor, option.delivery_days, option.carrier)))


class OfferTerms(Publication, frozen=True, kw_only=True):
    """A publication with its stock as read at the same time. `buyable_since`: see `Units`."""

    available: int = 0
    on_sale: bool = False
    buyable_since: str | None = None

    @property
    def publication(self) -> Publication:
        """The publication without its stock."""
        return Publication(**{name: getattr(self, name) for name in Publication.__struct_fields__})

    def with_stock(self, found: "StockSnapshot") -> "OfferTerms":
        """The offer with another snapshot of its stock."""
        return msgspec.structs.replace(
            self, available=found.available, on_sale=found.on_sale, buyable_since=found.buyable_since
        )


class StockSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The stock of an offer at one read. `buyable_since`: see `Units`."""

    offer_id: str
    available: int
    on_sale: bool
    buyable_since: str | None = None


class Units(msgspec.Struct, frozen=True, kw_only=True):
    """The units of an offer by state. `buyable_since`: since when it could be bought without interruption."""

    available: int
    reserved: int
    sold: int
    written_off: int
    on_sale: bool
    buyable_since: str | None

    @property
    def in_hand(self) -> int:
        """Units that the seller has: available ones, and reserved ones that are not yet shipped."""
        return self.available + self.reserved


def buyable_since(units_since: str | None, on_sale_since: str | None) -> str | None:
    """The time since which the offer has had units and been on sale; None if it is not both, or not known."""
    return max(units_since, on_sale_since) if units_since and on_sale_since else None


def next_prices(
    current: Publication | None, asked: dict[str, int], *, same_terms: bool, version: int, at: str
) -> dict[str, MarketPrice]:
    """The prices of version `version`; a market keeps its terms version while its price and the terms stay.

    `same_terms`: the new version has the terms and shipping options of `current`. A price applies from `at`, or from
    before if it is unchanged and the offer was on sale. `versions.with_prior_prices` fills in new prior prices.
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
