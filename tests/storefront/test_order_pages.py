"""An order as its buyer sees it, and what its buyer may do."""

import re
from datetime import date

import pytest

from chalicelib.access.order_tokens import order_token
from chalicelib.kernel.http import idempotency
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.cancellation.refund_substitutes import record_bank_transfer
from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.models import OrderItem
from chalicelib.orders.payloads import BankTransfer, Shipment
from chalicelib.payments import payment_intents
from chalicelib.web.field_faults import order_number_example
from testing.cell import Cell
from tests.storefront.browser import Browser, Page
from tests.storefront.shopping import ZOE, on_sale, order_id_of, ordered, with_basket


def paid(cell: Cell, browser: Browser, *product_ids: str) -> Page:
    """Order and pay; the order's page."""
    order_id = order_id_of(ordered(browser, *product_ids))
    pay(cell, order_id)
    return browser.get(f"/orders/{order_id}")


def pay(cell: Cell, order_id: str, card: str = "pm_card_visa") -> None:
    """What the card form does, then everything that follows from it."""
    opened = payment_intents.find_open_payment(order_id)
    assert opened is not None
    key = {"Authorization": "Bearer sk_test_1"}
    cell.stripe.answer(
        "POST", f"/v1/payment_intents/{opened.intent_id}/confirm", key, f"payment_method={card}".encode()
    )
    cell.settle()


def sent(cell: Cell, order_id: str) -> None:
    """The seller takes the first line on and hands it to the carrier."""
    line = OrderItem.get(order_id).lines[0]
    acceptance.accept_line(order_id, line.line_id, line.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial="356938035643809")
    shipping.ship_line(order_id, line.line_id, line.seller_id, parcel)
    cell.settle()


def test_an_unpaid_order_says_how_long_it_waits_and_leads_to_payment(browser: Browser, cell: Cell) -> None:
    page = browser.get(f"/orders/{order_id_of(ordered(browser, on_sale(cell)))}")
    assert "Waiting for payment" in page.text
    assert "another 15 minutes" in page.text
    assert f"{page.path}/payment" in page.links
    cell.clock.advance(minutes=10)
    assert "another 5 minutes" in browser.get(page.path).text


