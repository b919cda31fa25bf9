"""Other means: what Stripe could not refund is paid by bank transfer or in Stripe's dashboard, once, and closed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.values.problems import Conflict, InvalidRequest, NotFound
from chalicelib.orders.cancellation import refund_decisions, refund_substitutes, refunding
from chalicelib.orders.cancellation.refund_substitutes import StripeRefundMismatch
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import BankTransfer, LineRefundRequest, RefundAmount
from chalicelib.orders.payment import stripe_updates
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.models import RefundItem
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import RefundNotOwed, RefundState
from doubles.stripe_double import refunds as at_stripe
from tests.orders.cancellation.refund_steps import (
    before_the_next_transaction,
    cancelled,
    charge_of,
    kinds,
    let_the_bank_answer,
    names,
    refused,
    state,
    win_the_dispute,
)
from tests.orders.conftest import Shop

TRANSFER = BankTransfer(reference="RB 2026/11-1", paid_on=date(2026, 11, 23))


def under(key: str) -> idempotency.Request:
    return idempotency.Request(route="refunds", principal="ops", key=key, fingerprint=key)


def pay(order: Order, transfer: BankTransfer = TRANSFER) -> Refund:
    return refund_substitutes.record_bank_transfer(order.order_id, "1-1", transfer, under(transfer.reference))


def adopt(order: Order, stripe_id: str, refund_id: str = "1-1") -> Refund:
    return refund_substitutes.adopt_stripe_refund(order.order_id, refund_id, stripe_id, under(stripe_id + refund_id))


def returned(shop: Shop) -> Order:
    """An order whose refund the buyer's bank has sent back."""
    order = cancelled(shop, "pm_card_refundFail")
    let_the_bank_answer(shop)
    shop.cell.stripe.world.require("charge", charge_of(shop, order))["_does"] = "ok"
    return order


def by_hand(order: Order, **changed: object) -> str:
    """A refund that somebody makes in Stripe's dashboard; its id."""
    asked = {"payment_intent": order.payment_intent_id, "amount": order.total_minor}
    return stripe.create_refund(asked | changed, f"by hand {order.order_id} {changed}").id


def on_account(order: Order, account: Account) -> int:
    return sum(journal.postings.get(account, 0) for journal in journals.journals_of(order.order_id))


@pytest.mark.parametrize("failed", [refused, returned])
def test_a_bank_transfer_pays_what_is_owed_and_closes_the_refund(shop: Shop, failed: Callable[[Shop], Order]) -> None:
    order = failed(shop)
    paid = pay(order)
    assert (paid.state, paid.bank_reference, paid.paid_on) == ("PAID_BY_BANK_TRANSFER", "RB 2026/11-1", "2026-11-23")
    shop.cell.settle()
    assert state(order) == ("PAID_BY_BANK_TRANSFER", 0, order.total_minor)
    assert (on_account(order, Account.BANK), on_account(order, Account.OWED_BACK)) == (-order.total_minor, 0)
    assert "refund_bank" in kinds(order)
    assert names(order)[-1] == "RefundPaidByBankTransfer"
    assert refund_queries.count_for_operators() == 0


def test_the_same_bank_transfer_noted_again_is_booked_once(shop: Shop) -> None:
    order = returned(shop)
    assert pay(order) == pay(order)
    with pytest.raises(RefundNotOwed):
        pay(order, BankTransfer(reference="another", paid_on=TRANSFER.paid_on))
    assert kinds(order).count("refund_bank") == 1


def test_a_bank_transfer_of_a_day_to_come_is_refused(shop: Shop) -> None:
    order = returned(shop)
    tomorrow = shop.cell.clock.moment.date() + timedelta(days=1)
    with pytest.raises(InvalidRequest):
        pay(order, BankTransfer(reference="x", paid_on=tomorrow))
    assert state(order) == ("FAILED", order.total_minor, 0)


