"""Settling: a delivered line is transferred on its day, a refund takes it back, and what is gone becomes a debt."""

import pytest

from chalicelib.kernel.fact_store import story
from chalicelib.kernel.storage import transactions
from chalicelib.orders.order import Order
from chalicelib.orders.payment.order_audit import audit_order
from chalicelib.payments import money_commands
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.transfers import debts, holds, settlement
from chalicelib.payments.transfers.transfer_lifecycle import TransferState
from tests.payments.paid_sellers import DELAY_DAYS, Market, again, transfer_of

NET_MINOR = 31_143
PAID_MINOR = 35_889


def faults(order: Order) -> tuple[str, ...]:
    return audit_order(again(order)).faults


def owed(market: Market) -> int:
    (balance,) = journals.balances_of(market.seller.seller_id)
    return balance.owed_minor


def test_a_delivered_line_is_transferred_when_its_day_has_come(market: Market) -> None:
    market.open_account()
    order = market.delivered_order()
    market.pass_days(DELAY_DAYS - 1)
    assert transfer_of(order).state is TransferState.PENDING
    market.pass_days(1)
    transfer = transfer_of(order)
    assert (transfer.state, transfer.transferred_minor) == (TransferState.PAID, NET_MINOR)
    assert (market.at_stripe(), owed(market), faults(order)) == (NET_MINOR, 0, ())


def test_a_transfer_draws_on_the_charge_of_its_payment_and_belongs_to_the_orders_group(market: Market) -> None:
    market.open_account()
    order = market.transferred_order()
    (made,) = market.stripe.world.all("transfer")
    charge = market.stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
    assert (made["source_transaction"], made["transfer_group"]) == (charge, order.order_id)
    assert (made["destination"], made["amount"]) == (market.account_of(), NET_MINOR)


def test_nothing_is_stored_for_a_seller_before_the_line_is_shipped(market: Market) -> None:
    order = market.paid_order(market.offer_id)
    with pytest.raises(AssertionError):
        transfer_of(order)


def test_a_line_that_was_never_delivered_is_never_transferred(market: Market) -> None:
    market.open_account()
    order = market.shipped_order()
    market.pass_days(DELAY_DAYS + 5)
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PENDING, 0)


def test_settling_again_transfers_nothing_more(market: Market) -> None:
    market.open_account()
    order = market.transferred_order()
    for _ in range(3):
        settlement.settle(money_commands.SettleLine(order.order_id, "1"))
    market.settle()
    assert market.at_stripe() == NET_MINOR


def test_a_held_line_waits_and_is_transferred_once_its_last_hold_is_lifted(market: Market) -> None:
    market.open_account()
    order = market.delivered_order()
    for _ in range(2):
        transactions.write(holds.hold_act(order.order_id, "1"))
    market.pass_days(DELAY_DAYS)
    transactions.commit(holds.release_acts(order.order_id, "1"))
    market.look_at_deadlines()
    assert (transfer_of(order).holds, market.at_stripe()) == (1, 0)
    transactions.commit(holds.release_acts(order.order_id, "1"))
    market.look_at_deadlines()
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PAID, NET_MINOR)


def test_a_hold_set_before_the_shipment_holds_as_well(market: Market) -> None:
    market.open_account()
    order = market.paid_order(market.offer_id)
    transactions.write(holds.hold_act(order.order_id, "1"))
    held = market.ship_and_deliver(order)
    market.pass_days(DELAY_DAYS)
    assert (transfer_of(held).holds, market.at_stripe()) == (1, 0)


def test_a_refund_before_the_transfer_leaves_less_to_transfer(market: Market) -> None:
    market.open_account()
    order = market.delivered_order()
    market.refund(order, 10_000)
    market.pass_days(DELAY_DAYS)
    assert market.at_stripe() == transfer_of(order).transferred_minor < NET_MINOR
    assert (owed(market), faults(order)) == (0, ())


def test_a_line_refunded_whole_is_not_transferred(market: Market) -> None:
    market.open_account()
    order = market.delivered_order()
    market.refund(order, PAID_MINOR)
    transfer = transfer_of(order)
    assert (transfer.state, transfer.reason, owed(market)) == (TransferState.ABORTED, "NOTHING_DUE", 0)


def test_a_refund_after_the_transfer_takes_it_back_after_the_buyer_has_the_money(market: Market) -> None:
    market.open_account()
    order = market.transferred_order()
    market.refund(order, PAID_MINOR)
    assert transfer_of(order).transferred_minor == market.at_stripe() == owed(market) == 0
    assert faults(order) == ()
    names = [fact.name for fact in (*story(order.order_id), *story(f"{order.order_id}#1"))]
    assert "LineRefunded" in names
    assert names[-1] == "TransferReversed"


