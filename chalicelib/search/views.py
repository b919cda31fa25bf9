"""The answers of search: cards with complete totals, including the buyer's service fee of the day, and facets."""

from chalicelib.catalog.offers import price_tags
from chalicelib.catalog.views import terms_view
from chalicelib.kernel.values.money import Money
from chalicelib.markets.market import Market
from chalicelib.search import answers
from chalicelib.search.index.card import IndexedCard, IndexedCardBox
from chalicelib.search.query.facets import FacetOption, Facets, PriceRange
from chalicelib.search.query.product_search import SearchResult


def found_view(found: SearchResult, market: Market, on: str) -> answers.FoundPage:
    """A page of results."""
    return {
        "items": [card_view(card, market, on) for card in found.cards],
        "next_cursor": found.next_cursor,
        "total": found.total,
        "matching": found.matching,
        "facets": facets_view(found.facets),
    }


def card_view(card: IndexedCard, market: Market, on: str) -> answers.FoundCard:
    """A product among results, like `catalog.views.card_view` but with the cost and savings of each grade.

    `from` is the grade with the lowest total, and `saving` its difference to the price of a new device.
    """
    boxes = [_box(box, card, market, on) for box in card.boxes]
    lowest = min(boxes, key=lambda box: box["total"].amount_minor)
    return {
        "product_id": card.product_id,
        "title": card.title,
        "brand": card.brand,
        "category": card.category,
        "released_year": card.released_year,
        "reference_price": {
            "amount": Money(card.reference_price.amount_minor, card.reference_price.currency),
            "source": card.reference_price.source,
            "dated": card.reference_price.dated,
        },
        "grades": [box.grade for box in card.boxes],
        "from": {"grade": lowest["grade"], "total": lowest["total"], "savings": lowest["savings"]},
        "saving": lowest["savings"]["amount"] if lowest["savings"] else None,
        "boxes": boxes,
    }


def facets_view(facets: Facets) -> answers.ShownFacets:
    """All four facets."""
    return {
        "category": [_choice(each) for each in facets.category],
        "brand": [_choice(each) for each in facets.brand],
        "grade": [_choice(each) for each in facets.grade],
        "price": [_price_range(each) for each in facets.price],
    }


def _box(box: IndexedCardBox, card: IndexedCard, market: Market, on: str) -> answers.FoundBox:
    charged = price_tags.charged(box.price_minor, box.shipping_minor, market, on)
    return {
        "grade": box.grade,
        **charged,
        "reduction": price_tags.reduction(box, market.currency, on),
        "savings": price_tags.savings(card.reference_price, charged["total"].amount_minor),
        **terms_view(box.terms),
        "delivery_days": box.delivery_days,
        "eligible_offers": box.eligible,
    }


def _choice(choice: FacetOption) -> answers.FacetChoice:
    return {"value": choice.value, "count": choice.count, "chosen": choice.chosen}


def _price_range(step: PriceRange) -> answers.PriceStep:
    return {
        "min_price_minor": step.min_minor,
        "max_price_minor": step.max_minor,
        "count": step.count,
        "chosen": step.chosen,
    }
