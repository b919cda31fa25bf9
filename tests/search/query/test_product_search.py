"""Buyers find what is for sale by their words, and page through it without a gap however often the index changes."""

from typing import Any

import pytest

from chalicelib.catalog.offers.offer import GRADES, Grade
from chalicelib.kernel.values.problems import InvalidCursor, InvalidRequest
from chalicelib.search.index.index_reader import SearchNotReady, refresh
from chalicelib.search.index.indexing import index_search
from chalicelib.search.index.rebuild import rebuild_search
from chalicelib.search.query.product_search import SORTS
from tests.search.sample_products import a_box, found, on_sale, pages, put, sell_out, titles

pytestmark = pytest.mark.usefixtures("cell")

IPHONE = "Apple iPhone 13, 128 GB midnight"
MINI = "Apple iPhone 13 mini, 128 GB starlight"
GALAXY = "Samsung Galaxy S22, 128 GB phantom black"
CASE = "Nubia Focus, 256 GB"


def a_shop() -> None:
    on_sale(IPHONE, boxes=({"eligible": 2},))
    on_sale(MINI, boxes=({"eligible": 5},))
    on_sale(GALAXY, brand="Samsung", model="Galaxy S22", category="samsung-smartphones")
    on_sale(CASE, brand="Nubia", model="Focus 13", category="other-smartphones", boxes=({"eligible": 9},))
    rebuild_search()


def test_without_an_index_there_is_a_clear_answer_and_no_scan() -> None:
    with pytest.raises(SearchNotReady) as refused:
        found("iphone")
    assert (refused.value.status, refused.value.retry_after_seconds) == (503, 30)


@pytest.mark.parametrize(
    ("q", "matching", "expected"),
    [
        ("iphone 13", "words", [MINI, IPHONE]),
        ("IPHONE13 128go", "words", [MINI, IPHONE]),
        ("midnight iphone", "words", [IPHONE]),
        ("galaxy noir", "words", [GALAXY]),
        ("smartphones", "words", [CASE, MINI, IPHONE, GALAXY]),
        ("iph", "prefixes", [MINI, IPHONE]),
        ("iph midn", "prefixes", [IPHONE]),
        ("ihpone 13", "typos", [MINI, IPHONE]),
        ("galxy", "typos", [GALAXY]),
        ("galaxxy s2", "typos", [GALAXY]),
        ("iphone 14", "typos", []),
        ("gaalxxy", "typos", []),
        ("🙂", "words", []),
        ("de la", "words", [CASE, MINI, IPHONE, GALAXY]),
        ("The", "words", [CASE, MINI, IPHONE, GALAXY]),
        ("i 🙂", "words", [CASE, MINI, IPHONE, GALAXY]),
        ("   ", "words", [CASE, MINI, IPHONE, GALAXY]),
    ],
)
def test_words_are_found_as_they_are_then_begun_then_with_one_error(q: str, matching: str, expected: list[str]) -> None:
    a_shop()
    page = found(q)
    assert [card.title for card in page.cards] == expected
    assert (page.matching, page.total) == (matching, len(expected))


def test_those_with_every_word_in_their_title_stand_first_whatever_the_demand() -> None:
    a_shop()
    # The Nubia has nine offers and holds 13 in its model alone.
    assert titles("13") == [MINI, IPHONE, CASE]


def test_a_sold_out_product_leaves_the_page_with_the_next_run() -> None:
    product = on_sale()
    rebuild_search()
    assert titles("iphone") == [IPHONE]
    sell_out(product)
    index_search()
    refresh()
    page = found("iphone")
    assert (page.cards, page.total) == ((), 0)
    assert page.facets.brand == ()


def test_an_overtaken_offer_leaves_the_page_with_the_next_run() -> None:
    product = on_sale()
    rebuild_search()
    assert found("iphone").cards[0].boxes[0].price_minor == 34_900
    put(a_box(product.product_id, price_minor=29_900))
    index_search()
    refresh()
    (card,) = found("iphone").cards
    assert [box.price_minor for box in card.boxes] == [29_900]


