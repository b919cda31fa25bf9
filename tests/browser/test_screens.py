"""Pages on screens narrower than any phone sold today: who enlarges a page to 400 % has no more (WCAG 2.2, 1.4.10)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from chalicelib.search.index.rebuild import rebuild_search
from testing.cell import Cell
from tests.browser.page_checks import PageChecks
from tests.storefront.shopping import on_sale


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="en-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_no_page_is_wider_than_320_pixels_in_any_language(counter: str, narrow: Any, cell: Cell) -> None:
    product_id = on_sale(cell)
    rebuild_search()
    narrow.goto(f"{counter}/products/{product_id}")
    narrow.click("main form[action='/basket'] button")
    checks = PageChecks(narrow)
    for language in ("en", "de", "fr"):
        choose(narrow, counter, language)
        look_around(narrow, counter, product_id, checks)
    assert checks.complaints == []


def choose(page: Any, market: str, language: str) -> None:
    page.goto(f"{market}/preferences")
    page.select_option("#language", language)
    page.click("main form button")


def look_around(page: Any, market: str, product_id: str, checks: PageChecks) -> None:
    """The pages of a purchase, with something in the basket."""
    own = f"/products/{product_id}"
    for path in ("/", "/search?q=iphone&max_price=900", own, f"{own}/offers?grade=GOOD", "/basket", "/checkout"):
        page.goto(market + path)
        checks.look(f"{page.get_attribute('html', 'lang')} {path}")
