"""Results: what a search or a category shows, with the address of every next choice."""

import re
from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import urlencode

import msgspec

from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.offers.offer import GRADES, Grade
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import NotFound
from chalicelib.search import views
from chalicelib.search.answers import FoundCard
from chalicelib.search.index.index_reader import SearchNotReady
from chalicelib.search.query import product_search
from chalicelib.search.query.facets import FacetOption, PriceRange
from chalicelib.search.query.product_search import SORTS, SearchRequest, SearchResult, Sort
from chalicelib.storefront.visitor import Visitor

PRICES = ("min_price", "max_price")
# Whole units of the currency, with cents behind a point or a comma.
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,7})(?:[.,](?P<cents>[0-9]{1,2}))?")


class ResultsRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What an address asks for; an empty text is no filter. Prices are typed in whole units of the currency."""

    q: str = ""
    category: str = ""
    brand: str = ""
    grade: str = ""
    min_price: str = ""
    max_price: str = ""
    sort: Sort = "relevance"

    @property
    def address(self) -> str:
        """Where it is answered: a category without words at its own address, everything else under /search."""
        asked = {name: value for name, value in msgspec.structs.asdict(self).items() if value}
        if self.sort == SORTS[0]:
            asked.pop("sort")
        path = "/search"
        if self.category and not self.q:
            path = f"/categories/{asked.pop('category')}"
        return f"{path}?{urlencode(asked)}" if asked else path

    def but(self, **changed: Any) -> "ResultsRequest":
        return msgspec.structs.replace(self, **changed)


def results_request(query: Mapping[str, str], category: str = "") -> ResultsRequest:
    """What a query asks for; a price, grade or order that is none is left out, as if it had not been asked."""
    given = {name: query.get(name, "").strip() for name in ResultsRequest.__struct_fields__}
    given["category"] = category or given["category"]
    for price in PRICES:
        given[price] = given[price] if _AMOUNT.fullmatch(given[price]) else ""
    if given["grade"] not in get_args(Grade):
        given["grade"] = ""
    asked_sort = given.pop("sort")
    return ResultsRequest(sort=next((each for each in SORTS if each == asked_sort), SORTS[0]), **given)


def results(visitor: Visitor, asked: ResultsRequest, cursor: str | None) -> dict[str, Any]:
    """A page of results. NotFound for an unknown category, InvalidRequest, InvalidCursor, SearchNotReady."""
    _require_category(asked.category)
    found = product_search.find(_question(visitor, asked, cursor))
    view = views.found_view(found, visitor.market, clock.timestamp())
    return {
        "asked": asked,
        "cards": [_in_grade(each, asked.grade) for each in view["items"]],
        "total": found.total,
        "matching": found.matching,
        "category": category_tree.category(asked.category) if asked.category else None,
        "path": category_tree.path(asked.category)[:-1] if asked.category else (),
        "facets": _facets(found, asked, visitor),
        "active": _active(asked, visitor.market.currency),
        "sorts": [(sort, asked.but(sort=sort).address) for sort in SORTS],
        "is_first_page": cursor is None,
        "next_address": _with_cursor(asked.address, found.next_cursor),
    }


def first_cards(visitor: Visitor, count: int, *, category: str = "", sort: Sort = "relevance") -> list[FoundCard]:
    """The first cards of a question without words; none while no index was ever built."""
    question = msgspec.structs.replace(
        _question(visitor, ResultsRequest(category=category, sort=sort), None),
        limit=count,
    )
    try:
        found = product_search.find(question)
    except SearchNotReady:
        return []
    return [views.card_view(card, visitor.market, clock.timestamp()) for card in found.cards]


def _in_grade(card: FoundCard, grade: str) -> FoundCard:
    """A card with the total of the grade looked for, instead of its lowest."""
    chosen = next((box for box in card["boxes"] if box["grade"] == grade), None)
    if chosen is None:
        return card
    savings = chosen["savings"]
    return card | {
        "from": {"grade": chosen["grade"], "total": chosen["total"], "savings": savings},
        "saving": savings["amount"] if savings else None,
    }


def _require_category(slug: str) -> None:
    if slug:
        try:
            category_tree.category(slug)
        except category_tree.UnknownCategory as unknown:
            raise NotFound() from unknown


def _question(visitor: Visitor, asked: ResultsRequest, cursor: str | None) -> SearchRequest:
    low, high = _minor(asked.min_price), _minor(asked.max_price)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return SearchRequest(
        market=visitor.market,
        q=asked.q[: product_search.QUERY_CHARACTERS_MAX],
        category=asked.category or None,
        brand=asked.brand or None,
        grade=next((grade for grade in GRADES if grade == asked.grade), None),
        min_price_minor=low,
        max_price_minor=high,
        sort=asked.sort,
        cursor=cursor,
    )


def _minor(typed: str) -> int | None:
    amount = _AMOUNT.fullmatch(typed)
    if amount is None:
        return None
    return int(amount["whole"]) * 100 + int((amount["cents"] or "").ljust(2, "0"))


def _typed(minor: int | None) -> str:
    if minor is None:
        return ""
    return f"{minor // 100}.{minor % 100:02d}" if minor % 100 else str(minor // 100)


def _facets(found: SearchResult, asked: ResultsRequest, visitor: Visitor) -> dict[str, list[dict[str, Any]]]:
    """Each facet's choices with their counts and addresses; the address of a chosen one takes it away again."""
    facets = found.facets
    return {
        "category": [_category_choice(each, asked) for each in facets.category if each.value != asked.category],
        "grade": [_choice(each, asked, "grade") for each in facets.grade],
        "price": [_price_choice(each, asked, visitor) for each in facets.price if each.count or each.chosen],
        "brand": [_choice(each, asked, "brand") for each in facets.brand],
    }


