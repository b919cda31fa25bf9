"""A card: what a page of results shows of a product in a market, stored in the index so that no table is read."""

from collections.abc import Sequence

import msgspec

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import Grade
from chalicelib.catalog.products.product import Product, ReferencePrice


class IndexedCardBox(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The part of a box that a card shows, in the market's minor units.

    The buyer's service fee is not included, because it changes on its own dates. `applied_at` and
    `prior_lowest_minor` are those of `MarketPrice`.
    """

    grade: Grade
    price_minor: int
    shipping_minor: int
    terms: AgreedTerms
    delivery_days: int
    eligible: int
    applied_at: str | None
    prior_lowest_minor: int | None


class IndexedCard(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A product as last indexed; `boxes` has at least one, best grade first."""

    product_id: str
    title: str
    brand: str
    category: str
    released_year: int | None
    reference_price: ReferencePrice
    boxes: tuple[IndexedCardBox, ...]


def card_of(product: Product, boxes: Sequence[Box], currency: str) -> IndexedCard:
    """The card of a product with its boxes in one market, best grade first."""
    return IndexedCard(
        product_id=product.product_id,
        title=product.title,
        brand=product.brand,
        category=product.category,
        released_year=product.released_year,
        reference_price=product.reference_price_in(currency),
        boxes=tuple(
            IndexedCardBox(
                grade=box.grade,
                price_minor=box.price_minor,
                shipping_minor=box.shipping_minor,
                terms=box.terms,
                delivery_days=box.delivery_days,
                eligible=box.eligible,
                applied_at=box.applied_at,
                prior_lowest_minor=box.prior_lowest_minor,
            )
            for box in boxes
        ),
    )
