"""The request bodies and queries of the catalogue's routes."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.catalog.categories.category_tree import AttributeValue
from chalicelib.catalog.offers.agreed_terms import AgreedTerms, Battery, VatScheme
from chalicelib.catalog.offers.draft import OfferDraft, OfferDraftShipping
from chalicelib.catalog.offers.offer import Grade, Publication
from chalicelib.catalog.products.product import Description, ReferencePrice, SafetyContact
from chalicelib.catalog.served_markets import currency
from chalicelib.kernel.values.lists import Limit, PageRequest
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.payloads import END, PRINTABLE, Payload

BATCH_MAX = 100
# JSON readers lose precision above 2^53 - 1; a device at ten million is a typing error well below that.
AMOUNT_MINOR_MAX = 1_000_000_000
UNITS_MAX = 1_000_000

Text = Annotated[str, Meta(min_length=1, max_length=150, pattern=r"\S")]
LongText = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
Units = Annotated[int, Meta(ge=0, le=UNITS_MAX)]


class Amount(Payload, frozen=True, kw_only=True):
    """Money as sent; the use case checks whether the currency is right."""

    amount_minor: Annotated[int, Meta(ge=0, le=AMOUNT_MINOR_MAX)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}" + END)]

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class InMarket(Payload, frozen=True, kw_only=True):
    market: str


class InLanguage(Payload, frozen=True, kw_only=True):
    language: Annotated[str, Meta(pattern="^[a-z]{2}" + END)] | None = None


class CategoryPage(PageRequest, frozen=True, kw_only=True):
    market: str
    limit: Limit = 24


class ContactBody(Payload, frozen=True, kw_only=True):
    name: Text
    postal_address: LongText
    electronic_address: LongText

    @property
    def contact(self) -> SafetyContact:
        return SafetyContact(
            name=self.name, postal_address=self.postal_address, electronic_address=self.electronic_address
        )


class ReferencePriceBody(Payload, frozen=True, kw_only=True):
    amount: Amount
    source: Text
    dated: str


class ProductBody(Payload, frozen=True, kw_only=True):
    category: str
    title: Text
    brand: Text
    model: Text
    attributes: Annotated[dict[str, AttributeValue], Meta(max_length=60)]
    weight_grams: Annotated[int, Meta(ge=1, le=500_000)]
    manufacturer: ContactBody
    reference_price: tuple[ReferencePriceBody, ...]
    gtin: str | None = None
    responsible_person: ContactBody | None = None
    released_year: Annotated[int, Meta(ge=1970, le=2200)] | None = None

    @property
    def description(self) -> Description:
        return Description(
            category=self.category,
            title=self.title,
            brand=self.brand,
            model=self.model,
            attributes=self.attributes,
            weight_grams=self.weight_grams,
            manufacturer=self.manufacturer.contact,
            reference_price=tuple(
                ReferencePrice(
                    amount_minor=price.amount.amount_minor,
                    currency=price.amount.currency,
                    source=price.source,
                    dated=price.dated,
                )
                for price in self.reference_price
            ),
            gtin=self.gtin,
            responsible_person=self.responsible_person.contact if self.responsible_person else None,
            released_year=self.released_year,
        )


class ShippingBody(Payload, frozen=True, kw_only=True):
    # Shown in pages and mails, so one line of printable text, like buyers' names and addresses.
    carrier: Annotated[str, Meta(min_length=1, max_length=60, pattern=PRINTABLE)]
    delivery_days: int
    cost: Amount
    countries: Annotated[tuple[str, ...], Meta(max_length=40)]

    @property
    def draft(self) -> OfferDraftShipping:
        return OfferDraftShipping(
            carrier=self.carrier, delivery_days=self.delivery_days, cost=self.cost.money, countries=self.countries
        )


Shipping = tuple[ShippingBody, ...]


class OfferBody(Payload, frozen=True, kw_only=True):
    """A complete offer. `stock` counts the units in the seller's hands, reserved ones included."""

    product_id: str
    grade: Grade
    prices: Annotated[dict[str, Amount], Meta(max_length=20)]
    shipping: Shipping
    guarantee_months: int
    vat_scheme: VatScheme
    stock: Units
    battery: Battery | None = None

    @property
    def draft(self) -> OfferDraft:
        return OfferDraft(
            product_id=self.product_id,
            grade=self.grade,
            terms=AgreedTerms(battery=self.battery, guarantee_months=self.guarantee_months, vat_scheme=self.vat_scheme),
            prices={market: price.money for market, price in self.prices.items()},
            shipping=tuple(option.draft for option in self.shipping),
            stock=self.stock,
        )


class BatchOffer(OfferBody, frozen=True, kw_only=True):
    sku: str


class OfferBatch(Payload, frozen=True, kw_only=True):
    """Rows are decoded one by one, so that an invalid row does not affect the others."""

    offers: Annotated[tuple[dict[str, Any], ...], Meta(min_length=1, max_length=BATCH_MAX)]


class OfferPatch(Payload, frozen=True, kw_only=True):
    """The members to change; a market's price of null takes the offer out of that market."""

    prices: Annotated[dict[str, Amount | None], Meta(max_length=20)] | UnsetType = UNSET
    shipping: Shipping | UnsetType = UNSET
    guarantee_months: int | UnsetType = UNSET
    vat_scheme: VatScheme | UnsetType = UNSET
    battery: Battery | UnsetType | None = UNSET
    stock: Units | UnsetType = UNSET

    def changed(self, current: Publication) -> OfferDraft:
        """The draft of the changed offer."""
        return OfferDraft(
            product_id=current.product_id,
            grade=current.grade,
            terms=self._terms(current.terms),
            prices=self._prices(current),
            shipping=_shipping(current) if self.shipping is UNSET else tuple(each.draft for each in self.shipping),
            stock=None if self.stock is UNSET else self.stock,
        )

    def _terms(self, current: AgreedTerms) -> AgreedTerms:
        sent = {name: getattr(self, name) for name in AgreedTerms.__struct_fields__}
        return msgspec.structs.replace(current, **{name: value for name, value in sent.items() if value is not UNSET})

    def _prices(self, current: Publication) -> dict[str, Money]:
        prices = {market: Money(price.price_minor, currency()) for market, price in current.prices.items()}
        for market, price in ({} if self.prices is UNSET else self.prices).items():
            if price is None:
                prices.pop(market, None)
            else:
                prices[market] = price.money
        return prices


class StockChange(Payload, frozen=True, kw_only=True):
    """Units to add, or to remove if negative."""

    delta: Annotated[int, Meta(ge=-UNITS_MAX, le=UNITS_MAX)]


def _shipping(current: Publication) -> tuple[OfferDraftShipping, ...]:
    return tuple(
        OfferDraftShipping(
            carrier=option.carrier,
            delivery_days=option.delivery_days,
            cost=Money(option.cost_minor, currency()),
            countries=option.countries,
        )
        for option in current.shipping
    )