def test_a_declined_card_can_be_followed_by_another(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    pay(cell, order_id, "pm_card_chargeDeclined")
    page = browser.get(f"/orders/{order_id}")
    assert "The last card was declined" in page.text
    assert "data-secret" in browser.get(f"/orders/{order_id}/payment").html
    pay(cell, order_id)
    assert "Thank you, your order is paid" in browser.get(f"/orders/{order_id}").text


def test_a_paid_order_shows_its_total_its_story_its_guarantee_and_its_carbon(browser: Browser, cell: Cell) -> None:
    page = paid(cell, browser, on_sale(cell))
    for said in (
        "Thank you, your order is paid",
        "Total €358.89",
        "Order placed, devices reserved",
        "Payment received",
        "24-month guarantee by the seller",
        "Avoids about 30 kg of CO₂e compared with buying new (between 15 kg and 30 kg)",
        "You may withdraw from each purchase within 14 days",
    ):
        assert said in page.text, said
    assert browser.get(f"{page.path}/payment").path == page.path


def test_the_arrival_day_is_the_same_on_every_page_and_after_the_seller_accepted(browser: Browser, cell: Cell) -> None:
    cell.clock.advance(days=4)  # a Friday; two days later is a Sunday
    product_id = on_sale(cell)
    told = "by Monday, 30 November"
    assert f"{told} if you order today" in browser.get(f"/products/{product_id}").text
    assert f"delivered {told}" in browser.get(f"/products/{product_id}/offers?grade=GOOD").text
    assert told in with_basket(browser, product_id).text
    assert told in browser.get("/checkout").text
    order_id = order_id_of(browser.submit(browser.get("/checkout").form("/checkout"), **ZOE))
    assert f"Arrives {told}" in browser.get(f"/orders/{order_id}").text
    pay(cell, order_id)
    cell.clock.advance(days=1)
    line = OrderItem.get(order_id).lines[0]
    acceptance.accept_line(order_id, line.line_id, line.seller_id)
    accepted = browser.get(f"/orders/{order_id}").text
    assert f"Arrives {told}" in accepted
    # Saturday, two days to the door and two of grace: the seller is waited for, but no page calls that a promise.
    assert "If it is not sent by Wednesday, 2 December, we cancel it and you get your money back." in accepted


def test_a_guarantee_is_stated_for_all_devices_only_where_it_is_the_same(browser: Browser, cell: Cell) -> None:
    of_all = "the seller guarantees the device for 24 months from delivery"
    short, long = on_sale(cell), on_sale(cell, guarantee_months=36)
    assert of_all in paid(cell, browser, short).text
    page = paid(cell, browser, short, long)
    assert of_all not in page.text
    for months in (24, 36):
        assert re.search(rf"{months}.months? guarantee by the seller, from delivery", page.text)


def test_the_page_after_paying_looks_again_until_the_event_arrives(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    back = f"/orders/{order_id}?payment_intent=pi_1&payment_intent_client_secret=s&redirect_status=succeeded"
    page = browser.get(back)
    assert "<h1>Your payment is being confirmed</h1>" in page.html
    assert page.path == f"/orders/{order_id}?after=payment&look=1"
    assert f'content="3;url=/orders/{order_id}?after=payment&amp;look=2"' in page.html
    assert "http-equiv" not in browser.get(f"/orders/{order_id}?after=payment&look=20").html
    pay(cell, order_id)
    settled = browser.get(page.path)
    assert "http-equiv" not in settled.html
    assert "Thank you, your order is paid" in settled.text


def test_a_bank_that_refused_is_told_and_the_order_can_be_paid_again(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    page = browser.get(f"/orders/{order_id}?redirect_status=failed&payment_intent_client_secret=s")
    assert "client_secret" not in page.path
    assert "Your bank did not confirm the payment" in page.text
    assert f"/orders/{order_id}/payment" in page.links


def test_a_mails_link_opens_the_order_and_leaves_no_token_in_the_address(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    elsewhere = Browser()
    page = elsewhere.get(f"/orders/{order_id}?token={order_token(order_id, 0)}")
    assert page.path == f"/orders/{order_id}"
    assert "Waiting for payment" in page.text
    assert (("rebound_order", f"/orders/{order_id}")) in elsewhere.cookies


def test_absent_foreign_and_forgotten_orders_are_answered_alike(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    mine, other = (order_id_of(ordered(browser, product_id)) for _ in range(2))
    stranger, absent = Browser(), "ord_eu_00000000000000000000000000"
    answers = [
        stranger.get(f"/orders/{mine}"),
        stranger.get(f"/orders/{mine}?token=rbo_eu_{'A' * 43}"),
        stranger.get(f"/orders/{mine}?token={order_token(other, 0)}"),
        stranger.get(f"/orders/{absent}"),
        stranger.get(f"/orders/{absent}?token={order_token(mine, 0)}"),
        stranger.get(f"/orders/{mine}/payment"),
        stranger.get(f"/orders/{mine}/cancellation"),
        stranger.get(f"/orders/{mine}/lines/1/receipt"),
    ]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.text.partition("Reference")[0] for answer in answers}) == 1


def test_an_unpaid_order_is_cancelled_whole(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    page = browser.get(f"/orders/{order_id}/cancellation")
    assert "Nothing has been paid" in page.text
    page = browser.submit(page.form(f"/orders/{order_id}/cancellation"))
    assert "It was cancelled before it was paid" in page.text
    assert OrderItem.get(order_id).state == "VOIDED"


def test_one_device_of_two_is_cancelled_once_and_refunded(browser: Browser, cell: Cell) -> None:
    page = paid(cell, browser, on_sale(cell), on_sale(cell, price_minor=20_000))
    form = browser.get(f"{page.path}/cancellation").form(f"{page.path}/cancellation")
    browser.submit(form, line="1")
    browser.submit(form, line="1")
    cell.settle()
    page = browser.get(page.path)
    assert page.text.count("You cancelled it.") == 1
    order = OrderItem.get(order_id_of(page))
    assert int(order.refunded_minor or 0) == order.lines[0].amounts.paid_minor
    assert "was returned to your card on" in page.text


def test_a_forgotten_tick_cancels_nothing(browser: Browser, cell: Cell) -> None:
    page = paid(cell, browser, on_sale(cell), on_sale(cell, price_minor=20_000))
    form = browser.get(f"{page.path}/cancellation").form(f"{page.path}/cancellation")
    answer = browser.submit(form)
    assert answer.status == 422
    assert "Choose at least one device." in answer.text
    assert "Cancelled" not in browser.get(page.path).text


def test_what_was_shipped_is_confirmed_not_cancelled(browser: Browser, cell: Cell) -> None:
    page = paid(cell, browser, on_sale(cell))
    stale = browser.get(f"{page.path}/cancellation").form(f"{page.path}/cancellation")
    sent(cell, order_id_of(page))
    refused = browser.submit(stale)
    assert refused.status == 409
    assert "That is no longer possible" in refused.text
    page = browser.get(page.path)
    assert "colissimo, parcel 6A12345678901" in page.text
    assert "tell the seller at the email address given with the order" in page.text
    assert "mailto:shop@phenix.example" in page.links
    assert f"{page.path}/cancellation" not in page.links
    assert browser.get(f"{page.path}/cancellation").path == page.path


def test_a_confirmed_receipt_starts_the_guarantee(browser: Browser, cell: Cell) -> None:
    page = paid(cell, browser, on_sale(cell))
    sent(cell, order_id_of(page))
    asked = browser.get(f"{page.path}/lines/1/receipt")
    page = browser.submit(asked.form(f"{page.path}/lines/1/receipt"))
    assert "Your order has arrived" in page.text
    assert "The seller's guarantee runs until 23 November 2028." in page.text
    assert "The legal guarantee runs until 23 November 2028." in page.text


def test_a_device_that_was_not_sent_cannot_have_arrived(browser: Browser, cell: Cell) -> None:
    page = paid(cell, browser, on_sale(cell))
    assert browser.get(f"{page.path}/lines/1/receipt").path == page.path
    assert browser.get(f"{page.path}/lines/9/receipt").status == 404


@pytest.mark.parametrize("mail", ["zoe@example.org", "somebody@example.org"])
def test_looking_up_an_order_tells_nobody_whether_it_exists(browser: Browser, cell: Cell, mail: str) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    form = browser.get("/order-lookup").form("/order-lookup")
    page = browser.submit(form, order_id=order_id, email=mail)
    assert page.status == 200
    assert "If order and address belong together, the link is on its way to you." in page.text


def test_a_lookup_says_what_is_expected_in_each_field(browser: Browser) -> None:
    form = browser.get("/order-lookup").form("/order-lookup")
    page = browser.submit(form, order_id=order_number_example(), email="zoe")
    assert page.status == 422
    assert page.html.count('aria-invalid="true"') == 1
    assert "Please enter an email address such as name@example.com." in page.text
    page = browser.submit(form, order_id="12345", email="zoe@example.org")
    assert page.status == 422
    assert f"such as {order_number_example()}" in page.text


def test_when_the_time_to_pay_is_over_the_page_says_so(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    cell.clock.advance(minutes=16)
    page = browser.get(f"/orders/{order_id}/payment")
    assert page.path == f"/orders/{order_id}"
    assert "The time to pay is over." in page.text


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("pm_card_pendingRefund", "Your refund of €358.89 is on its way to your bank."),
        ("pm_card_refundFail", "We could not return €358.89 to your card. We owe you this amount"),
        ("pm_card_visa", "€358.89 was returned to your card on 23 November 2026."),
    ],
)
def test_a_cancelled_order_says_where_the_money_is(browser: Browser, cell: Cell, card: str, said: str) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    pay(cell, order_id, card)
    cancel_line(order_id, "1", Cancellation(by="SELLER", reason="PRICE_MISTAKE"))
    cell.settle()
    if card == "pm_card_refundFail":
        cell.clock.advance(minutes=5)
        cell.stripe.tick()
        cell.settle()
    text = browser.get(f"/orders/{order_id}").text
    assert said in text
    assert ("The refund did not reach you" in text) == (card == "pm_card_refundFail")


def test_a_refund_paid_by_bank_transfer_is_shown_with_its_reference(browser: Browser, cell: Cell) -> None:
    order_id = order_id_of(ordered(browser, on_sale(cell)))
    pay(cell, order_id, "pm_card_refundFail")
    cancel_line(order_id, "1", Cancellation(by="SELLER", reason="PRICE_MISTAKE"))
    cell.settle()
    cell.clock.advance(minutes=5)
    cell.stripe.tick()
    cell.settle()
    request = idempotency.Request(route="refunds", principal="ops", key="k", fingerprint="f")
    record_bank_transfer(order_id, "1-1", BankTransfer(reference="RB 7", paid_on=date(2026, 11, 23)), request)
    text = browser.get(f"/orders/{order_id}").text
    assert "€358.89 was paid to you by bank transfer on 23 November 2026. Reference: RB 7" in text
    assert "We could not return" not in text


@pytest.mark.parametrize("ticked", [["1", "1"], ["1"] * 3, ["1"] * 50])
def test_a_form_that_ticks_a_line_twice_cancels_it_once(browser: Browser, cell: Cell, ticked: list[str]) -> None:
    page = paid(cell, browser, on_sale(cell), on_sale(cell, price_minor=20_000))
    form = browser.get(f"{page.path}/cancellation").form(f"{page.path}/cancellation")
    page = browser.submit(form, line=ticked)
    cell.settle()
    order = OrderItem.get(order_id_of(page))
    assert int(order.refunded_minor or 0) == order.lines[0].amounts.paid_minor
