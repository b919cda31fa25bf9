"""What buyers do on the pages, step by step."""

from typing import Any

from tests.desk import Desk
from tests.storefront.browser import Browser, Page

ZOE = {
    "name": "Zoé Müller 🙂",
    "email": "zoe@example.org",
    "street": "12 rue des Lilas",
    "postal_code": "75011",
    "city": "Paris",
}


def on_sale(desk: Desk, **given: Any) -> str:
    """A product with one offer that holds its box; the product's id."""
    product_id = desk.a_product(storage_gigabytes=128)
    desk.an_offer(desk.a_seller(), product_id, **given)
    desk.settle()
    return product_id


def with_basket(browser: Browser, *product_ids: str) -> Page:
    """Put the first offer of each product into the basket; the basket's page."""
    page = browser.get("/basket")
    for product_id in product_ids:
        page = browser.submit(browser.get(f"/products/{product_id}").form("/basket"))
    return page


def ordered(browser: Browser, *product_ids: str) -> Page:
    """Order; the page of the card form."""
    with_basket(browser, *product_ids)
    return browser.submit(browser.get("/checkout").form("/checkout"), **ZOE)


def order_id_of(page: Page) -> str:
    """The order a page under /orders is about."""
    return page.path.split("/")[2].partition("?")[0]
