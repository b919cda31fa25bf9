"""Outcomes of refunds: what was decided reaches the buyer once, and what does not is owed and seen."""

import json

import pytest

from chalicelib.carbon import queries as carbon
from chalicelib.gateways import stripe
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders.cancellation import refund_outcomes, refunding
from chalicelib.orders.cancellation.cancelling import cancel_line
from chalicelib.orders.order import Order
from chalicelib.orders.payment import reservation_release
from chalicelib.payments import money_worker, refund_queries, refunded_lines
from chalicelib.payments.models import RefundItem
from chalicelib.payments.refund import RefundedLine
from chalicelib.payments.refund_lifecycle import RefundNotOwed, RefundState
from doubles.stripe_double import refunds as at_stripe
from tests.orders.cancellation.refund_steps import (
    MISTAKE,
    cancelled,
    charge_of,
    kinds,
    let_the_bank_answer,
    names,
    paid_with,
    refund_operation,
    refused,
    state,
    win_the_dispute,
)
from tests.orders.conftest import Shop


def test_a_refund_that_stripe_makes_is_booked_and_announced(shop: Shop) -> None:
    order = cancelled(shop)
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert kinds(order) == ["capture", "refund"]
    assert names(order)[-1] == "LineRefunded"
    assert refund_queries.count_for_operators() == 0


