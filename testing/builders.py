"""A seller, a product, an offer and an order request: one set of defaults, each of which a caller may override."""

from typing import Any

from chalicelib.catalog import stored_items
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.draft import OfferDraft, OfferDraftShipping
from chalicelib.catalog.offers.publishing import publish
from chalicelib.catalog.products.creation import described_as
from chalicelib.catalog.products.product import Description, Product, ReferencePrice, SafetyContact
from chalicelib.catalog.queries import StoredOffer
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.money import Money
from chalicelib.orders.payloads import Buyer, OrderRequest, PostalAddress, QuotedLine
from chalicelib.sellers.onboarding.admission import admit_seller
from chalicelib.sellers.profile.seller import Seller, Trader

SKU = "IP13-GOOD"
PRICE_MINOR = 34_900
ATTRIBUTES: dict[str, str | int] = {
    "storage_gigabytes": 128,
    "colour": "black",
    "network": "5g",
    "screen_millimetres": 155,
    "memory_gigabytes": 4,
    "sim_type": "nano-sim-and-esim",
}
PROMISED: dict[str, Any] = {"battery": "STANDARD", "guarantee_months": 24, "vat_scheme": "MARGINAL"}


def a_trader(**changed: Any) -> Trader:
    given: dict[str, Any] = {
        "legal_name": "Phénix Mobile SARL",
        "trade_name": "Phénix Mobile",
        "postal_address": "3 rue du Port, 69002 Lyon",
        "country": "FR",
        "email": "shop@phenix.example",
        "phone": "+33 4 00 00 00 00",
        "register_name": "RCS Lyon",
        "register_number": "000 000 000",
        "self_certified_on": "2026-01-02",
    }
    return Trader(**(given | changed))


def a_seller(**changed: Any) -> Seller:
    return admit_seller(a_trader(**changed))


def a_description(**changed: Any) -> Description:
    maker = SafetyContact(
        name="Apple Distribution International Ltd.",
        postal_address="Hollyhill Industrial Estate, Cork",
        electronic_address="https://apple.example/contact",
    )
    given: dict[str, Any] = {
        "category": "iphones",
        "title": "Apple iPhone 13 128 GB Midnight",
        "brand": "Apple",
        "model": "iPhone 13",
        "attributes": ATTRIBUTES,
        "weight_grams": 174,
        "manufacturer": maker,
        "reference_price": (ReferencePrice(amount_minor=90_900, currency="EUR", source="Apple", dated="2021-09-24"),),
        "gtin": "2990000000033",
    }
    return Description(**(given | changed))


def a_product(**changed: Any) -> Product:
    product = described_as(a_description(**changed), ids.new_id("prd"), clock.timestamp())
    stored_items.product_item(product).save()
    return product


def shipping(
    cost_minor: int = 490, countries: tuple[str, ...] = ("FR", "DE"), delivery_days: int = 2
) -> OfferDraftShipping:
    return OfferDraftShipping(
        carrier="Colissimo", delivery_days=delivery_days, cost=Money(cost_minor, "EUR"), countries=countries
    )


def a_draft(product_id: str, /, **changed: Any) -> OfferDraft:
    """An offer of one price in FR and DE; `price_minor` changes that, `prices` names other markets."""
    price = Money(changed.pop("price_minor", PRICE_MINOR), "EUR")
    given: dict[str, Any] = {
        "product_id": product_id,
        "grade": "GOOD",
        "terms": AgreedTerms(**(PROMISED | {name: changed.pop(name) for name in PROMISED.keys() & changed.keys()})),
        "prices": {"FR": price, "DE": price},
        "shipping": (shipping(),),
        "stock": 5,
    }
    return OfferDraft(**(given | changed))


def an_offer(seller: Seller, product: Product, sku: str = SKU, **changed: Any) -> StoredOffer:
    return publish(seller, sku, a_draft(product.product_id, **changed))[0]


def offer_body(product_id: str, /, **changed: Any) -> dict[str, Any]:
    """An offer as a seller sends it."""
    given: dict[str, Any] = {
        "product_id": product_id,
        "grade": "GOOD",
        "battery": "STANDARD",
        "prices": {"FR": {"amount_minor": 34_900, "currency": "EUR"}},
        "shipping": [
            {
                "carrier": "Colissimo",
                "delivery_days": 2,
                "cost": {"amount_minor": 490, "currency": "EUR"},
                "countries": ["FR"],
            }
        ],
        "guarantee_months": 24,
        "vat_scheme": "MARGINAL",
        "stock": 5,
    }
    return given | changed


def an_order_request(*offer_ids: str, terms_version: int = 1, **changed: Any) -> OrderRequest:
    """A buyer's request for one device of each offer; an id given twice asks for two."""
    lines = tuple(
        QuotedLine(offer_id=offer_id, quantity=offer_ids.count(offer_id), terms_version=terms_version)
        for offer_id in sorted(set(offer_ids))
    )
    given: dict[str, Any] = {
        "market": "FR",
        "lines": lines,
        "buyer": Buyer(name="Zoé Müller 🙂", email="zoe@example.org"),
        "delivery_address": PostalAddress(street="12 rue des Lilas", postal_code="75011", city="Paris", country="FR"),
    }
    return OrderRequest(**(given | changed))
