"""An order as the operators see it."""

from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.payloads import Shipment
from testing.cell import Cell
from tests.console_visits import as_operator
from tests.storefront.browser import Browser
from tests.storefront.shopping import on_sale


def paid_order_id(cell: Cell) -> str:
    product_id = cell.a_product()
    return cell.paid_order(cell.an_offer(cell.a_seller(), product_id)).order_id


def test_an_order_is_found_by_its_number(browser: Browser, cell: Cell) -> None:
    order_id = paid_order_id(cell)
    as_operator(browser)
    page = browser.submit(browser.get("/ops/orders").form("/ops/orders"), order_id=f" {order_id} ")
    assert (page.status, page.path) == (200, f"/ops/orders/{order_id}")


def test_an_unknown_number_and_one_of_the_other_cell_are_told(browser: Browser, cell: Cell) -> None:
    on_sale(cell)
    as_operator(browser)
    form = browser.get("/ops/orders").form("/ops/orders")
    assert "There is no order of this number." in browser.submit(form, order_id="ord_eu_" + "0" * 26).text
    assert "There is no order of this number." in browser.submit(form, order_id="nonsense").text
    assert "It belongs to the other cell." in browser.submit(form, order_id="ord_us_" + "0" * 26).text


def test_an_order_shows_its_lines_its_money_its_buyer_and_its_story(browser: Browser, cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    order = cell.paid_order(offer_id)
    line = order.lines[0]
    acceptance.accept_line(order.order_id, line.line_id, line.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial="356938035643809")
    shipping.ship_line(order.order_id, line.line_id, line.seller_id, parcel)
    as_operator(browser)
    page = browser.get(f"/ops/orders/{order.order_id}")
    for said in (
        "On its way", "Captured", "€358.89", "356938035643809", "6A12345678901", "zoe@example.org",
        "Order paid", "Line accepted", "Line shipped", str(order.payment_intent_id),
    ):  # fmt: skip
        assert said in page.text, said
    assert "offer_id" not in page.text


def test_an_unpaid_order_has_nothing_to_refund(browser: Browser, cell: Cell) -> None:
    placed = cell.place(cell.an_offer(cell.a_seller(), cell.a_product()))
    as_operator(browser)
    page = browser.get(f"/ops/orders/{placed.order.order_id}")
    assert page.status == 200
    assert "Refund a part" not in page.text