def test_each_market_shows_what_is_for_sale_in_it() -> None:
    on_sale(IPHONE, boxes=({"market": "FR"}, {"market": "DE", "price_minor": 33_900}))
    on_sale(GALAXY, brand="Samsung", boxes=({"market": "DE"},))
    rebuild_search()
    assert [found(market=market).total for market in ("FR", "DE", "ES")] == [1, 2, 0]
    assert found("iphone", market="DE").cards[0].boxes[0].price_minor == 33_900


def prices(grade: Grade, price_minor: int) -> dict[str, object]:
    return {"grade": grade, "price_minor": price_minor}


def test_a_grade_filters_and_sorts_by_its_own_price() -> None:
    on_sale("Phone A", boxes=(prices("GOOD", 30_000), prices("FAIR", 10_000)))
    on_sale("Phone B", boxes=(prices("GOOD", 20_000), prices("FAIR", 15_000)))
    on_sale("Phone C", boxes=(prices("FAIR", 5_000),))
    rebuild_search()
    assert titles(sort="price") == ["Phone C", "Phone A", "Phone B"]
    assert titles(sort="price", grade="GOOD") == ["Phone B", "Phone A"]
    assert titles(sort="savings", grade="GOOD") == ["Phone B", "Phone A"]
    assert titles(grade="GOOD", max_price_minor=25_000) == ["Phone B"]
    assert titles(sort="price", max_price_minor=12_000) == ["Phone C", "Phone A"]


def test_prices_bound_the_complete_total_and_both_bounds_belong_to_it() -> None:
    on_sale()  # 349.00, 4.90 of shipping and 4.99 of fee
    rebuild_search()
    assert found(min_price_minor=35_889, max_price_minor=35_889).total == 1
    assert found(max_price_minor=35_888).total == 0
    assert found(min_price_minor=35_890).total == 0


def test_newest_models_come_first_and_savings_are_counted_from_the_price_new() -> None:
    on_sale("Phone old", released_year=2015, boxes=({"price_minor": 10_000},))
    on_sale("Phone new", released_year=2024)
    on_sale("Phone undated", released_year=None, boxes=({"price_minor": 20_000},))
    rebuild_search()
    assert titles(sort="newest") == ["Phone new", "Phone old", "Phone undated"]
    assert titles(sort="savings") == ["Phone old", "Phone undated", "Phone new"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "phnoe"])
def test_pages_hold_every_result_once_in_every_order(sort: str, q: str) -> None:
    expected = {on_sale(f"Phone {number}", boxes=({"eligible": number % 3 + 1},)).product_id for number in range(9)}
    rebuild_search()
    everything = [card.product_id for card in found(q, sort=sort).cards]
    assert sorted(everything) == sorted(expected)
    assert pages(q, sort=sort, limit=2) == everything
    assert pages(q, sort=sort, limit=9) == everything


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_goes_on_in_a_newer_snapshot_without_a_gap_or_a_double(sort: str) -> None:
    kept = [on_sale(f"Phone {number}", boxes=({"price_minor": 20_000 + number},)) for number in range(8)]
    rebuild_search()
    seen: list[str] = []
    cursor, number = None, 0
    while True:
        page = found("phone", sort=sort, limit=2, cursor=cursor)
        seen += [card.product_id for card in page.cards]
        if page.next_cursor is None:
            break
        cursor, number = page.next_cursor, number + 1
        # Others come, go and change between any two pages; now and then everything is built anew.
        on_sale(f"Phone late {number}", boxes=({"price_minor": 10_000 + number},))
        sell_out(on_sale(f"Phone gone {number}"))
        index_search()
        if number % 2:
            rebuild_search()
        refresh()
    wanted = [product.product_id for product in kept]
    assert sorted(product_id for product_id in seen if product_id in wanted) == sorted(wanted)
    assert len(seen) == len(set(seen))


