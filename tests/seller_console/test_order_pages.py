"""A seller's orders, from the sale to the delivery, without a program."""

import pytest

from chalicelib.orders import queries
from chalicelib.orders.order import Order
from chalicelib.sellers.profile.seller import Seller
from testing.cell import Cell
from tests.console_visits import as_seller
from tests.storefront.browser import Browser

PARCEL = {"carrier": "colissimo", "tracking_number": "6A12345678901", "serial": "356938035643809"}


@pytest.fixture
def seller(cell: Cell) -> Seller:
    return cell.a_seller()


@pytest.fixture
def order(cell: Cell, seller: Seller) -> Order:
    return cell.paid_order(cell.an_offer(seller, cell.a_product()))


def state(order: Order, seller: Seller) -> str:
    return queries.seller_order(queries.order(order.order_id), seller.seller_id).lines[0].state


def test_a_line_is_accepted_shipped_and_its_delivery_proved(browser: Browser, seller: Seller, order: Order) -> None:
    as_seller(browser, seller)
    assert "accept by" in browser.get("/sell/orders").text
    path = f"/sell/orders/{order.order_id}"
    page = browser.submit(browser.get(path).form(f"{path}/lines/1/acceptance"))
    assert "Ship by" in page.text
    page = browser.submit(browser.get(f"{path}/lines/1/shipment").form(f"{path}/lines/1/shipment"), **PARCEL)
    assert "356938035643809" in page.text
    proof = browser.get(f"{path}/lines/1/delivery").form(f"{path}/lines/1/delivery")
    assert "Delivered" in browser.submit(proof, reference="receipt 17").text
    assert state(order, seller) == "DELIVERED"


def test_a_mistyped_number_is_told_beside_what_was_typed(browser: Browser, seller: Seller, order: Order) -> None:
    as_seller(browser, seller)
    path = f"/sell/orders/{order.order_id}"
    browser.submit(browser.get(path).form(f"{path}/lines/1/acceptance"))
    form = browser.get(f"{path}/lines/1/shipment").form(f"{path}/lines/1/shipment")
    page = browser.submit(form, **(PARCEL | {"serial": "123456789012345"}))
    assert page.status == 422
    assert 'value="123456789012345"' in page.html
    assert 'value="6A12345678901"' in page.html
    assert state(order, seller) == "ACCEPTED"


def test_what_was_cancelled_meanwhile_is_not_shipped(browser: Browser, seller: Seller, order: Order) -> None:
    as_seller(browser, seller)
    path = f"/sell/orders/{order.order_id}"
    stale = browser.get(path).form(f"{path}/lines/1/acceptance")
    cancel = browser.get(f"{path}/lines/1/cancellation").form(f"{path}/lines/1/cancellation")
    for _ in range(2):
        page = browser.submit(cancel, reason="DEFECTIVE")
    assert "You cancelled it." in page.text
    refused = browser.submit(stale)
    assert refused.status == 409
    assert "That is no longer possible" in refused.text


def test_another_sellers_order_is_answered_like_none(browser: Browser, cell: Cell, order: Order) -> None:
    as_seller(browser, cell.a_seller())
    own, none = f"/sell/orders/{order.order_id}", "/sell/orders/ord_eu_" + "0" * 26
    for below in ("", "/lines/1/shipment"):
        answers = [browser.get(path + below) for path in (own, none)]
        assert {answer.status for answer in answers} == {404}
        assert len({answer.text.partition("Reference")[0] for answer in answers}) == 1


def test_a_key_that_may_only_read_is_shown_no_step(browser: Browser, seller: Seller, order: Order) -> None:
    as_seller(browser, seller, ["orders:read"])
    path = f"/sell/orders/{order.order_id}"
    page = browser.get(path)
    assert [form.action for form in page.forms] == []
    assert browser.get(f"{path}/lines/1/shipment").status == 403


def test_orders_are_listed_by_pages(browser: Browser, cell: Cell, seller: Seller) -> None:
    offer_id = cell.an_offer(seller, cell.a_product(), stock=5)
    orders = [cell.paid_order(offer_id).order_id for _ in range(3)]
    as_seller(browser, seller)
    first = browser.get("/sell/orders?limit=2")
    rest = browser.get(next(link for link in first.links if "cursor=" in link) + "&limit=50")
    shown = [order_id for page in (first, rest) for order_id in orders if order_id in page.html]
    assert sorted(shown) == sorted(orders)


@pytest.mark.parametrize(("language", "said"), [("fr-FR", "Commandes"), ("de-DE", "Bestellungen"), ("en-FR", "Orders")])
def test_the_pages_speak_the_browsers_language(cell: Cell, seller: Seller, language: str, said: str) -> None:
    cell.a_product()
    browser = Browser(language)
    assert said in as_seller(browser, seller).text
    assert browser.get("/sell/orders").html.startswith(f'<!doctype html>\n<html lang="{language[:2]}">')
