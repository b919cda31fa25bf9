"""A dispute is stored as Stripe has it, whatever order its events come in, and each movement is booked once."""

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.disputes.dispute_updates import DisputeMismatch, follow_dispute
from chalicelib.payments import money_worker
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.disputes.models import DisputeItem
from chalicelib.payments.money_worker import UnknownStripeObject
from doubles.stripe_double import disputes as at_stripe
from tests.orders.cancellation.refund_steps import (
    before_the_next_transaction,
    booked,
    charge_of,
    kinds,
    lose_events,
    names,
    paid_with,
)
from tests.orders.conftest import Shop
from tests.orders.disputes.dispute_steps import FEE, decide, disputed, holds_of, on_accounts, only

CARD = "pm_card_visa"


def test_an_opened_dispute_is_stored_and_what_the_bank_took_is_booked_with_its_fee(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order)
    found = only(order)
    assert (found.dispute_id, found.state, found.reason) == (dispute_id, DisputeState.NEEDS_RESPONSE, "fraudulent")
    assert (found.amount_minor, found.withdrawn_minor, found.fees_minor) == (order.total_minor, order.total_minor, FEE)
    assert on_accounts(order) == {"disputed": order.total_minor}
    assert (booked(order)["stripe"], booked(order)["stripe_fees"]) == (-FEE, FEE)
    assert kinds(order) == ["capture", "dispute"]
    assert names(order)[-2:] == ["DisputeFundsMoved", "DisputeOpened"]


def test_every_event_again_changes_nothing(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order)
    before, story = only(order), names(order)
    shop.cell.clock.advance(minutes=1)
    for _ in range(3):
        follow_dispute(dispute_id)
    assert only(order).looked_at > before.looked_at
    assert (only(order).version, names(order), kinds(order)) == (before.version, story, ["capture", "dispute"])


