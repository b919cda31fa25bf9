"""Refunds made in Stripe's dashboard: they pay what is owed, become a line's, or wait on suspense; never twice."""

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel.http import idempotency
from chalicelib.orders import queries
from chalicelib.orders.cancellation import cancelling, dashboard_refunds, refunding
from chalicelib.orders.cancellation.dashboard_refunds import RefundNotExplained
from chalicelib.orders.order import Order
from chalicelib.orders.payment import stripe_updates
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.money_worker import UnknownStripeObject
from doubles.stripe_double import refunds as at_stripe
from tests.orders.cancellation.refund_steps import (
    MISTAKE,
    before_the_next_transaction,
    booked,
    by_hand,
    charge_of,
    kinds,
    names,
    paid_with,
    refused,
    state,
    win_the_dispute,
)
from tests.orders.conftest import Shop


def under(key: str) -> idempotency.Request:
    return idempotency.Request(route="cancel", principal="buyer", key=key, fingerprint=key)


def refunds_of(order: Order) -> dict[str, tuple[str, int]]:
    return {one.refund_id: (str(one.state), one.amount_minor) for one in refund_queries.of_order(order.order_id)}


def test_a_refund_of_an_order_of_one_line_is_that_lines(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    by_hand(order, 5_000)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, 5_000)
    found = refund_queries.find(order.order_id, "1-1")
    assert (found.reason, found.bearer, found.parts.goods_minor) == ("DASHBOARD", "SELLER", 5_000)
    assert names(order)[-2:] == ["RefundRequested", "LineRefunded"]
    assert kinds(order) == ["capture", "refund"]


def test_every_event_of_it_again_books_it_once(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    stripe_id = by_hand(order, 5_000)
    for _ in range(3):
        stripe_updates.follow_refund(stripe_id)
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", 5_000)}
    assert state(order) == ("SUCCEEDED", 0, 5_000)


def test_a_line_that_is_cancelled_afterwards_gives_back_the_rest(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    by_hand(order, 5_000)
    shop.cell.settle()
    cancelling.cancel_order(order.order_id, (), under("cancel"))
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", 5_000), "1-2": ("SUCCEEDED", order.total_minor - 5_000)}
    assert state(order, "1-2") == ("SUCCEEDED", 0, order.total_minor)
    assert booked(order) == {}


def test_one_that_is_heard_of_after_the_cancellation_was_refused_pays_its_part_and_the_rest_is_asked_for(
    shop: Shop,
) -> None:
    order = paid_with(shop, "pm_card_visa")
    stripe_id = by_hand(order, 5_000)
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.failed = []
    shop.cell.work("money")
    assert state(order) == ("REFUSED", order.total_minor, 0)
    stripe_updates.follow_refund(stripe_id)
    assert state(order, "1-1-1") == ("SUCCEEDED", order.total_minor - 5_000, 5_000)
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor - 5_000), "1-1-1": ("SUCCEEDED", 5_000)}
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert booked(order) == {}
    assert refund_queries.count_for_operators() == 0


def test_one_of_the_whole_closes_the_refused_refund_by_itself(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    by_hand(order, int(order.total_minor))
    shop.cell.failed = []
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor)}
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


def test_a_part_that_comes_back_is_owed_alone(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    stripe_id = by_hand(order, 5_000)
    shop.cell.failed = []
    shop.cell.settle()
    at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", order.total_minor - 5_000), "1-1-1": ("FAILED", 5_000)}
    assert state(order, "1-1-1") == ("FAILED", 5_000, order.total_minor - 5_000)
    refunding.retry(order.order_id, "1-1-1", tries=1)
    shop.cell.settle()
    assert state(order, "1-1-1") == ("SUCCEEDED", 0, order.total_minor)


def test_one_of_everything_that_is_left_is_every_lines(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    by_hand(order, int(order.total_minor))
    shop.cell.settle()
    halves = {line.line_id: line.amounts.paid_minor for line in order.lines}
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", halves["1"]), "2-1": ("SUCCEEDED", halves["2"])}
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert booked(order) == {}
    assert kinds(order) == ["capture", "refund", "refund"]


def test_all_pieces_of_one_that_comes_back_are_owed(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    stripe_id = by_hand(order, int(order.total_minor))
    shop.cell.settle()
    at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert {found[0] for found in refunds_of(order).values()} == {"FAILED"}
    assert state(order) == ("FAILED", order.total_minor, 0)


def test_one_that_no_line_explains_lies_on_suspense_and_waits_for_the_operators(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    by_hand(order, 5_000)
    shop.cell.settle()
    assert refunds_of(order) == {"suspense-1": ("SUCCEEDED", 5_000)}
    assert state(order, "suspense-1") == ("SUCCEEDED", 0, 5_000)
    assert booked(order)[Account.SUSPENSE] == 5_000
    assert names(order)[-1] == "DashboardRefundBooked"
    assert refund_queries.count_for_operators() == 1
    by_hand(order, 6_000)
    shop.cell.settle()
    assert refunds_of(order)["suspense-2"] == ("SUCCEEDED", 6_000)


def test_one_on_suspense_that_comes_back_is_owed(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    stripe_id = by_hand(order, 5_000)
    shop.cell.settle()
    at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert state(order, "suspense-1") == ("FAILED", 5_000, 0)


def test_what_is_owed_is_paid_before_anything_else(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    charge = shop.cell.stripe.world.require("charge", charge_of(shop, order))
    charge["disputed"] = True
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.failed = []
    shop.cell.settle()
    charge["disputed"] = False
    first = order.lines[0].amounts.paid_minor
    by_hand(order, first + 700)
    shop.cell.settle()
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", first), "2-1": ("SUCCEEDED", 700)}
    assert state(order) == ("SUCCEEDED", 0, first + 700)


def test_a_pending_one_is_booked_when_the_bank_has_answered(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_pendingRefund")
    by_hand(order, 5_000)
    shop.cell.settle()
    assert state(order) == ("PENDING", 0, 0)
    shop.cell.clock.advance(minutes=5)
    shop.cell.stripe.tick()
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, 5_000)


def test_one_that_failed_before_it_was_heard_of_is_nothing(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    stripe_id = by_hand(order, 5_000)
    at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert refunds_of(order) == {}


def test_more_than_the_order_has_left_waits_for_what_is_under_way(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    cancelling.cancel_line(order.order_id, "1", MISTAKE)
    stripe_id = by_hand(order, 5_000)
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_refund(stripe_id)
    assert refunds_of(order) == {"1-1": ("REQUESTED", order.total_minor)}


def test_one_in_another_currency_is_not_explained(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    made = stripe.refund(by_hand(order, 5_000))
    other = stripe.StripeRefund(
        id=made.id,
        status=made.status,
        amount_minor=5_000,
        currency="USD",
        payment_intent_id=made.payment_intent_id,
        order_id="",
        operation_id="",
    )
    with pytest.raises(RefundNotExplained):
        dashboard_refunds.adopt(order.order_id, other)


def test_two_workers_at_once_take_it_over_once(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    stripe_id = by_hand(order, 5_000)
    before_the_next_transaction(lambda: stripe_updates.follow_refund(stripe_id))
    stripe_updates.follow_refund(stripe_id)
    assert refunds_of(order) == {"1-1": ("SUCCEEDED", 5_000)}
    assert queries.order(order.order_id).refunding_minor == 5_000
