"""Refunds by operators: who bears one is shown before it is made, and a failed one is closed in three ways."""

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.payments import refund_adoptions, refund_queries, refunds
from chalicelib.payments.refund_lifecycle import RefundState
from testing.cell import Cell
from tests.console_visits import as_operator
from tests.storefront.browser import Browser, Page


@pytest.fixture
def order(cell: Cell) -> Order:
    return cell.paid_order(cell.an_offer(cell.a_seller(), cell.a_product()))


def refund_page(order: Order) -> str:
    return f"/ops/orders/{order.order_id}/lines/{order.lines[0].line_id}/refund"


def looked_at(browser: Browser, order: Order, amount: str) -> Page:
    path = refund_page(order)
    return browser.submit(browser.get(path).form(path), amount=amount, reason="GOODWILL")


def failed(order: Order) -> str:
    """A failed refund of one cent; its path."""
    refund = refunds.late_money_refund(order.order_id, amount_minor=1, currency=order.currency)
    transactions.commit(refunds.request_acts(refund, str(order.payment_intent_id)))
    transactions.write(
        refunds.change_act(refund, RefundState.FAILED, stripe_id="re_old", code="expired_or_canceled_card")
    )
    return f"/ops/orders/{order.order_id}/refunds/{refund.refund_id}"


def requested_minor(order: Order) -> int:
    return int(OrderItem.get(order.order_id).refunding_minor or 0)


def test_a_look_shows_who_bears_the_amount_and_refunds_nothing(browser: Browser, order: Order) -> None:
    as_operator(browser)
    page = looked_at(browser, order, "10")
    assert "Nothing has been refunded yet." in page.text
    assert "goodwill €10.00" in page.text
    assert requested_minor(order) == 0


def test_another_bearer_than_the_policys_is_shown_and_kept(browser: Browser, cell: Cell, order: Order) -> None:
    as_operator(browser)
    path = refund_page(order)
    page = browser.submit(browser.get(path).form(path), amount="10", reason="GOODWILL", bearer="SELLER")
    assert "Borne by the seller" in page.text
    assert f"seller:{order.lines[0].seller_id}" in page.text
    browser.submit(page.form(path))
    cell.settle()
    (made,) = refund_queries.of_order(order.order_id)
    assert (made.bearer, made.reason) == ("SELLER", "GOODWILL")
    assert browser.submit(browser.get(path).form(path), amount="10", reason="DEFECT", bearer="BUYER").status == 422


def test_the_confirmed_amount_is_refunded_once_however_often_the_form_is_sent(
    browser: Browser, cell: Cell, order: Order
) -> None:
    as_operator(browser)
    form = looked_at(browser, order, "10,50").form(refund_page(order))
    for _ in range(2):
        page = browser.submit(form)
    cell.settle()
    assert page.path == f"/ops/orders/{order.order_id}"
    assert [refund.amount_minor for refund in refund_queries.of_order(order.order_id)] == [1050]
    assert "Succeeded" in browser.get(page.path).text


@pytest.mark.parametrize("amount", ["", "0", "-1", "1.234", "ten", "12345678"])
def test_what_is_no_amount_is_told_beside_what_was_typed(browser: Browser, order: Order, amount: str) -> None:
    as_operator(browser)
    page = looked_at(browser, order, amount)
    assert page.status == 422
    assert f'value="{amount}"' in page.html
    assert requested_minor(order) == 0


def test_more_than_is_left_is_refused_already_at_the_look(browser: Browser, order: Order) -> None:
    as_operator(browser)
    page = looked_at(browser, order, "358.90")
    assert page.status == 409
    assert "There is less left to refund" in page.text


def test_failed_refunds_are_listed_with_their_reason(browser: Browser, order: Order) -> None:
    path = failed(order)
    as_operator(browser)
    page = browser.get("/ops/refunds")
    assert "expired_or_canceled_card" in page.text
    assert path in page.links
    assert "1" in browser.get("/ops").html.partition("Refunds failed")[2][:60]


def test_a_retry_asks_stripe_once_more(browser: Browser, order: Order) -> None:
    path = failed(order)
    as_operator(browser)
    form = browser.get(path).form(f"{path}/retry")
    browser.submit(form)
    page = browser.submit(form)
    assert page.path == path
    assert "Requested" in page.text
    assert refund_queries.find(order.order_id, path.rpartition("/")[2]).tries == 2


def test_a_bank_transfer_closes_a_failed_refund(browser: Browser, order: Order) -> None:
    path = failed(order)
    OrderItem(order.order_id).update([OrderItem.refunding_minor.set(1)])
    as_operator(browser)
    form = browser.get(path).form(f"{path}/bank-transfer")
    wrong = browser.submit(form, reference="RB 1", paid_on="2126-01-01")
    assert wrong.status == 422
    assert "the day has not come" in wrong.text
    page = browser.submit(form, reference="RB 1", paid_on="2026-11-23")
    assert "Paid by bank transfer" in page.text
    assert "RB 1" in page.text


def test_a_refund_of_the_dashboard_is_adopted(browser: Browser, cell: Cell, order: Order) -> None:
    path = failed(order)
    made = stripe.create_refund({"payment_intent": order.payment_intent_id, "amount": 1}, "by hand")
    cell.failed = []
    as_operator(browser)
    form = browser.get(path).form(f"{path}/stripe-refund")
    assert "The refund at Stripe is another one" in browser.submit(form, stripe_refund_id="re_unknown").text
    page = browser.submit(form, stripe_refund_id=made.id)
    assert page.path == path
    assert refund_queries.find(order.order_id, path.rpartition("/")[2]).operation_id == refund_adoptions.operation_id(
        made.id
    )


def test_a_key_that_may_only_read_is_shown_no_way_to_pay(browser: Browser, order: Order) -> None:
    path = failed(order)
    as_operator(browser, ["refunds:read", "orders:read"])
    assert browser.get(path).forms == []
    assert browser.get(refund_page(order)).status == 403
