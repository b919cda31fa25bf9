"""What buyers do on the pages, step by step."""

from typing import Any

from chalicelib.catalog.products.product import ReferencePrice, SafetyContact
from testing.cell import Cell
from tests.storefront.browser import Browser, Page

ZOE = {
    "name": "Zoé Müller 🙂",
    "email": "zoe@example.org",
    "street": "12 rue des Lilas",
    "postal_code": "75011",
    "city": "Paris",
}
# What the pages of a product are expected to show of it.
AS_SHOWN: dict[str, Any] = {
    "attributes": {"storage_gigabytes": 128},
    "manufacturer": SafetyContact(
        name="Apple", postal_address="Hollyhill, Cork", electronic_address="https://apple.example"
    ),
    "reference_price": (
        ReferencePrice(amount_minor=90_900, currency="EUR", source="launch price", dated="2021-09-24"),
    ),
}


def on_sale(cell: Cell, **given: Any) -> str:
    """A product with one offer that holds its box; the product's id."""
    product_id = cell.a_product(**AS_SHOWN)
    cell.an_offer(cell.a_seller(), product_id, **given)
    cell.settle()
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
