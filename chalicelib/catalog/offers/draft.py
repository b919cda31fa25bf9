"""The draft of an offer as a seller sends it, its validation, and the version made from it."""

from collections.abc import Iterator, Mapping

import msgspec

from chalicelib.catalog.categories.category_tree import Category, category
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import Grade, Publication, ShippingOption, next_prices
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.values.money import Money
from chalicelib.markets.market import Market, TaxMode
from chalicelib.sellers.profile.seller import Seller

Fault = tuple[str, str]

# The withdrawal and delivery limits of every market are close to a month.
DELIVERY_DAYS_MAX = 30
GUARANTEE_MONTHS_MAX = 120
SHIPPING_OPTIONS_MAX = 40


class OfferDraftShipping(msgspec.Struct, frozen=True, kw_only=True):
    """A shipping option of a draft; the currency of its cost is not yet checked."""

    carrier: str
    delivery_days: int
    cost: Money
    countries: tuple[str, ...]


class OfferDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as sent. `stock` counts the units in the seller's hands, reserved ones included; None keeps it."""

    product_id: str
    grade: Grade
    terms: AgreedTerms
    prices: Mapping[str, Money]
    shipping: tuple[OfferDraftShipping, ...]
    stock: int | None

    @property
    def shipping_options(self) -> tuple[ShippingOption, ...]:
        """The shipping options in a canonical order, so that reordering them makes no quote stale."""
        options = (
            ShippingOption(
                carrier=option.carrier,
                delivery_days=option.delivery_days,
                cost_minor=option.cost.amount_minor,
                countries=tuple(sorted(set(option.countries))),
            )
            for option in self.shipping
        )
        return tuple(sorted(options, key=msgspec.structs.astuple))


def faults(
    draft: OfferDraft, product: Product, kind: Category, *, markets: Mapping[str, Market], on: str
) -> list[Fault]:
    """The faults of a draft as (JSON pointer, reason); `markets` are those of the cell, `on` is today."""
    return [
        *_faults_of_prices(draft, product, markets),
        *_faults_of_shipping(draft, markets),
        *_faults_of_terms(draft, kind, markets, on),
    ]


def _faults_of_prices(draft: OfferDraft, product: Product, markets: Mapping[str, Market]) -> Iterator[Fault]:
    if not draft.prices:
        yield "/prices", "needs at least one market"
    for code, price in draft.prices.items():
        where = f"/prices/{code.replace('~', '~0').replace('/', '~1')}"
        if code not in markets:
            yield where, "is not a market of this cell"
        elif price.currency != markets[code].currency:
            yield f"{where}/currency", f"must be {markets[code].currency}"
        elif price.amount_minor < 1:
            yield f"{where}/amount_minor", "must be above 0"
        elif price.amount_minor > product.reference_price_in(price.currency).amount_minor:
            yield f"{where}/amount_minor", "must not be above the price of a new device"
        if code in markets and not any(code in option.countries for option in draft.shipping):
            yield where, f"needs a shipping option to {code}"


def _faults_of_shipping(draft: OfferDraft, markets: Mapping[str, Market]) -> Iterator[Fault]:
    currencies = {market.currency for market in markets.values()}
    delivered = {country for market in markets.values() for country in market.delivery_countries}
    if len(draft.shipping) > SHIPPING_OPTIONS_MAX:
        yield "/shipping", f"has room for {SHIPPING_OPTIONS_MAX} options"
    for number, option in enumerate(draft.shipping):
        where = f"/shipping/{number}"
        if not option.carrier.strip():
            yield f"{where}/carrier", "must name the carrier"
        if not 1 <= option.delivery_days <= DELIVERY_DAYS_MAX:
            yield f"{where}/delivery_days", f"must be 1 to {DELIVERY_DAYS_MAX}"
        if option.cost.amount_minor < 0:
            yield f"{where}/cost/amount_minor", "must be 0 or more"
        if option.cost.currency not in currencies:
            yield f"{where}/cost/currency", f"must be {' or '.join(sorted(currencies))}"
        if unknown := sorted(set(option.countries) - delivered):
            yield f"{where}/countries", f"this cell does not deliver to {', '.join(unknown)}"
        if not option.countries:
            yield f"{where}/countries", "needs at least one country"


def _faults_of_terms(draft: OfferDraft, kind: Category, markets: Mapping[str, Market], on: str) -> Iterator[Fault]:
    sold_in = [markets[code] for code in draft.prices if code in markets]
    months_min = max((market.commercial_guarantee_minimum_months.at(on) for market in sold_in), default=0)
    if not months_min <= draft.terms.guarantee_months <= GUARANTEE_MONTHS_MAX:
        yield "/guarantee_months", f"must be {months_min} to {GUARANTEE_MONTHS_MAX}"
    if kind.has_battery != (draft.terms.battery is not None):
        yield "/battery", "must be STANDARD or NEW" if kind.has_battery else "must be absent: the device has none"
    # The margin scheme is a VAT scheme (Directive 2006/112/EC art. 313).
    if draft.terms.vat_scheme == "MARGINAL" and any(market.tax_mode is not TaxMode.VAT for market in sold_in):
        yield "/vat_scheme", "must be REGULAR where there is no VAT"


def publication_of(
    draft: OfferDraft,
    seller: Seller,
    product: Product,
    current: Publication | None,
    *,
    offer_id: str,
    sku: str,
    at: str,
) -> Publication:
    """The version that a draft makes after `current`, with what it copies from product and seller."""
    kind, shipping = category(product.category), draft.shipping_options
    same_terms = current is not None and (current.terms, current.shipping) == (draft.terms, shipping)
    version = 1 if current is None else current.version + 1
    asked = {market: price.amount_minor for market, price in draft.prices.items()}
    return Publication(
        offer_id=offer_id,
        seller_id=seller.seller_id,
        sku=sku if current is None else current.sku,
        product_id=product.product_id,
        grade=draft.grade,
        version=version,
        created_at=at if current is None else current.created_at,
        published_at=at,
        status="ON_SALE",
        prices=next_prices(current, asked, same_terms=same_terms, version=version, at=at),
        terms=draft.terms,
        shipping=shipping,
        product_title=product.title,
        category=product.category,
        carbon_category=kind.carbon_category,
        identifier_kind=kind.identifier_kind,
        weight_grams=product.weight_grams,
        seller_trade_name=seller.trader.trade_name,
        seller_country=seller.trader.country,
        seller_vat_checked=seller.vat_checked,
    )


def with_seller(publication: Publication, seller: Seller) -> Publication:
    """The publication with a fresh copy of its seller's name, country and VAT check."""
    return msgspec.structs.replace(
        publication,
        seller_trade_name=seller.trader.trade_name,
        seller_country=seller.trader.country,
        seller_vat_checked=seller.vat_checked,
    )
