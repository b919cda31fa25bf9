"""What happens to a refund after it was paid by bank transfer, or while its bank never answers."""

from datetime import date, timedelta

import pytest

from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.orders.cancellation import refund_substitutes
from chalicelib.orders.cancellation.refund_substitutes import BankTransferNotFound
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import BankTransfer
from chalicelib.orders.payment import stripe_updates
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.refund import Refund
from tests.orders.cancellation.refund_steps import (
    before_the_next_transaction,
    cancelled,
    kinds,
    let_the_bank_answer,
    names,
    refund_operation,
    state,
)
from tests.orders.cancellation.test_refund_substitutes import TRANSFER, on_account, pay, returned, under
from tests.orders.conftest import Shop


def send_back(order: Order, reference: str = TRANSFER.reference, key: str = "returned") -> Refund:
    return refund_substitutes.return_bank_transfer(order.order_id, "1-1", reference, under(key))


def test_a_bank_transfer_that_bounces_is_owed_again_and_can_be_paid_once_more(shop: Shop) -> None:
    order = returned(shop)
    pay(order)
    assert [send_back(order).state for _ in range(2)] == ["FAILED", "FAILED"]
    shop.cell.settle()
    assert state(order) == ("FAILED", order.total_minor, 0)
    assert (on_account(order, Account.BANK), on_account(order, Account.OWED_BACK)) == (0, -order.total_minor)
    assert (names(order)[-1], refund_queries.count_for_operators()) == ("RefundFailed", 1)
    again = pay(order, BankTransfer(reference="RB 2026/11-2", paid_on=TRANSFER.paid_on))
    assert (again.state, again.bank_transfers) == ("PAID_BY_BANK_TRANSFER", 2)
    shop.cell.settle()
    assert state(order) == ("PAID_BY_BANK_TRANSFER", 0, order.total_minor)
    assert kinds(order).count("refund_bank") == 2
    with pytest.raises(BankTransferNotFound):
        send_back(order, key="the first one again")


def test_a_bank_transfer_that_never_was_does_not_come_back(shop: Shop) -> None:
    order = returned(shop)
    with pytest.raises(BankTransferNotFound) as refusal:
        send_back(order)
    assert refusal.value.members["state"] == "FAILED"
    pay(order)
    with pytest.raises(BankTransferNotFound):
        send_back(order, "another reference")
    assert state(order) == ("PAID_BY_BANK_TRANSFER", 0, order.total_minor)


def test_the_same_return_noted_twice_at_once_is_booked_once(shop: Shop) -> None:
    order = returned(shop)
    pay(order)
    before_the_next_transaction(lambda: send_back(order))
    assert send_back(order).state == "FAILED"
    assert kinds(order).count("refund_bank_returned") == 1


def test_a_bank_transfer_of_a_day_before_the_order_is_refused(shop: Shop) -> None:
    order = returned(shop)
    the_day_before = date.fromisoformat(order.created_at[:10]) - timedelta(days=1)
    with pytest.raises(InvalidRequest):
        pay(order, BankTransfer(reference="x", paid_on=the_day_before))
    assert state(order) == ("FAILED", order.total_minor, 0)


def test_a_refund_that_pends_for_weeks_is_counted_until_the_bank_answers(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    schedule = shop.cell.stripe.world.state["schedule"]
    answer = schedule.pop()  # the bank says nothing for weeks
    operation = refund_operation(order)
    for days, overdue in ((0, 0), (10, 0), (5, 1), (10, 1)):
        shop.cell.clock.advance(days=days)
        stripe_updates.FINISH[operation.kind](refund_operation(order))
        assert refund_queries.count_overdue() == overdue
    assert refund_queries.long_pending() == []
    shop.cell.clock.advance(hours=7)
    assert refund_queries.long_pending() == [(order.order_id, operation.operation_id)]
    schedule.append(answer)
    let_the_bank_answer(shop)
    assert (state(order)[0], refund_queries.count_overdue()) == ("SUCCEEDED", 0)