def test_a_refund_whose_error_stripe_keeps_is_found_and_booked_at_once(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    shop.cell.stripe.inject("error_after", times=1, path="/v1/refunds")
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


def test_a_refund_that_the_bank_sends_back_is_reversed_and_owed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    order = cancelled(shop, "pm_card_refundFail")
    let_the_bank_answer(shop)
    assert state(order) == ("FAILED", order.total_minor, 0)
    assert kinds(order) == ["capture", "refund", "refund_returned"]
    assert names(order)[-2:] == ["LineRefunded", "RefundFailed"]
    assert refund_queries.count_for_operators() == 1
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "expired_or_canceled_card" in [line.get("code") for line in logged if line["event"] == "refund-failed"]


def test_a_refund_that_stripe_refuses_is_owed_and_ends_in_the_failure_queue(shop: Shop) -> None:
    order = refused(shop)
    assert state(order) == ("REFUSED", order.total_minor, 0)
    assert (kinds(order), names(order)[-1]) == (["capture", "refund_owed"], "RefundFailed")
    (failed,) = shop.cell.failed or []
    told = {"type": "resolve_operation", "subject": order.order_id, "operation_id": "refund#1-1#1"}
    assert json.loads(failed) == told
    with pytest.raises(refund_outcomes.RefundRefused):
        refund_outcomes.finish(refund_operation(order))


def test_a_pending_refund_is_not_booked_before_it_succeeds(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    assert state(order) == ("PENDING", 0, 0)
    assert kinds(order) == ["capture"]
    assert refund_queries.count_for_operators() == 0
    let_the_bank_answer(shop)
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


def test_a_pending_refund_that_fails_is_owed(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    at_stripe.fail(shop.cell.stripe.world, refund_queries.find(order.order_id, "1-1").stripe_id or "")
    shop.cell.settle()
    assert state(order) == ("FAILED", order.total_minor, 0)
    assert kinds(order) == ["capture", "refund_owed"]


def test_a_pending_refund_whose_event_is_lost_is_found_by_the_sweeper(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    assert money_worker.sweep_operations() == 0
    shop.cell.stripe.inject("event_drop", probability=1.0, event="refund.*")
    shop.cell.clock.advance(hours=6, minutes=1)
    shop.cell.stripe.tick()
    shop.cell.settle()
    assert state(order) == ("PENDING", 0, 0)
    assert money_worker.sweep_operations() == 1
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


def test_a_refund_that_stays_pending_is_looked_at_every_six_hours(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    stays = shop.cell.stripe.world.require("refund", refund_queries.find(order.order_id, "1-1").stripe_id or "")
    shop.cell.clock.advance(hours=7)
    shop.cell.settle()
    RefundItem(order.order_id, "1-1").update(
        [
            RefundItem.state.set("PENDING"),
            RefundItem.waiting_for.set(refund_queries.STRIPE_MUST_ANSWER),
            RefundItem.looked_at.set("2026-11-23T00:00:00.000Z"),
        ]
    )
    stays["status"] = "pending"
    changed_at = refund_queries.find(order.order_id, "1-1").changed_at
    assert money_worker.sweep_operations() == 1
    shop.cell.settle()
    seen = refund_queries.find(order.order_id, "1-1")
    assert (seen.state, seen.changed_at) == ("PENDING", changed_at)
    assert money_worker.sweep_operations() == 0


def test_older_news_of_a_refund_changes_nothing(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_refundFail")
    operation = refund_operation(order)
    success = stripe.refund(operation.stripe_id or "")
    let_the_bank_answer(shop)
    before = kinds(order), names(order)
    for news in (success, stripe.refund(success.id)) * 2:
        refund_outcomes.follow(operation, news)
    assert (kinds(order), names(order)) == before


def test_a_refund_that_failed_before_its_success_was_known_is_never_booked_as_a_success(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_refundFail")
    cancel_line(order.order_id, "1", MISTAKE)
    operation = refund_operation(order)
    made = stripe.create_refund(operation.parameters, operation.idempotency_key)  # and the answer was lost
    at_stripe.fail(shop.cell.stripe.world, made.id)
    shop.cell.settle()
    assert state(order) == ("FAILED", order.total_minor, 0)


def test_a_retry_pays_what_a_returned_refund_left_owed(shop: Shop) -> None:
    order = cancelled(shop, "pm_card_refundFail")
    let_the_bank_answer(shop)
    shop.cell.stripe.world.require("charge", charge_of(shop, order))["_does"] = "ok"
    assert refunding.retry(order.order_id, "1-1", tries=1).tries == 2
    assert state(order) == ("REQUESTED", order.total_minor, 0)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert kinds(order) == ["capture", "refund", "refund", "refund_returned"]
    assert refund_queries.count_for_operators() == 0
    assert names(order).count("LineRefunded") == 2
    assert len([one for one in carbon.records(order.order_id) if one.is_reversal]) == 1


def test_a_retry_after_a_dispute_was_won_pays_the_refused_refund(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    refunding.retry(order.order_id, "1-1", tries=1)
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert kinds(order) == ["capture", "refund", "refund_owed"]
    refund_outcomes.finish(refund_operation(order))  # the message of the first try, sent back from the failure queue
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)


def test_a_retry_that_is_refused_again_owes_the_amount_once(shop: Shop) -> None:
    order = refused(shop)
    refunding.retry(order.order_id, "1-1", tries=1)
    shop.cell.settle()
    assert state(order) == ("REFUSED", order.total_minor, 0)
    assert kinds(order) == ["capture", "refund_owed"]
    assert names(order).count("RefundFailed") == 2


def test_a_retry_repeated_after_its_refusal_rings_no_second_time(shop: Shop) -> None:
    order = refused(shop)
    for _ in range(2):
        assert refunding.retry(order.order_id, "1-1", tries=1).tries == 2
        shop.cell.settle()
    assert len(shop.cell.failed or []) == 2, "one message of each try"


def test_the_outcome_of_an_earlier_try_leaves_the_latest_one_alone(shop: Shop) -> None:
    order = refused(shop)
    first = refund_operation(order)
    win_the_dispute(shop, order)
    refunding.retry(order.order_id, "1-1", tries=1)
    refund_outcomes.record(first, refund_outcomes.RefundOutcome(state=RefundState.REFUSED, code="charge_disputed"))
    refund_outcomes.finish(first)
    assert state(order) == ("REQUESTED", order.total_minor, 0)


def test_a_retry_asked_for_twice_asks_stripe_once(shop: Shop) -> None:
    order = refused(shop)
    win_the_dispute(shop, order)
    for _ in range(2):
        assert refunding.retry(order.order_id, "1-1", tries=1).tries == 2
    shop.cell.settle()
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    with pytest.raises(RefundNotOwed):
        refunding.retry(order.order_id, "1-1", tries=2)


def test_of_two_retries_at_once_one_counts(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order = refused(shop)
    seen = refund_queries.find(order.order_id, "1-1")
    refunding.retry(order.order_id, "1-1", tries=1)
    monkeypatch.setattr(refund_queries, "find", lambda *_: seen)
    with pytest.raises(Conflict):
        refunding.retry(order.order_id, "1-1", tries=1)


def test_a_refund_booked_by_another_worker_while_its_line_is_read_is_booked_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid_with(shop, "pm_card_visa")
    cancel_line(order.order_id, "1", MISTAKE)
    outcome = refund_outcomes.RefundOutcome(state=RefundState.SUCCEEDED, stripe_id="re_1")
    read_line = refunded_lines.of_line

    def book_and_read(order_id: str, line_id: str) -> RefundedLine:
        monkeypatch.setattr(refunded_lines, "of_line", read_line)
        refund_outcomes.record(refund_operation(order), outcome)
        return read_line(order_id, line_id)

    monkeypatch.setattr(refunded_lines, "of_line", book_and_read)
    refund_outcomes.record(refund_operation(order), outcome)
    assert state(order) == ("SUCCEEDED", 0, order.total_minor)
    assert kinds(order) == ["capture", "refund"]


@pytest.mark.parametrize("changed", [{"amount": 1}, {"currency": "usd"}])
def test_a_refund_of_another_amount_or_currency_is_not_booked(shop: Shop, changed: dict[str, object]) -> None:
    order = cancelled(shop, "pm_card_pendingRefund")
    operation = refund_operation(order)
    shop.cell.stripe.world.require("refund", operation.stripe_id or "").update(changed)
    with pytest.raises(refund_outcomes.RefundMismatch):
        refund_outcomes.finish(operation)
    assert state(order) == ("PENDING", 0, 0)


def paid_too_late(shop: Shop, card: str) -> Order:
    """An order released for good whose money comes all the same."""
    placed = shop.cell.place(shop.offer_id)
    reservation_release.release(placed.order, "CANCELLED")
    shop.cell.stripe.world.require("payment_intent", placed.payment.intent_id)["status"] = "requires_payment_method"
    shop.cell.pay(placed, card)
    shop.cell.settle()
    return placed.order


def test_late_money_that_the_bank_sends_back_stays_owed(shop: Shop) -> None:
    order = paid_too_late(shop, "pm_card_refundFail")
    assert state(order, "late-1") == ("SUCCEEDED", 0, order.total_minor)
    let_the_bank_answer(shop)
    assert state(order, "late-1") == ("FAILED", order.total_minor, 0)
    assert names(order)[-2:] == ["LateMoneyReturned", "RefundFailed"]


def test_late_money_whose_refund_is_pending_and_fails_is_owed_without_another_journal(shop: Shop) -> None:
    order = paid_too_late(shop, "pm_card_pendingRefund")
    at_stripe.fail(shop.cell.stripe.world, refund_queries.find(order.order_id, "late-1").stripe_id or "")
    shop.cell.settle()
    assert state(order, "late-1") == ("FAILED", order.total_minor, 0)
    assert kinds(order) == ["late_capture"]