def test_a_dispute_that_is_first_heard_of_when_it_was_won_is_booked_whole(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = shop.cell.stripe.dispute(charge_of(shop, order))
    shop.cell.stripe.decide_dispute(dispute_id, won=True)
    follow_dispute(dispute_id)
    assert (only(order).state, only(order).withdrawn_minor) == (DisputeState.WON, 0)
    assert on_accounts(order) == {}
    assert kinds(order) == ["capture", "dispute", "dispute"]
    assert names(order)[-4:] == ["DisputeFundsMoved", "DisputeFundsMoved", "DisputeOpened", "DisputeClosed"]
    assert holds_of(order) == []


def test_the_lines_of_a_disputed_order_are_held_until_the_bank_has_decided(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    dispute_id = disputed(shop, order)
    assert holds_of(order) == [1, 1]
    decide(shop, dispute_id, won=True)
    assert holds_of(order) == [0, 0]
    assert on_accounts(order) == {}


def test_an_inquiry_holds_the_lines_moves_nothing_and_may_become_a_dispute(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    inquiry = at_stripe.inquired(shop.cell.stripe.world, charge_of(shop, order))
    shop.cell.settle()
    assert (only(order).state, holds_of(order)) == (DisputeState.WARNING_NEEDS_RESPONSE, [1])
    at_stripe.inquiry_closed(shop.cell.stripe.world, inquiry["id"])
    shop.cell.settle()
    assert (only(order).state, holds_of(order), kinds(order)) == (DisputeState.WARNING_CLOSED, [0], ["capture"])
    at_stripe.escalated(shop.cell.stripe.world, inquiry["id"])
    shop.cell.settle()
    assert (only(order).state, holds_of(order)) == (DisputeState.NEEDS_RESPONSE, [1])
    assert on_accounts(order) == {"disputed": order.total_minor}
    assert names(order).count("DisputeOpened") == 2


def test_a_dispute_whose_payment_is_not_booked_yet_is_reported_and_followed_later(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.pay(placed, CARD)
    charge = shop.cell.stripe.world.require("payment_intent", placed.payment.intent_id)["latest_charge"]
    dispute_id = shop.cell.stripe.dispute(charge)
    with pytest.raises(UnknownStripeObject):
        follow_dispute(dispute_id)
    shop.cell.failed = []
    shop.cell.settle()
    follow_dispute(dispute_id)
    assert on_accounts(queries.order(placed.order.order_id)) == {"disputed": placed.order.total_minor}


@pytest.mark.parametrize("payment", ["", "pi_of_a_stranger"])
def test_a_dispute_of_a_payment_that_is_no_orders_is_unknown(shop: Shop, payment: str) -> None:
    order = paid_with(shop, CARD)
    dispute_id = shop.cell.stripe.dispute(charge_of(shop, order))
    shop.cell.stripe.world.require("dispute", dispute_id)["payment_intent"] = payment
    if payment:
        stranger = dict(shop.cell.stripe.world.require("payment_intent", order.payment_intent_id or ""))
        shop.cell.stripe.world.add(stranger | {"id": payment, "metadata": {}})
    with pytest.raises(UnknownStripeObject):
        follow_dispute(dispute_id)
    assert dispute_queries.of_order(order.order_id) == []


def test_a_dispute_that_is_not_known_here_is_not_found(shop: Shop) -> None:
    assert dispute_queries.find(paid_with(shop, CARD).order_id, "du_of_nobody") is None


def test_a_dispute_that_stripe_does_not_know_is_unknown(shop: Shop) -> None:  # noqa: ARG001 - Stripe stands in it
    with pytest.raises(UnknownStripeObject):
        follow_dispute("du_of_nobody")


def test_a_dispute_in_another_currency_is_refused(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = shop.cell.stripe.dispute(charge_of(shop, order))
    shop.cell.stripe.world.require("dispute", dispute_id)["currency"] = "usd"
    with pytest.raises(DisputeMismatch):
        follow_dispute(dispute_id)


def test_two_workers_that_follow_a_dispute_at_once_store_it_once(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = shop.cell.stripe.dispute(charge_of(shop, order))
    before_the_next_transaction(lambda: follow_dispute(dispute_id))
    follow_dispute(dispute_id)
    assert kinds(order) == ["capture", "dispute"]
    shop.cell.stripe.decide_dispute(dispute_id, won=True)
    before_the_next_transaction(lambda: follow_dispute(dispute_id))
    follow_dispute(dispute_id)
    assert kinds(order) == ["capture", "dispute", "dispute"]
    assert holds_of(order) == [0]


def test_a_dispute_that_keeps_changing_is_left_to_the_next_try(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order)
    shop.cell.stripe.decide_dispute(dispute_id, won=True)
    events = aws.client("dynamodb").meta.events

    def overtaken(**_: object) -> None:
        version = DisputeItem.version.add(1)
        transactions.write(transactions.update(DisputeItem(order.order_id, dispute_id), version))

    events.register("provide-client-params.dynamodb.TransactWriteItems", overtaken)
    try:
        with pytest.raises(Conflict):
            follow_dispute(dispute_id)
    finally:
        events.unregister("provide-client-params.dynamodb.TransactWriteItems", overtaken)
    assert only(order).state is DisputeState.NEEDS_RESPONSE
    follow_dispute(dispute_id)
    assert only(order).state is DisputeState.WON


def test_the_sweeper_looks_at_a_dispute_whose_events_were_lost(shop: Shop) -> None:
    order = paid_with(shop, CARD)
    dispute_id = disputed(shop, order)
    shop.cell.stripe.decide_dispute(dispute_id, won=True)
    assert len(shop.cell.stripe.due_events()) == 2
    lose_events(shop)
    assert money_worker.sweep_operations() == 0
    shop.cell.clock.advance(hours=7)
    assert money_worker.sweep_operations() == 1
    shop.cell.settle()
    assert (only(order).state, on_accounts(order)) == (DisputeState.WON, {})
    assert dispute_queries.not_looked_at() == []
