"""Browsing: what the pages of home, categories, products and sellers show."""

from typing import Any

from chalicelib.catalog import category_tree, queries, views
from chalicelib.catalog.answers import Card
from chalicelib.catalog.box import Box
from chalicelib.catalog.category_tree import Attribute, AttributeValue
from chalicelib.catalog.offer import GRADES
from chalicelib.catalog.product import Product
from chalicelib.kernel import clock, cursors
from chalicelib.markets.market import Market
from chalicelib.markets.wording import wording
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.views import trader_view
from chalicelib.storefront.formatting import Formats
from chalicelib.storefront.visitor import Visitor
from chalicelib.storefront.wording import said, wording_in

PRODUCTS_PER_PAGE = 24
# What most buyers come for stands first, with a few products to begin with.
SHELVES = ("smartphones", "laptops")
PRODUCTS_PER_SHELF = 4
WEIGHT = said("attribute", "Weight")


def home(visitor: Visitor) -> dict[str, Any]:
    """The departments in the tree's order, and a shelf of each category most buyers come for."""
    shelves = [(slug, queries.category_page(slug, PRODUCTS_PER_SHELF, None)[0]) for slug in SHELVES]
    cards = _cards([product for _, products in shelves for product in products], visitor)
    return {
        "departments": [
            {"category": each, "children": category_tree.children(each.slug)} for each in category_tree.children(None)
        ],
        "shelves": [
            {"category": category_tree.category(slug), "cards": [cards[each.product_id] for each in products]}
            for slug, products in shelves
            if products
        ],
    }


def category(visitor: Visitor, slug: str, cursor: str | None) -> dict[str, Any]:
    """A category's way down, its children and a page of its products. NotFound, InvalidCursor."""
    binding = ("category-page", slug)
    position = cursors.open_sealed(cursor, *binding)
    products, after = queries.category_page(slug, PRODUCTS_PER_PAGE, position)
    if after is not None and len(products) < PRODUCTS_PER_PAGE:
        # Thin leaves fill a page by half and hide whether anything follows; one more look shows most departments whole.
        more, after = queries.category_page(slug, PRODUCTS_PER_PAGE - len(products), after)
        products += more
    return {
        "category": category_tree.category(slug),
        "path": category_tree.path(slug)[:-1],
        "children": category_tree.children(slug),
        "cards": list(_cards(products, visitor).values()),
        "is_first_page": cursor is None,
        "next_cursor": cursors.seal(after, *binding),
    }


def product(visitor: Visitor, product_id: str) -> dict[str, Any]:
    """A product, its boxes best grade first, and what the law has said beside an offer. NotFound, WrongCell."""
    market, now = visitor.market, clock.timestamp()
    found = queries.product(product_id)
    return {
        "product": views.product_view(found, queries.boxes(product_id, market.code), market, now),
        "path": category_tree.path(found.category),
        "attributes": _attributes(found, Formats(visitor.language)),
        "notices": [wording(market, visitor.language, key, on=now) for key in _notice_keys(market)],
    }


def seller(seller_id: str) -> dict[str, Any]:
    """A seller's public identity. NotFound, WrongCell."""
    return {"seller": trader_view(sellers.seller(seller_id))}


def _notice_keys(market: Market) -> list[str]:
    """What is said beside prices, then about the guarantee: the first two stand under the offers."""
    keys = ["price_includes_tax" if market.prices_include_tax else "price_excludes_tax", "service_fee_notice"]
    return [*keys, "free_return_notice", *(["legal_guarantee_notice"] if market.legal_guarantee else [])]


def _cards(products: list[Product], visitor: Visitor) -> dict[str, Card]:
    boxes = queries.boxes_of([each.product_id for each in products], visitor.market.code) if products else {}
    now = clock.timestamp()
    return {
        each.product_id: views.card_view(each, boxes.get(each.product_id, []), visitor.market, now) for each in products
    }


def _best_first(boxes: list[Box]) -> list[Box]:
    return sorted(boxes, key=lambda box: GRADES.index(box.grade))


def _attributes(product: Product, shown_as: Formats) -> list[tuple[str, str]]:
    """Name and value of everything the product states, in its category's order, then its weight."""
    known = category_tree.category(product.category).attributes
    stated = [
        (each.names.spoken_in(shown_as.language), _spoken(each, product.attributes[each.name], shown_as))
        for each in known
        if each.name in product.attributes
    ]
    return [*stated, (wording_in(shown_as.language).message(WEIGHT), shown_as.weight(product.weight_grams))]


def _spoken(attribute: Attribute, value: AttributeValue, shown_as: Formats) -> str:
    if isinstance(value, int):
        if attribute.name == "screen_millimetres":
            return shown_as.inches(value)
        return f"{shown_as.count(value)}\u00a0{attribute.unit}" if attribute.unit else shown_as.count(value)
    named = (choice.names.spoken_in(shown_as.language) for choice in attribute.choices if choice.value == value)
    return next(named, value)
