"""Facets: the number of results that each further category, brand, grade or price would leave."""

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
# In minor units of the cell's currency: a range is from one step to just below the next.
PRICE_STEPS_MINOR = (0, 50_00, 100_00, 200_00, 300_00, 500_00, 800_00, 1_200_00)
_CATEGORIES = len(category_tree.categories())


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The filters in force, as requested; None if not set."""

    category: str | None = None
    brand: str | None = None
    grade: str | None = None
    min_price_minor: int | None = None
    max_price_minor: int | None = None


class FacetOption(msgspec.Struct, frozen=True, kw_only=True):
    """A category, brand or grade to filter by. `chosen`: it is the filter in force."""

    value: str
    count: int
    chosen: bool = False


class PriceRange(msgspec.Struct, frozen=True, kw_only=True):
    """Complete totals from `min_minor` to `max_minor`, both included; None is no upper bound."""

    min_minor: int
    max_minor: int | None
    count: int
    chosen: bool = False


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """All four facets. The counts of each ignore its own filter, so that they show what another choice would give.

    `category`: the children of the chosen category in tree order (without one the departments; for a leaf, the leaf
    and its siblings). `brand`: up to 20, most results first. `grade`: best first. `price`: ascending, all steps; of
    the chosen grade or else of the product's lowest total. Choices without a result are omitted unless they are
    chosen.
    """

    category: tuple[FacetOption, ...]
    brand: tuple[FacetOption, ...]
    grade: tuple[FacetOption, ...]
    price: tuple[PriceRange, ...]


def aggregation(name: Name, price: str) -> dict[str, Any]:
    """The engine's aggregation for a facet."""
    if name == "price":
        # The engine takes bounds as floats, which represent a step times 2^22 exactly.
        starts = [float(sort_keys.first_key(step)) for step in PRICE_STEPS_MINOR]
        bounds = [{"from": low, "to": high} for low, high in pairwise(starts)]
        return {"range": {"field": price, "ranges": [*bounds, {"from": starts[-1]}]}}
    size = {"category": _CATEGORIES, "brand": BRANDS_MAX, "grade": len(GRADES)}[name]
    # Each segment counts every value, so that brands that are rare in one segment are not cut off.
    terms = {"field": name, "size": size, "segment_size": 65_000, "order": {"_count": "desc"}}
    return {"terms": terms}


def aggregation_within(min_minor: int | None, max_minor: int | None, price_fields: Mapping[str, str]) -> dict[str, Any]:
    """The engine's aggregation for grades with a price filter, both bounds included.

    The price filter applies to the price of each grade itself.
    """
    low = 0 if min_minor is None else sort_keys.first_key(min_minor)
    within = [{"from": float(low), "to": _above(max_minor)}]
    return {grade: {"range": {"field": field, "ranges": within}} for grade, field in price_fields.items()}


def counted_within(counted: Mapping[str, Any], max_minor: int | None) -> dict[str, Any]:
    """The counts of grades within a price range, as for other facets; drops the ranges below and above it."""
    end = _above(max_minor)
    counts = {
        grade: sum(int(bucket["doc_count"]) for bucket in counted[grade]["buckets"] if bucket.get("to") == end)
        for grade in GRADES
    }
    return {"buckets": [{"key": grade, "doc_count": count} for grade, count in counts.items() if count]}


def _above(max_minor: int | None) -> float:
    return float((sort_keys.KEY_MAX if max_minor is None else sort_keys.last_key(max_minor)) + 1)


def facets_of(counted: Mapping[Name, Any], chosen: Chosen, total: int) -> Facets:
    """The facets, from the engine's counts, the filters in force and the number of results with all of them."""
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
    # The engine names ranges by their bounds and adds an empty one at either end.
    counts = {float(bucket.get("from", 0.0)): int(bucket["doc_count"]) for bucket in counted["buckets"]}
    steps: list[PriceRange] = []
    for low, following in zip(PRICE_STEPS_MINOR, (*PRICE_STEPS_MINOR[1:], None), strict=True):
        high = None if following is None else following - 1
        count = counts.get(float(sort_keys.first_key(low)), 0)
        steps.append(PriceRange(min_minor=low, max_minor=high, count=count, chosen=(low, high) == chosen))
    return tuple(steps)