def _category_choice(choice: FacetOption, asked: ResultsRequest) -> dict[str, Any]:
    shown = {"value": category_tree.category(choice.value), "count": choice.count, "chosen": False}
    return shown | {"address": asked.but(category=choice.value).address}


def _choice(choice: FacetOption, asked: ResultsRequest, name: str) -> dict[str, Any]:
    shown = {"value": choice.value, "count": choice.count, "chosen": choice.chosen}
    return shown | {"address": asked.but(**{name: "" if choice.chosen else choice.value}).address}


def _price_choice(step: PriceRange, asked: ResultsRequest, visitor: Visitor) -> dict[str, Any]:
    next_minor = None if step.max_minor is None else step.max_minor + 1
    chosen = {"min_price": _typed(step.min_minor or None), "max_price": _typed(step.max_minor)}
    return {
        "low": Money(step.min_minor, visitor.market.currency) if step.min_minor else None,
        "high": Money(next_minor, visitor.market.currency) if next_minor is not None else None,
        "count": step.count,
        "chosen": _is_price(asked, chosen),
        "address": asked.but(**({"min_price": "", "max_price": ""} if _is_price(asked, chosen) else chosen)).address,
    }


def _is_price(asked: ResultsRequest, chosen: Mapping[str, str]) -> bool:
    return (asked.min_price, asked.max_price) == (chosen["min_price"], chosen["max_price"])


def _active(asked: ResultsRequest, currency: str) -> list[tuple[str, str | Money, str]]:
    """Each filter in force: its kind, its value, which is money for a price, and the address without it."""
    parent = category_tree.category(asked.category).parent if asked.category else None
    without = {
        "q": asked.but(q=""),
        "category": asked.but(category=parent or ""),
        "brand": asked.but(brand=""),
        "grade": asked.but(grade=""),
        "min_price": asked.but(min_price=""),
        "max_price": asked.but(max_price=""),
    }
    values = {kind: getattr(asked, kind) for kind in without if getattr(asked, kind)}
    return [
        (kind, Money(_minor(value) or 0, currency) if kind in PRICES else value, without[kind].address)
        for kind, value in values.items()
    ]


def _with_cursor(address: str, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'cursor': cursor})}"
