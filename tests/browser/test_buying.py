"""Buying with a real browser: phone and desk, light and dark, with scripts and without."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import walking

pytestmark = pytest.mark.cloud

WIDTHS = {"phone": 390, "desk": 1440}


class Witness:
    """Notes what a buyer would stumble over: pages wider than the screen, and what the console complains of."""

    def __init__(self, page: Any, width: int) -> None:
        self.page, self.width = page, width
        self.seen: list[str] = []
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        # The form's 422 and the declined card's 402 are what the walk provokes.
        if kind in ("error", "warning") and "422" not in text and "402" not in text:
            self.complaints.append(text)

    def look(self, name: str) -> None:
        self.seen.append(name)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self.complaints.append(f"{name} is {wide} pixels wide on {self.width}")
        small = self.page.evaluate(
            """() => [...document.querySelectorAll('button, .button, select, input:not([type=hidden])')]
                 .filter(one => one.offsetParent && one.type !== 'checkbox' && one.offsetHeight < 40)
                 .map(one => one.outerHTML.slice(0, 80))"""
        )
        self.complaints += [f"{name}: too small for a thumb: {one}" for one in small]


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_a_buyer_orders_from_two_sellers_and_pays_with_the_second_card(
    market: str, chromium: Browser, screen: str, scheme: str
) -> None:
    width = WIDTHS[screen]
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, locale="en-FR", timezone_id="Europe/Paris"
    )
    page = context.new_page()
    witness = Witness(page, width)
    walking.fill_basket(page, market, witness.look)
    basket_total = page.locator(".sums .total dd").inner_text()
    walking.order(page, f"zoe-{screen}@example.org", witness.look)
    assert page.locator(".sums .total dd").inner_text() == basket_total
    walking.pay(page, witness.look)
    walking.wait_until_paid(page, witness.look)
    assert "redirect_status" not in page.url
    assert "client_secret" not in page.url
    assert page.locator(".sums .total dd").inner_text() == basket_total
    assert page.locator(".row").count() == 2
    assert witness.complaints == []
    assert len(witness.seen) == 10
    context.close()


def test_without_scripts_everything_works_up_to_the_card(market: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="en-FR")
    page = context.new_page()
    walking.fill_basket(page, market, lambda _: None)
    walking.order(page, "zoe-plain@example.org", lambda _: None)
    assert "Paying needs JavaScript" in page.locator("main").inner_text()
    assert "Loading" not in page.locator("main").inner_text()
    page.click("main a[href^='/orders/']")
    page.click("a[href$='/cancellation']")
    page.click("main form button")
    assert page.locator("h1").inner_text() == "Not paid"
    context.close()
