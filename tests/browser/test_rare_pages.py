"""Pages that a purchase without mishaps never shows, looked at as all others are."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from chalicelib.access.order_tokens import order_token
from chalicelib.catalog.models import OfferItem
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Shipment
from chalicelib.search.index.rebuild import rebuild_search
from testing.cell import Cell
from tests.browser.page_checks import PageChecks
from tests.storefront.america import move_to_america, on_american_sale
from tests.storefront.shopping import ZOE, on_sale

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Any]:
    context = chromium.new_context(viewport=PHONE, locale="de-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def an_offer_of(product_id: str) -> str:
    return next(str(item.offer_id) for item in OfferItem.scan() if item.product_id == product_id)


def test_a_basket_without_anything_and_one_whose_device_is_gone(counter: str, page: Any, cell: Cell) -> None:
    checks = PageChecks(page)
    page.goto(f"{counter}/basket")
    checks.look("empty basket")
    product_id = on_sale(cell, stock=1)
    page.goto(f"{counter}/products/{product_id}")
    page.click("main form[action='/basket'] button")
    page.click("a[href='/checkout']")
    cell.place(an_offer_of(product_id))
    for field in ("name", "email", "street", "postal_code", "city"):
        page.fill(f"#{field}", ZOE[field])
    page.click("main form button[type=submit]")
    assert page.locator("h1").inner_text() == "Jemand war schneller"
    checks.look("sold out")
    page.click("a[href='/basket']")
    assert page.locator(".row-blocked").count() == 1
    checks.look("blocked basket")
    assert checks.complaints == []


def test_an_order_that_is_cancelled_in_part_and_one_that_arrives(counter: str, page: Any, cell: Cell) -> None:
    checks = PageChecks(page)
    offers = [an_offer_of(on_sale(cell)), an_offer_of(on_sale(cell, price_minor=20_000))]
    order = cell.paid_order(*offers)
    address = f"{counter}/orders/{order.order_id}"
    page.goto(f"{address}?token={order_token(order.order_id, 0)}")
    page.click("a[href$='/cancellation']")
    checks.look("cancellation")
    sent(order)
    cell.settle()
    page.goto(f"{address}/lines/1/receipt")
    checks.look("receipt")
    delivery.deliver_line(order.order_id, "1", "RECEIPT")
    page.goto(address)
    assert page.locator(".state-DELIVERED").count() == 1
    checks.look("delivered")
    page.goto(f"{counter}/order-lookup")
    page.fill("#order_id", order.order_id)
    page.fill("#email", "zoe@example.org")
    page.click("main form button")
    checks.look("lookup sent")
    assert checks.complaints == []


def test_a_price_that_is_lower_than_in_the_thirty_days_before(counter: str, page: Any, cell: Cell) -> None:
    product_id, seller = cell.a_product(), cell.a_seller()
    cell.an_offer(seller, product_id, price_minor=40_000)
    cell.clock.advance(days=31)
    cell.an_offer(seller, product_id, price_minor=34_900)
    cell.settle()
    checks = PageChecks(page)
    for path in (f"/products/{product_id}", f"/products/{product_id}/offers?grade=GOOD"):
        page.goto(counter + path)
        assert page.locator(".reduced").inner_text() == "−12 %"
        checks.look(path)
    assert checks.complaints == []


def test_the_pages_of_the_united_states_up_to_the_question_for_the_state(
    counter: str, page: Any, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to_america(monkeypatch)
    product_id = str(OfferItem.get(on_american_sale()).product_id)
    cell.settle()
    rebuild_search()
    checks = PageChecks(page)
    for path in ("/", "/search", "/how-we-rank", f"/products/{product_id}"):
        page.goto(counter + path)
        checks.look(f"us {path}")
    page.click("main form[action='/basket'] button")
    checks.look("us basket")
    page.goto(f"{counter}/checkout")
    checks.look("question for the state")
    page.select_option("#state", "CA")
    page.fill("#zip", "94105")
    page.click("main form button")
    assert "Limited Warranty" in page.locator("main").inner_text()
    checks.look("us checkout")
    assert checks.complaints == []


def sent(order: Order) -> None:
    """Its first line, by its seller."""
    line = order.lines[0]
    acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial="356938035643809")
    shipping.ship_line(order.order_id, line.line_id, line.seller_id, parcel)