def test_a_cursor_belongs_to_its_question_and_caller() -> None:
    for number in range(3):
        on_sale(f"Phone {number}")
    rebuild_search()
    cursor = found("phone", limit=1).next_cursor
    assert found("Phone!", limit=2, cursor=cursor).cards
    others: list[dict[str, Any]] = [
        {"q": "phones x"},
        {"sort": "price"},
        {"grade": "GOOD"},
        {"caller": "sel_1"},
        {"market": "DE"},
    ]
    for other in others:
        with pytest.raises(InvalidCursor):
            found(**{"q": "phone", "cursor": cursor, **other})


def test_counts_leave_the_facets_own_filter_out() -> None:
    a_shop()
    facets = found("128 gb", brand="apple").facets
    assert [(each.value, each.count, each.chosen) for each in facets.brand] == [
        ("Apple", 2, True),
        ("Nubia", 1, False),
        ("Samsung", 1, False),
    ]
    assert [(each.value, each.count) for each in facets.category] == [("phones", 2)]
    assert [(each.value, each.count) for each in facets.grade] == [("GOOD", 2)]
    assert [each.count for each in facets.price] == [0, 0, 0, 0, 2, 0, 0, 0]


@pytest.mark.parametrize("grade", [None, *GRADES])
@pytest.mark.parametrize("bounds", [(None, 20_000), (8_000, None), (8_000, 25_000), (90_000, None)])
def test_a_grade_counts_what_choosing_it_leaves_within_the_price_asked_for(
    grade: Grade | None, bounds: tuple[int | None, int | None]
) -> None:
    on_sale("Phone A", boxes=(prices("GOOD", 30_000), prices("FAIR", 10_000)))
    on_sale("Phone B", boxes=(prices("GOOD", 20_000), prices("FAIR", 15_000)))
    on_sale("Tablet C", boxes=(prices("FAIR", 5_000), prices("PREMIUM", 60_000)))
    rebuild_search()
    low, high = bounds
    asked: dict[str, Any] = {"min_price_minor": low, "max_price_minor": high}
    shown = {each.value: each.count for each in found("phone", grade=grade, **asked).facets.grade}
    expected = {each: found("phone", grade=each, **asked).total for each in GRADES}
    assert shown == {each: count for each, count in expected.items() if count or each == grade}


def test_categories_lead_down_the_tree_and_beside_a_leaf() -> None:
    a_shop()
    assert [each.value for each in found().facets.category] == ["phones"]
    assert [each.value for each in found(category="phones").facets.category] == ["smartphones"]
    below = found(category="smartphones").facets.category
    assert [(each.value, each.count, each.chosen) for each in below] == [
        ("iphones", 2, False),
        ("samsung-smartphones", 1, False),
        ("other-smartphones", 1, False),
    ]
    beside = found(category="iphones")
    assert beside.total == 2
    assert [(each.value, each.chosen) for each in beside.facets.category][:2] == [
        ("iphones", True),
        ("samsung-smartphones", False),
    ]


def test_an_unknown_brand_finds_nothing_and_still_shows_what_was_chosen() -> None:
    a_shop()
    page = found(brand="Nokia")
    assert page.total == 0
    assert [(each.value, each.count, each.chosen) for each in page.facets.brand][-1] == ("Nokia", 0, True)


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"q": "x" * 10_000}, "/q"),
        ({"q": " ".join(f"w{number}" for number in range(13))}, "/q"),
        ({"category": "hats"}, "/category"),
        ({"min_price_minor": 2, "max_price_minor": 1}, "/max_price_minor"),
    ],
)
def test_an_impossible_question_is_refused_with_its_place(asked: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        found(**asked)
    assert [fault["pointer"] for fault in refused.value.members["errors"]] == [pointer]
