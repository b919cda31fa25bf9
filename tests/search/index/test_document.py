"""The document of a product in a market follows from the product and its boxes."""

import msgspec

from chalicelib.markets.directory import market
from chalicelib.search.index import sort_keys
from chalicelib.search.index.card import card_of
from chalicelib.search.index.document import documents_of
from tests.catalog.boxes.test_box import box
from tests.search.index.test_card import PRODUCT

ON = "2026-11-30"
MARKETS = (market("FR"), market("DE"))


def test_a_product_has_a_document_where_it_has_a_box() -> None:
    assert documents_of(PRODUCT, [], MARKETS, ON) == {}
    assert documents_of(PRODUCT, [box()], MARKETS, ON).keys() == {"FR"}
    assert documents_of(PRODUCT, [box(), box(market="DE")], MARKETS, ON).keys() == {"FR", "DE"}


def test_a_document_is_filtered_by_category_brand_and_grades_best_first() -> None:
    found = documents_of(PRODUCT, [box(), box(grade="PREMIUM")], MARKETS, ON)["FR"]
    assert found.category[-1] == "iphones"
    assert len(found.category) == 3
    assert (found.brand, found.brand_folded, found.grades) == ("Apple", "apple", ("PREMIUM", "GOOD"))
    assert {"iphone", "apple", "midnight"} <= set(found.words.split())


def test_prices_are_sorted_by_the_complete_total_of_each_grade_and_of_the_cheapest() -> None:
    dear = box(grade="PREMIUM", price_minor=44_900)
    found = documents_of(PRODUCT, [box(), dear], MARKETS, ON)["FR"]
    # 349.00 + 4.90 shipping + 4.99 service fee.
    assert found.price_keys.keys() == found.saving_keys.keys() == {"", "GOOD", "PREMIUM"}
    assert found.price_keys[""] == found.price_keys["GOOD"] == sort_keys.key(35_889, "prd_eu_1")
    assert found.saving_keys["GOOD"] == sort_keys.key(90_900 - 35_889, "prd_eu_1")
    assert found.price_keys["GOOD"] < found.price_keys["PREMIUM"]


def test_a_document_carries_the_card_of_its_market() -> None:
    found = documents_of(PRODUCT, [box(), box(market="DE", price_minor=30_000)], MARKETS, ON)
    assert found["FR"].card == msgspec.msgpack.encode(card_of(PRODUCT, [box()], "EUR"))
    assert found["DE"].card != found["FR"].card
