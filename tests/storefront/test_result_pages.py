"""Searching: what buyers filter by, how they get rid of it again, and what an empty page helps with."""

from urllib.parse import quote_plus

import pytest

from chalicelib.search.index.rebuild import rebuild_search
from testing.cell import Cell
from tests.search.sample_products import on_sale as indexed
from tests.storefront.browser import Browser, Page
from tests.storefront.shopping import on_sale


def products(page: Page) -> list[str]:
    return [link.removeprefix("/products/") for link in page.links if link.startswith("/products/")]


def leading(page: Page, part: str) -> str:
    """The first link that holds this."""
    return next(link for link in page.links if part in link)


def test_a_category_shows_the_lowest_total_a_buyer_would_really_pay(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    rebuild_search()
    page = browser.get("/categories/phones")
    assert products(page) == [product_id]
    assert "from €358.89" in page.text
    assert "€550.11 below new (launch price, 24 September 2021)" in page.text
    assert "1 device" in page.text
    assert "/how-we-rank" in page.links


def test_a_category_goes_on_with_the_next_page_until_everything_was_shown(browser: Browser) -> None:
    every = {indexed(f"iPhone {number:02d}", gtin=None).product_id for number in range(30)}
    rebuild_search()
    page = browser.get("/categories/iphones")
    first = set(products(page))
    page = browser.get(leading(page, "cursor="))
    second = set(products(page))
    assert len(first) == 24
    assert first | second == every
    assert first & second == set()
    assert not [link for link in page.links if "cursor=" in link]
    assert set(products(browser.get(next(link for link in page.links if link == "/categories/iphones")))) == first


def test_a_cursor_of_another_category_is_refused_in_words(browser: Browser) -> None:
    for number in range(30):
        indexed(f"iPhone {number:02d}")
    rebuild_search()
    following = leading(browser.get("/categories/iphones"), "cursor=")
    page = browser.get(following.replace("iphones", "ipads"))
    assert page.status == 400
    assert "This page of the list is gone" in page.text


def test_filters_add_up_and_each_is_taken_away_again(browser: Browser) -> None:
    apple = indexed("Apple iPhone 13, 128 GB", boxes=({}, {"grade": "FAIR", "price_minor": 20_000})).product_id
    nubia = indexed("Nubia iPhone case phone", brand="Nubia", category="other-smartphones").product_id
    rebuild_search()
    page = browser.get("/search?q=iphone")
    assert sorted(products(page)) == sorted([apple, nubia])
    page = browser.get(leading(page, "brand=Apple"))
    assert products(page) == [apple]
    page = browser.get(leading(page, "grade=FAIR"))
    assert products(page) == [f"{apple}?grade=FAIR"]
    assert "from €208.89" in page.text
    without_brand = next(
        link for link in page.links if "grade=FAIR" in link and "brand" not in link and link.startswith("/search")
    )
    assert products(browser.get(without_brand)) == [f"{apple}?grade=FAIR"]
    assert "Remove all" in page.text


def test_prices_are_typed_in_whole_units_and_bound_the_complete_total(browser: Browser) -> None:
    cheap = indexed("Cheap", boxes=({"price_minor": 9_000},)).product_id
    dear = indexed("Dear", boxes=({"price_minor": 50_000},)).product_id
    rebuild_search()
    form = browser.get("/search?q=").form("/search")
    assert products(browser.submit(form, max_price="120")) == [cheap]
    assert products(browser.submit(form, min_price="120,50")) == [dear]
    assert products(browser.submit(form, min_price="600", max_price="120,00")) == [dear]
    assert len(products(browser.submit(form, min_price="-3", max_price="1e9"))) == 2


@pytest.mark.parametrize(
    ("language", "words", "limit"),
    [("en", "“iphone”", "up to €400"), ("fr", "« iphone »", "jusqu’à 400 €"), ("de", "„iphone“", "bis 400 €")],
)
def test_filters_in_force_are_written_as_the_language_does(
    browser: Browser, language: str, words: str, limit: str
) -> None:
    indexed("Apple iPhone 13")
    rebuild_search()
    browser.language = f"{language}-FR"
    said = browser.get("/search?q=iphone&max_price=400").text
    assert said.count(words) == 3  # the title, the heading, and the filter
    assert limit in said


def test_an_order_is_chosen_by_a_link_and_kept_by_the_filters(browser: Browser) -> None:
    dear = indexed("Dear", boxes=({"price_minor": 50_000},)).product_id
    cheap = indexed("Cheap", boxes=({"price_minor": 9_000},)).product_id
    rebuild_search()
    page = browser.get(leading(browser.get("/search"), "sort=price"))
    assert products(page) == [cheap, dear]
    assert "sort=price" in leading(page, "brand=")


def test_nothing_found_says_what_else_could_be_tried(browser: Browser) -> None:
    indexed("Apple iPhone 13")
    rebuild_search()
    page = browser.get("/search?q=zeppelin&brand=Apple")
    assert page.status == 200
    assert "Nothing is for sale here that fits." in page.text
    assert "Use fewer or more general words" in page.text
    assert len(products(browser.get(leading(page, "/search?brand=Apple")))) == 1


def test_a_word_spelt_wrong_is_said_to_be_close(browser: Browser) -> None:
    indexed("Apple iPhone 13")
    rebuild_search()
    page = browser.get("/search?q=iphnoe")
    assert len(products(page)) == 1
    assert "Nothing is spelt exactly so; these are close." in page.text


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "🙂", "a" * 500, "%00", "' OR 1=1 --", "grade:GOOD"])
def test_any_words_are_only_words(browser: Browser, asked: str) -> None:
    indexed("Apple iPhone 13")
    rebuild_search()
    page = browser.get(f"/search?q={quote_plus(asked)}")
    assert page.status == 200
    assert "<script" not in page.html


def test_an_unknown_category_is_not_there_and_unknown_filters_are_left_out(browser: Browser) -> None:
    indexed("Apple iPhone 13")
    rebuild_search()
    assert browser.get("/categories/spaceships").status == 404
    assert browser.get("/search?category=spaceships").status == 404
    assert len(products(browser.get("/search?grade=MINT&sort=luck&min_price=x"))) == 1


def test_a_market_without_an_index_says_when_to_come_back(browser: Browser) -> None:
    answer = browser.send("GET", "/search?q=iphone")
    assert answer.status == 503
    assert dict(answer.headers)["Retry-After"] == "30"
    assert b"The search is being prepared" in answer.body
