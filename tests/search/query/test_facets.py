"""Facets from the engine's counts: what is chosen stays visible, and nothing without a result is offered."""

from typing import Any

from chalicelib.search.index import sort_keys
from chalicelib.search.query.facets import (
    PRICE_STEPS_MINOR,
    Chosen,
    Facets,
    Name,
    aggregation,
    aggregation_within,
    counted_within,
    facets_of,
)


def counted(**buckets: dict[str, int]) -> dict[Name, Any]:
    names: tuple[Name, ...] = ("category", "brand", "grade", "price")
    return {
        name: {"buckets": [{"key": key, "doc_count": count} for key, count in buckets.get(name, {}).items()]}
        for name in names
    }


def facets(chosen: Chosen | None = None, total: int = 0, **buckets: dict[str, int]) -> Facets:
    return facets_of(counted(**buckets), chosen or Chosen(), total)


def test_brands_are_listed_by_results_and_the_chosen_one_is_always_there() -> None:
    found = facets(Chosen(brand="nokia"), 0, brand={"Apple": 2, "Samsung": 5}).brand
    assert [(each.value, each.count, each.chosen) for each in found] == [
        ("Samsung", 5, False),
        ("Apple", 2, False),
        ("nokia", 0, True),
    ]
    (apple,) = facets(Chosen(brand="APPLE"), 2, brand={"Apple": 2}).brand
    assert (apple.value, apple.chosen) == ("Apple", True)


def test_grades_are_listed_best_first_and_without_a_result_only_if_chosen() -> None:
    found = facets(Chosen(grade="FAIR"), 0, grade={"GOOD": 1, "PREMIUM": 3}).grade
    assert [(each.value, each.count, each.chosen) for each in found] == [
        ("PREMIUM", 3, False),
        ("GOOD", 1, False),
        ("FAIR", 0, True),
    ]


def test_a_chosen_leaf_is_shown_among_its_siblings() -> None:
    found = facets(Chosen(category="iphones"), 1, category={"iphones": 1}).category
    assert [(each.value, each.count, each.chosen) for each in found] == [("iphones", 1, True)]


def test_price_ranges_meet_without_a_gap_and_the_last_is_open() -> None:
    found = facets(Chosen(min_price_minor=50_00, max_price_minor=99_99)).price
    assert [each.min_minor for each in found] == list(PRICE_STEPS_MINOR)
    assert [each.max_minor for each in found[:-1]] == [step - 1 for step in PRICE_STEPS_MINOR[1:]]
    assert found[-1].max_minor is None
    assert [each.chosen for each in found] == [False, True, *[False] * 6]


def test_the_engine_is_asked_for_every_value_and_for_ranges_that_begin_at_each_step() -> None:
    brands = aggregation("brand", "price")["terms"]
    assert (brands["field"], brands["size"]) == ("brand", 20)
    ranges = aggregation("price", "price_good")["range"]
    assert ranges["field"] == "price_good"
    assert [each["from"] for each in ranges["ranges"]] == [
        float(sort_keys.first_key(step)) for step in PRICE_STEPS_MINOR
    ]


def test_grades_within_a_price_are_counted_by_their_own_price() -> None:
    asked = aggregation_within(10_000, 20_000, {"GOOD": "price_good"})["GOOD"]["range"]
    (within,) = asked["ranges"]
    assert within == {"from": float(sort_keys.first_key(10_000)), "to": float(sort_keys.last_key(20_000) + 1)}
    grades = ("PREMIUM", "EXCELLENT", "GOOD", "FAIR")
    answered = {grade: {"buckets": [{"to": within["to"], "doc_count": 2}, {"doc_count": 9}]} for grade in grades[:1]}
    answered |= {grade: {"buckets": [{"to": within["from"], "doc_count": 7}]} for grade in grades[1:]}
    assert counted_within(answered, 20_000) == {"buckets": [{"key": "PREMIUM", "doc_count": 2}]}
