"""Walking through the market as a buyer with a real browser, looking at each page on the way; in any language."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import TimeoutError

Look = Callable[[str], None]

DECLINED, CHALLENGED = "4000000000000002", "4000000000003220"
PATIENCE_MILLISECONDS = 70_000


def fill_basket(page: Any, market: str, look: Look) -> None:
    """From home over a search and a category to a basket of two sellers' devices."""
    page.goto(f"{market}/")
    look("home")
    page.fill("#q", "iphone")
    page.press("#q", "Enter")
    page.wait_for_url("**/search?q=iphone")
    look("search")
    page.goto(f"{market}/categories/laptops")
    look("category")
    product = page.locator(".card a").first.get_attribute("href")
    page.goto(market + product)
    look("product")
    page.locator(".grade-choice a").first.click()
    page.locator(".terms a[href*='/offers']").click()
    look("offers")
    sellers = page.locator(".ranked a[href^='/sellers/']")
    other = next(
        number for number in range(1, sellers.count()) if sellers.nth(number).inner_text() != sellers.first.inner_text()
    )
    page.locator(".ranked form button").nth(other).click()
    page.goto(market + product)
    page.locator(".grade-choice a").first.click()
    page.locator("main form[action='/basket'] button").click()
    look("basket")


def order(page: Any, mail: str, look: Look) -> None:
    """From the basket to the card form, with one mistake on the way."""
    page.click("a[href='/checkout']")
    look("checkout")
    page.fill("#name", "Zoé Müller")
    page.fill("#email", mail)
    page.fill("#street", "12 rue des Lilas")
    page.fill("#postal_code", "7501")
    page.fill("#city", "Paris")
    page.click("main form button[type=submit]")
    look("checkout-fault")
    page.fill("#postal_code", "75011")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/payment")


def pay(page: Any, look: Look) -> tuple[str, str]:
    """A declined card, then one whose bank asks back; ends on the order's page.

    What the form calls the card's number, and what the page said of the declined card.
    """
    page.wait_for_selector("#payment:not([hidden]) iframe")
    page.wait_for_selector("#loading", state="hidden")
    look("payment")
    card = page.frame_locator("#card iframe")
    card.locator("#number").fill(DECLINED)
    card.locator("#expiry").fill("12/40")
    card.locator("#cvc").fill("123")
    page.click("#pay")
    page.wait_for_selector("#refusal:not(:empty)")
    look("payment-declined")
    words = card.locator("label[for=number]").inner_text(), page.locator("#refusal").inner_text()
    card.locator("#number").fill(CHALLENGED)
    page.click("#pay")
    page.wait_for_url("**/3ds/**")
    page.click("button[value=complete]")
    page.wait_for_url("**/orders/**")
    return words


def wait_until_paid(page: Any, look: Look) -> None:
    """The page looks again by itself; on a busy machine, whose functions start cold, the buyer asks once more."""
    paid = page.locator(".state-PAID").first
    for last_try in (False, True):
        try:
            paid.wait_for(timeout=PATIENCE_MILLISECONDS)
            break
        except TimeoutError:
            if last_try:
                raise
            page.goto(page.url.partition("look=")[0] + "look=1")
    look("order")