def test_what_is_on_its_way_or_has_arrived_is_not_paid_a_second_time(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    with pytest.raises(RefundNotOwed) as refusal:
        pay(order)
    assert refusal.value.members["state"] == "PENDING"
    let_the_bank_answer(shop)
    with pytest.raises(RefundNotOwed):
        pay(order)
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


def test_a_refund_paid_by_bank_transfer_is_not_tried_again_and_hears_no_more_of_stripe(shop: Shop) -> None:
    order = returned(shop)
    failed = refund_queries.find(order.order_id, "1-1").stripe_id or ""
    pay(order)
    with pytest.raises(RefundNotOwed):
        refunding.retry(order.order_id, "1-1", tries=1)
    stripe_updates.follow_refund(failed)
    assert state(order) == ("PAID_BY_BANK_TRANSFER", 0, order.total_minor)


def test_of_a_retry_and_a_bank_transfer_at_once_the_transfer_that_is_late_is_refused(shop: Shop) -> None:
    order = returned(shop)
    before_the_next_transaction(lambda: refunding.retry(order.order_id, "1-1", tries=1))
    with pytest.raises(RefundNotOwed) as refusal:
        pay(order)
    assert refusal.value.members["state"] == "REQUESTED"
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert "refund_bank" not in kinds(order)


def test_two_bank_transfers_noted_at_once_are_one(shop: Shop) -> None:
    order = returned(shop)
    before_the_next_transaction(lambda: pay(order))
    assert pay(order).state is RefundState.PAID_BY_BANK_TRANSFER
    assert kinds(order).count("refund_bank") == 1
    assert state(order) == ("PAID_BY_BANK_TRANSFER", 0, order.total_minor)


def test_a_refund_that_never_was_cannot_be_paid(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    with pytest.raises(NotFound):
        pay(order)


def test_a_refund_made_in_the_dashboard_closes_a_refused_one(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    stripe_id = by_hand(order)
    for _ in range(2):
        assert adopt(order, stripe_id).tries == 2
    shop.cell.failed = []
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert kinds(order) == ["capture", "refund", "refund_owed"]
    assert refund_queries.find(order.order_id, "1-1").stripe_id == stripe_id
    assert sum(1 for _ in shop.cell.stripe.world.all("refund")) == 1
    stripe_updates.follow_refund(stripe_id)
    assert refund_queries.count_for_operators() == 0
    assert adopt(order, stripe_id).state == "SUCCEEDED"


def test_an_adopted_refund_that_comes_back_is_owed_again(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    stripe_id = by_hand(order)
    adopt(order, stripe_id)
    shop.cell.settle()
    at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert state(order) == ("FAILED", order.total_minor, 0)


def test_an_adopted_refund_whose_look_fails_is_found_by_the_sweeper(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    stripe_id = by_hand(order)
    adopt(order, stripe_id)
    shop.cell.stripe.inject("timeout_before", times=1, method="GET", path=f"/v1/refunds/{stripe_id}")
    shop.cell.settle()
    shop.cell.clock.advance(hours=30)
    shop.cell.failed = []
    operation = stripe_operations.find(order.order_id, f"adopted_refund#{stripe_id}")
    assert operation is not None
    stripe_updates.FINISH[operation.kind](operation)
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


@pytest.mark.parametrize("changed", [{"amount": 100}, {"metadata": {"operation_id": "refund#9-1#1"}}])
def test_a_refund_at_stripe_that_is_another_one_is_refused(shop: Shop, changed: dict[str, object]) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    stripe_id = by_hand(order, **changed)
    with pytest.raises(StripeRefundMismatch):
        adopt(order, stripe_id)
    with pytest.raises(StripeRefundMismatch):
        adopt(order, "re_unknown")
    assert state(order) == ("REFUSED", order.total_minor, 0)


def test_a_refund_at_stripe_of_another_order_or_that_failed_is_refused(shop: Shop) -> None:
    order, other = refused(shop), shop.cell.paid_order(shop.offer_id)
    with pytest.raises(StripeRefundMismatch):
        adopt(order, by_hand(other))
    win_the_dispute(shop, order)
    failed = by_hand(order)
    at_stripe.fail(shop.cell.stripe.world, failed)
    with pytest.raises(StripeRefundMismatch):
        adopt(order, failed)
    assert state(order) == ("REFUSED", order.total_minor, 0)


def test_one_refund_at_stripe_pays_one_refund(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    charge = shop.cell.stripe.world.require("charge", charge_of(shop, order))
    charge["disputed"] = True
    for key in ("a", "b"):
        wanted = LineRefundRequest(
            line_id="1", amount=RefundAmount(amount_minor=100, currency="EUR"), reason="LATE_DELIVERY"
        )
        refund_decisions.refund_line(order.order_id, wanted, under(key))
    shop.cell.failed = []
    shop.cell.settle()
    charge["disputed"] = False
    stripe_id = by_hand(order, amount=100)
    assert adopt(order, stripe_id).tries == 2
    shop.cell.settle()
    with pytest.raises(StripeRefundMismatch):
        adopt(order, stripe_id, "1-2")
    assert state(order)[0] == "SUCCEEDED"
    assert state(order, "1-2") == ("REFUSED", 100, 100)


def test_nothing_is_adopted_while_stripe_does_not_answer(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    stripe_id = by_hand(order)
    shop.cell.stripe.inject("timeout_before", times=1, method="GET")
    with pytest.raises(PaymentUnavailable):
        adopt(order, stripe_id)
    assert state(order) == ("REFUSED", order.total_minor, 0)


def test_a_refund_at_stripe_of_a_payment_that_is_no_order_s_is_unmatched(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    stripe_id = by_hand(order)
    intent = shop.cell.stripe.world.require("payment_intent", order.payment_intent_id or "")
    intent["metadata"] = {}
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_refund(stripe_id)
    shop.cell.stripe.world.require("refund", stripe_id)["payment_intent"] = None
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_refund(stripe_id)
    assert refund_queries.of_order(order.order_id) == []


def test_a_refund_that_never_stands_still_is_left_to_the_next_request(shop: Shop) -> None:
    order = returned(shop)

    def move_first(**_: object) -> None:
        RefundItem(order.order_id, "1-1").update([RefundItem.tries.add(1)])

    events = aws.client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb.TransactWriteItems", move_first)
    try:
        with pytest.raises(Conflict):
            pay(order)
    finally:
        events.unregister("provide-client-params.dynamodb.TransactWriteItems", move_first)
    assert pay(order).state is RefundState.PAID_BY_BANK_TRANSFER
