"""The answers of the catalogue: every total is complete and includes the buyer's service fee."""

from collections.abc import Sequence

from chalicelib.carbon import footprint
from chalicelib.carbon.footprint import NoSaving
from chalicelib.catalog import answers
from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.categories.category_tree import Attribute, Category
from chalicelib.catalog.offers import price_tags
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import ShippingOption
from chalicelib.catalog.products.product import Product, SafetyContact
from chalicelib.catalog.queries import StoredOffer
from chalicelib.catalog.served_markets import currency
from chalicelib.kernel.values.money import Money
from chalicelib.markets.guarantees import legal_guarantee_months
from chalicelib.markets.market import Market

NO_CARBON_CATEGORY = "no published figure for this category"


def category_view(category: Category, language: str) -> answers.CategoryBranch:
    """A category with its descendants; a leaf has the attributes of its products."""
    view: answers.CategoryBranch = {"slug": category.slug, "name": category.names.spoken_in(language)}
    if category.is_leaf:
        return {**view, "attributes": [_attribute(each, language) for each in category.attributes]}
    return {**view, "children": [category_view(each, language) for each in category_tree.children(category.slug)]}


def card_view(product: Product, boxes: Sequence[Box], market: Market, on: str) -> answers.ProductCard:
    """A product in a list; `from` is its lowest box, None while it is not sold in the market."""
    totals = [(price_tags.total_minor(box.price_minor, box.shipping_minor, market, on), box) for box in boxes]
    lowest = min(totals, key=lambda pair: pair[0], default=None)
    return {
        "product_id": product.product_id,
        "title": product.title,
        "brand": product.brand,
        "category": product.category,
        "reference_price": _reference_price(product),
        "grades": [box.grade for box in boxes],
        "from": {
            "grade": lowest[1].grade,
            "total": Money(lowest[0], market.currency),
            "savings": price_tags.savings(product.reference_price_in(currency()), lowest[0]),
        }
        if lowest
        else None,
    }


def product_view(product: Product, boxes: Sequence[Box], market: Market, on: str) -> answers.ProductInMarket:
    """A product as sold in a market."""
    return {
        **described(product),
        "market": market.code,
        "prices_include_tax": market.prices_include_tax,
        "boxes": [box_view(box, product, market, on) for box in boxes],
        "guarantee": {
            "commercial_minimum_months": market.commercial_guarantee_minimum_months.at(on),
            "legal_months": legal_guarantee_months(market, on),
            "law": market.legal_guarantee.at(on).law if market.legal_guarantee else None,
        },
        "carbon": _carbon(category_tree.category(product.category)),
    }


def described(product: Product) -> answers.DescribedProduct:
    """The part of a product that is the same in every market."""
    return {
        "product_id": product.product_id,
        "category": product.category,
        "title": product.title,
        "brand": product.brand,
        "model": product.model,
        "attributes": product.attributes,
        "gtin": product.gtin,
        "weight_grams": product.weight_grams,
        "released_year": product.released_year,
        "reference_price": _reference_price(product),
        "manufacturer": _contact(product.manufacturer),
        "responsible_person": _contact(product.responsible_person) if product.responsible_person else None,
        "created_at": product.created_at,
    }


def box_view(box: Box, product: Product, market: Market, on: str) -> answers.ShownBox:
    """A box with the complete cost of one device; without sales tax where prices exclude it."""
    charged = price_tags.charged(box.price_minor, box.shipping_minor, market, on)
    return {
        "grade": box.grade,
        "offer_id": box.offer_id,
        "terms_version": box.terms_version,
        "seller": {"seller_id": box.seller_id, "trade_name": box.seller_trade_name},
        **charged,
        "applied_at": box.applied_at,
        "reduction": price_tags.reduction(box, market.currency, on),
        "savings": price_tags.savings(product.reference_price_in(currency()), charged["total"].amount_minor),
        **terms_view(box.terms),
        "delivery_days": box.delivery_days,
        "eligible_offers": box.eligible,
        "held_by_margin": box.is_held_by_margin,
    }


def terms_view(terms: AgreedTerms) -> answers.ShownTerms:
    """The agreed terms, as shown with an offer, a box or an order line."""
    return {
        "battery": terms.battery,
        "guarantee_months": terms.guarantee_months,
        "vat_scheme": terms.vat_scheme,
    }


def own_offer_view(own: StoredOffer, on: str) -> answers.SellerOffer:
    """An offer as shown to its seller."""
    offer, units = own.publication, own.units
    return {
        "offer_id": offer.offer_id,
        "sku": offer.sku,
        "product_id": offer.product_id,
        "product_title": offer.product_title,
        "category": offer.category,
        "grade": offer.grade,
        "status": offer.status,
        "on_sale": units.on_sale,
        "version": offer.version,
        "created_at": offer.created_at,
        "published_at": offer.published_at,
        "prices": _prices(own, on),
        **terms_view(offer.terms),
        "shipping": [_shipping(option) for option in offer.shipping],
        "stock": {
            "in_hand": units.in_hand,
            "available": units.available,
            "reserved": units.reserved,
            "sold": units.sold,
            "written_off": units.written_off,
        },
    }


def _prices(own: StoredOffer, on: str) -> dict[str, answers.OwnPrice]:
    return {
        market: {
            "amount_minor": price.price_minor,
            "currency": currency(),
            "terms_version": price.terms_version,
            "applied_at": price.applied_at,
            "reduction": price_tags.reduction(price_tags.price_told(price, own.units.buyable_since), currency(), on),
        }
        for market, price in own.publication.prices.items()
    }


def _shipping(option: ShippingOption) -> answers.OwnShipping:
    return {
        "carrier": option.carrier,
        "delivery_days": option.delivery_days,
        "cost": Money(option.cost_minor, currency()),
        "countries": option.countries,
    }


def _reference_price(product: Product) -> answers.Comparison:
    price = product.reference_price_in(currency())
    return {"amount": Money(price.amount_minor, price.currency), "source": price.source, "dated": price.dated}


def _contact(contact: SafetyContact) -> answers.ContactPoint:
    return {
        "name": contact.name,
        "postal_address": contact.postal_address,
        "electronic_address": contact.electronic_address,
    }


def _carbon(category: Category) -> answers.ProductCarbon:
    if category.carbon_category is None:
        return {"avoided": None, "reason": NO_CARBON_CATEGORY, "method": "/v1/carbon-method"}
    saving = footprint.saving(category.carbon_category)
    if isinstance(saving, NoSaving):
        return {"avoided": None, "reason": saving.reason, "method": "/v1/carbon-method"}
    return {
        "avoided": {
            "low_grams": saving.low_grams,
            "central_grams": saving.avoided_grams,
            "high_grams": saving.high_grams,
        },
        "unit": "grams of CO2 equivalent",
        "factor_set": saving.factor_version,
        "source": saving.inputs.source,
        "method": "/v1/carbon-method",
    }


def _attribute(attribute: Attribute, language: str) -> answers.AttributeAnswer:
    return {
        "name": attribute.name,
        "title": attribute.names.spoken_in(language),
        "kind": attribute.kind,
        "required": attribute.required,
        "unit": attribute.unit,
        "minimum": attribute.minimum,
        "maximum": attribute.maximum,
        "choices": [{"value": each.value, "name": each.names.spoken_in(language)} for each in attribute.choices],
    }
