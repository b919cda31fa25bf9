"""Facets: how many results each further choice of category, brand, grade or price would leave."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal

import msgspec

from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.offers.offer import GRADES
from chalicelib.search.index import sort_keys
from chalicelib.search.text_analysis import folded

Name = Literal["category", "brand", "grade", "price"]
NAMES: tuple[Name, ...] = ("category", "brand", "grade", "price")
BRANDS_MAX = 20
# In minor units of the cell's currency: each range begins with a step and ends before the next.
PRICE_STEPS_MINOR = (0, 50_00, 100_00, 200_00, 300_00, 500_00, 800_00, 1_200_00)
_CATEGORIES = len(category_tree.categories())


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The filters in force, as asked for; None where there is none."""

    category: str | None = None
    brand: str | None = None
    grade: str | None = None
    min_price_minor: int | None = None
    max_price_minor: int | None = None


class FacetOption(msgspec.Struct, frozen=True, kw_only=True):
    """A value one can choose next: a category's slug, a brand or a grade. `chosen` is the filter in force."""

    value: str
    count: int
    chosen: bool = False


class PriceRange(msgspec.Struct, frozen=True, kw_only=True):
    """Complete totals from `min_minor` to `max_minor`, both included; None is without an end."""

    min_minor: int
    max_minor: int | None
    count: int
    chosen: bool = False


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """Always all four. A facet's counts leave its own filter out, so that another choice shows what it would give.

    `category`: the children of the chosen category (the departments without one; of a leaf, the leaf and its
    siblings), in the tree's order. `brand`: up to 20, most results first. `grade`: best first. `price`: rising, every
    step there is; of the chosen grade where one is chosen, else of a product's lowest total. Choices without a result
    are left out, chosen ones never.
    """

    category: tuple[FacetOption, ...]
    brand: tuple[FacetOption, ...]
    grade: tuple[FacetOption, ...]
    price: tuple[PriceRange, ...]


def aggregation(name: Name, price: str) -> dict[str, Any]:
    """What the engine is asked to count for a facet."""
    if name == "price":
        # Bounds are floats in the engine; a step times 2^22 is one exactly.
        starts = [float(sort_keys.first_key(step)) for step in PRICE_STEPS_MINOR]
        bounds = [{"from": low, "to": high} for low, high in pairwise(starts)]
        return {"range": {"field": price, "ranges": [*bounds, {"from": starts[-1]}]}}
    size = {"category": _CATEGORIES, "brand": BRANDS_MAX, "grade": len(GRADES)}[name]
    # Each segment counts every value there is: brands that are few in one and many in another are not cut off.
    terms = {"field": name, "size": size, "segment_size": 65_000, "order": {"_count": "desc"}}
    return {"terms": terms}


def aggregation_within(min_minor: int | None, max_minor: int | None, price_fields: Mapping[str, str]) -> dict[str, Any]:
    """What the engine is asked to count for the grades where a price is asked for, both bounds included.

    Whoever chooses a grade means its own price, for which no other grade's can stand.
    """
    low = 0 if min_minor is None else sort_keys.first_key(min_minor)
    within = [{"from": float(low), "to": _above(max_minor)}]
    return {grade: {"range": {"field": field, "ranges": within}} for grade, field in price_fields.items()}


def counted_within(counted: Mapping[str, Any], max_minor: int | None) -> dict[str, Any]:
    """The grades' counts within a price, as any other facet's are; the engine adds what is below and above it."""
    end = _above(max_minor)
    counts = {
        grade: sum(int(bucket["doc_count"]) for bucket in counted[grade]["buckets"] if bucket.get("to") == end)
        for grade in GRADES
    }
    return {"buckets": [{"key": grade, "doc_count": count} for grade, count in counts.items() if count]}


def _above(max_minor: int | None) -> float:
    return float((sort_keys.KEY_MAX if max_minor is None else sort_keys.last_key(max_minor)) + 1)


def facets_of(counted: Mapping[Name, Any], chosen: Chosen, total: int) -> Facets:
    """The facets, of what the engine counted for each, the filters in force and the results with all of them."""
    return Facets(
        category=_categories(_counts(counted["category"]), chosen.category),
        brand=_brands(_counts(counted["brand"]), chosen.brand, total),
        grade=_grades(_counts(counted["grade"]), chosen.grade),
        price=_prices(counted["price"], (chosen.min_price_minor, chosen.max_price_minor)),
    )


def _counts(counted: Any) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in counted["buckets"]}


def _categories(counts: Mapping[str, int], chosen: str | None) -> tuple[FacetOption, ...]:
    parent = chosen
    if chosen is not None and category_tree.category(chosen).is_leaf:
        parent = category_tree.category(chosen).parent
    return tuple(
        FacetOption(value=each.slug, count=counts.get(each.slug, 0), chosen=each.slug == chosen)
        for each in category_tree.children(parent)
        if each.slug in counts or each.slug == chosen
    )


def _brands(counts: Mapping[str, int], chosen: str | None, total: int) -> tuple[FacetOption, ...]:
    chosen_folded = None if chosen is None else folded(chosen)
    found = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = [FacetOption(value=each, count=count, chosen=folded(each) == chosen_folded) for each, count in found]
    if chosen is not None and not any(each.chosen for each in listed):
        listed.append(FacetOption(value=chosen, count=total, chosen=True))
    return tuple(listed)


def _grades(counts: Mapping[str, int], chosen: str | None) -> tuple[FacetOption, ...]:
    return tuple(
        FacetOption(value=grade, count=counts.get(grade, 0), chosen=grade == chosen)
        for grade in GRADES
        if grade in counts or grade == chosen
    )


def _prices(counted: Any, chosen: tuple[int | None, int | None]) -> tuple[PriceRange, ...]:
    # The engine names the ranges by their bounds and adds empty ones at either end.
    counts = {float(bucket.get("from", 0.0)): int(bucket["doc_count"]) for bucket in counted["buckets"]}
    steps: list[PriceRange] = []
    for low, following in zip(PRICE_STEPS_MINOR, (*PRICE_STEPS_MINOR[1:], None), strict=True):
        high = None if following is None else following - 1
        count = counts.get(float(sort_keys.first_key(low)), 0)
        steps.append(PriceRange(min_minor=low, max_minor=high, count=count, chosen=(low, high) == chosen))
    return tuple(steps)
