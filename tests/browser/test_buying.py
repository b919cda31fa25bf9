"""Buying with a real browser: in three languages, by keyboard alone, without scripts, with nothing in anybody's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import buyer_walk
from tests.browser.keyboard import step, tab_to
from tests.browser.page_checks import PageChecks

pytestmark = pytest.mark.cloud

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
CARD = "4242424242424242"


@contextmanager
def buyer(chromium: Browser, **given: Any) -> Iterator[Any]:
    """A tab of somebody nobody knows; on a phone, in English, if not said otherwise."""
    context = chromium.new_context(
        **({"viewport": PHONE, "locale": "en-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce"} | given)
    )
    yield context.new_page()
    context.close()


SAID = {
    "en-FR": ("is paid", "Card number", "Your card was declined."),
    "fr-FR": ("est payée", "Numéro de carte", "Votre carte a été refusée."),
    "de-FR": ("ist bezahlt", "Kartennummer", "Ihre Karte wurde abgelehnt."),
}


@pytest.mark.parametrize("locale", SAID)
def test_a_guest_buys_from_two_sellers_on_a_phone_with_the_second_card(
    market: str, chromium: Browser, locale: str
) -> None:
    paid, card_number, declined = SAID[locale]
    with buyer(chromium, locale=locale, color_scheme="dark" if locale == "fr-FR" else "light") as page:
        checks = PageChecks(page)
        buyer_walk.fill_basket(page, market, checks.look)
        basket_total = page.locator(".sums .total dd").inner_text()
        assert page.locator(".parcel").count() == 2
        buyer_walk.order(page, f"zoe-{locale.lower()}@example.org", checks.look)
        assert page.locator(".sums .total dd").inner_text() == basket_total
        assert buyer_walk.pay(page, checks.look) == (card_number, declined)
        buyer_walk.wait_until_paid(page, checks.look)
        assert paid in page.locator("h1").inner_text()
        assert page.locator("html").get_attribute("lang") == locale[:2]
        assert "redirect_status" not in page.url
        assert "client_secret" not in page.url
        assert page.locator(".sums .total dd").inner_text() == basket_total
        assert page.locator(".row").count() == 2
        assert checks.complaints == []
        assert len(checks.seen) == 11


def test_the_keyboard_alone_leads_from_home_to_the_paid_order(market: str, chromium: Browser) -> None:
    with buyer(chromium, viewport=DESK) as page:
        checks = PageChecks(page)
        page.goto(f"{market}/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        tab_to(page, "#q")
        page.keyboard.type("iphone")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=iphone")
        step(page, ".card a")
        step(page, "main form[action='/basket'] button")
        step(page, "a[href='/checkout']")
        typed = {
            "#name": "Zoé Müller", "#email": "zoe-keys@example.org", "#street": "12 rue des Lilas",
            "#postal_code": "75011", "#city": "Paris",
        }  # fmt: skip
        for field, text in typed.items():
            tab_to(page, field)
            page.keyboard.type(text)
        step(page, "main form[action='/checkout'] button")
        page.wait_for_selector("#loading", state="hidden")
        tab_to(page, "#card iframe", is_frame=True)
        for text in (CARD, "12/40", "123"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        tab_to(page, "#pay", pressed=page.evaluate("document.activeElement.id") == "pay")
        page.keyboard.press("Enter")
        page.wait_for_url("**/orders/**")
        buyer_walk.wait_until_paid(page, checks.look)
        assert checks.complaints == []


def test_without_scripts_everything_works_up_to_the_card(market: str, chromium: Browser) -> None:
    with buyer(chromium, java_script_enabled=False) as page:
        buyer_walk.fill_basket(page, market, lambda _: None)
        buyer_walk.order(page, "zoe-plain@example.org", lambda _: None)
        assert "Paying needs JavaScript" in page.locator("main").inner_text()
        assert "Loading" not in page.locator("main").inner_text()
        page.click("main a[href^='/orders/']")
        page.click("a[href$='/cancellation']")
        page.click("main form button")
        assert page.locator("h1").inner_text() == "Your order is cancelled"


@pytest.mark.parametrize(("screen", "scheme"), [(DESK, "dark"), (PHONE, "light")])
def test_no_page_has_a_barrier_a_complaint_or_anything_too_wide(
    market: str, chromium: Browser, screen: dict[str, int], scheme: str
) -> None:
    with buyer(chromium, viewport=screen, color_scheme=scheme, locale="de-DE") as page:
        checks = PageChecks(page)
        buyer_walk.fill_basket(page, market, checks.look)
        page.goto(f"{market}/search?q=iphone&grade=GOOD&sort=price&max_price=400")
        checks.look("filtered")
        page.goto(f"{market}/basket")
        page.locator(".parcel a[href^='/sellers/']").first.click()
        checks.look("seller")
        for path in PLAIN_PAGES:
            page.goto(market + path)
            checks.look(path)
        page.goto(f"{market}/checkout")
        checks.look("checkout")
        assert checks.complaints == []


def test_the_page_checks_find_barriers_complaints_and_what_is_too_wide(counter: str, chromium: Browser) -> None:
    with buyer(chromium) as page:
        checks = PageChecks(page)
        page.goto(f"{counter}/how-we-rank")
        with page.expect_response("**/assets/gone.svg"):
            page.evaluate(SPOIL)
        page.wait_for_timeout(200)
        checks.look("spoilt")
        told = "\n".join(checks.complaints)
        for said in SPOILT:
            assert said in told, said


SPOILT = (
    "html-has-lang",
    "Content Security Policy",
    "wider than the screen",
    "too small for a thumb",
    "Refused to apply style",
    "gone.svg: answered 404",
)
SPOIL = """() => {
  document.documentElement.removeAttribute('lang');
  document.querySelector('.formula').style.width = '3000px';
  document.querySelector('#q').style.cssText = 'height: 9px; min-height: 0';
  const foreign = document.createElement('script');
  foreign.src = 'https://evil.example/x.js';
  document.head.append(foreign);
  const missing = document.createElement('link');
  missing.rel = 'stylesheet';
  missing.href = '/assets/gone.css';
  document.head.append(missing);
  const drawing = new Image();
  drawing.src = '/assets/gone.svg';
  document.body.append(drawing);
}"""
PLAIN_PAGES = (
    "/search?q=zeppelin&brand=Apple",
    "/preferences",
    "/order-lookup",
    "/how-we-rank",
    "/carbon",
    "/problems/offer-sold-out",
    "/nowhere",
)