def test_what_the_seller_was_paid_out_is_a_debt_that_later_transfers_settle(market: Market) -> None:
    market.open_account()
    order = market.transferred_order()
    market.pay_out_everything()
    market.refund(order, PAID_MINOR)
    assert owed(market) == -NET_MINOR
    (debt,) = debts.debts_of(market.seller.seller_id, "EUR")
    assert debt.owed_minor == NET_MINOR
    later = market.transferred_order()
    assert transfer_of(later).reason == "NETTED"
    assert (market.at_stripe(), owed(market)) == (0, 0)
    assert debts.debts_of(market.seller.seller_id, "EUR") == []
    assert (faults(order), faults(later)) == ((), ())
    netted = [audit_order(again(each)).terms[Account.DEBT_NETTING] for each in (order, later)]
    assert netted == [-NET_MINOR, NET_MINOR]


def test_a_debt_smaller_than_the_next_share_leaves_the_rest_to_be_transferred(market: Market) -> None:
    market.open_account()
    order = market.transferred_order()
    market.pay_out_everything()
    market.refund(order, 10_000)
    (debt,) = debts.debts_of(market.seller.seller_id, "EUR")
    later = market.transferred_order()
    assert market.at_stripe() == transfer_of(later).transferred_minor == NET_MINOR - debt.owed_minor
    assert (owed(market), faults(order), faults(later)) == (0, (), ())


def test_a_seller_without_an_account_is_paid_once_it_has_one(market: Market) -> None:
    order = market.transferred_order()
    assert transfer_of(order).state is TransferState.PENDING
    market.open_account()
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PAID, NET_MINOR)


def test_a_restricted_account_is_sent_nothing_until_it_is_enabled_again(market: Market) -> None:
    account_id = market.open_account()
    market.stripe.restrict(account_id, ["external_account"])
    market.settle()
    order = market.transferred_order()
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PENDING, 0)
    market.stripe.onboard(account_id)
    market.settle()
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PAID, NET_MINOR)


def test_an_account_restricted_behind_our_back_puts_the_transfer_off_for_a_day(market: Market) -> None:
    account_id = market.open_account()
    order = market.delivered_order()
    market.stripe.inject("event_drop", times=9)
    market.stripe.restrict(account_id, ["external_account"])
    market.pass_days(DELAY_DAYS)
    transfer = transfer_of(order)
    assert (transfer.state, transfer.reason) == (TransferState.PENDING, "insufficient_capabilities_for_transfer")
    market.stripe.clear_faults()
    market.stripe.onboard(account_id)
    market.pass_days(2)
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PAID, NET_MINOR)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "error_after"])
def test_an_answer_that_is_lost_is_found_and_nothing_is_transferred_twice(market: Market, fault: str) -> None:
    market.open_account()
    order = market.delivered_order()
    market.failed = []
    market.stripe.inject(fault, method="POST", path="/v1/transfers")
    market.pass_days(DELAY_DAYS)
    market.sweep()
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PAID, NET_MINOR)
    assert faults(order) == ()


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "error_after"])
def test_a_reversal_whose_answer_is_lost_is_made_once(market: Market, fault: str) -> None:
    market.open_account()
    order = market.transferred_order()
    market.failed = []
    market.stripe.inject(fault, method="POST", path="/v1/transfers/*/reversals")
    market.refund(order, 10_000)
    market.sweep()
    assert market.at_stripe() == transfer_of(order).transferred_minor
    assert (owed(market), faults(order)) == (0, ())


def test_a_refund_that_comes_while_the_transfer_is_under_way_is_taken_back_afterwards(market: Market) -> None:
    market.open_account()
    order = market.delivered_order()
    market.failed = []
    market.stripe.inject("timeout_before", method="POST", path="/v1/transfers")
    market.pass_days(DELAY_DAYS)
    assert transfer_of(order).state is TransferState.PROCESSING
    market.refund(order, PAID_MINOR)
    market.sweep()
    assert transfer_of(order).transferred_minor == market.at_stripe() == owed(market) == 0
    assert faults(order) == ()


def test_a_transfer_that_stripe_refuses_waits_for_the_operators_who_have_it_tried_again(market: Market) -> None:
    market.open_account()
    order = market.delivered_order()
    given_away = market.transfer_by_hand(order, PAID_MINOR)
    market.pass_days(DELAY_DAYS)
    assert transfer_of(order).state is TransferState.FAILED
    market.take_back_by_hand(given_away)
    settlement.retry_failed(order.order_id, "1")
    market.settle()
    assert (transfer_of(order).state, market.at_stripe()) == (TransferState.PAID, NET_MINOR)


def test_each_line_of_an_order_has_a_transfer_of_its_own(market: Market) -> None:
    market.open_account()
    order = market.transferred_order(lines=3)
    assert market.at_stripe() == sum(transfer_of(order, line.line_id).transferred_minor for line in order.lines)
    assert (owed(market), faults(order)) == (0, ())
