"""The contents of the home page and of the pages of products, offers and sellers."""

from functools import partial
from typing import Any

from chalicelib.catalog import queries, views
from chalicelib.catalog.answers import ShownBox
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.categories.category_tree import Attribute, AttributeValue
from chalicelib.catalog.offers.offer import GRADES
from chalicelib.catalog.products.product import Product
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.wording import said
from chalicelib.kernel.values import cursors
from chalicelib.kernel.values.problems import NotFound
from chalicelib.markets.disclosures import Moment, disclosures
from chalicelib.markets.due_dates import local_day
from chalicelib.markets.market import Market
from chalicelib.ranking import views as ranking_views
from chalicelib.ranking.decision import ranked_offers
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.answers import ShownTrader
from chalicelib.sellers.views import trader_view
from chalicelib.storefront import result_pages
from chalicelib.storefront.visitor import Visitor
from chalicelib.web.formatting import Formats
from chalicelib.web.wording import wording_in

OFFERS_PER_PAGE = 20
# What most buyers come for stands first, with a few products to begin with.
HOME_CATEGORIES = ("smartphones", "laptops")
PRODUCTS_PER_ROW = 4
WEIGHT = said("attribute", "Weight")


def home(visitor: Visitor) -> dict[str, Any]:
    """The departments in the tree's order, a row of what saves most and one of each category most buyers come for."""
    product_rows: list[dict[str, Any]] = [
        {"category": None, "cards": result_pages.first_cards(visitor, PRODUCTS_PER_ROW, sort="savings")},
        *(
            {
                "category": category_tree.category(slug),
                "cards": result_pages.first_cards(visitor, PRODUCTS_PER_ROW, category=slug),
            }
            for slug in HOME_CATEGORIES
        ),
    ]
    return {
        "departments": [
            {"category": each, "children": category_tree.children(each.slug)} for each in category_tree.children(None)
        ],
        "product_rows": [each for each in product_rows if each["cards"]],
        "return_days": visitor.market.windows.free_return_days.at(clock.timestamp()),
        "guarantee_months": visitor.market.commercial_guarantee_minimum_months.at(clock.timestamp()),
    }


def product(visitor: Visitor, product_id: str, grade: str) -> dict[str, Any]:
    """A product, its boxes best grade first, and the legal texts shown with an offer.

    `chosen` is the box of the grade asked for, else the one with the lowest total, None if nothing is on sale here.

    Raises: NotFound, WrongCell.
    """
    market, now = visitor.market, clock.timestamp()
    found = queries.product(product_id)
    view = views.product_view(found, queries.boxes(product_id, market.code), market, now)
    boxes = view["boxes"]
    lowest = min(boxes, key=lambda box: int(box["total"].amount_minor), default=None)
    chosen = next((box for box in boxes if box["grade"] == grade), lowest)
    return {
        "product": view,
        "chosen": chosen,
        "priced_on": _priced_on(chosen, market) if chosen else None,
        "seller": _seller_of(chosen) if chosen else None,
        "path": category_tree.path(found.category),
        "attributes": _attributes(found, Formats(visitor.language)),
        "price_disclosures": disclosures(market, Moment.PRICE, language=visitor.language, on=now),
        "is_legal_minimum": market.legal_guarantee is not None and market.legal_guarantee.at(now).open_ended,
        "disclosures": disclosures(market, Moment.PRODUCT_PAGE, language=visitor.language, on=now),
    }


def offers(visitor: Visitor, product_id: str, grade: str, cursor: str | None) -> dict[str, Any]:
    """Every offer of a product in a grade that competes, in its order with its reasons. NotFound, InvalidCursor."""
    market, now = visitor.market, clock.timestamp()
    wanted = next((each for each in GRADES if each == grade), None)
    if wanted is None:
        raise NotFound()
    ranked = ranked_offers.ranked_offers(product_id, market, wanted).listed
    fetch = partial(ranked_offers.page, ranked, OFFERS_PER_PAGE)
    shown, next_cursor = cursors.fetch_page(cursor, fetch, "offers-page", product_id, market.code, wanted)
    found = queries.product(product_id)
    return {
        "product": views.described(found),
        "grade": wanted,
        "path": category_tree.path(found.category),
        "offers": [ranking_views.listed_view(each, market, now) for each in shown],
        "total": len(ranked),
        "next_cursor": next_cursor,
    }


def seller(seller_id: str) -> dict[str, Any]:
    """A seller's public identity. NotFound, WrongCell."""
    return {"seller": trader_view(sellers.seller(seller_id))}


def _priced_on(box: ShownBox, market: Market) -> str | None:
    """The day in the market since which the price of a box applies; None where that is not known."""
    return local_day(market, box["applied_at"]).isoformat() if box["applied_at"] else None


def _seller_of(box: ShownBox) -> ShownTrader:
    """Who sells what a box shows. NotFound for a seller who is gone."""
    seller_id = box["seller"]["seller_id"]
    found = sellers.sellers([seller_id])
    if seller_id not in found:
        raise NotFound()
    return trader_view(found[seller_id])


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
        return shown_as.measure(value, attribute.unit) if attribute.unit else shown_as.count(value)
    named = (choice.names.spoken_in(shown_as.language) for choice in attribute.choices if choice.value == value)
    return next(named, value)
