"""Operators answer the bank once: with evidence before its time is over, or by accepting the loss."""

from typing import Any

import pytest

from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders.disputes import dispute_answers
from chalicelib.orders.disputes.dispute_answers import DisputeAlreadyAnswered, DisputeNotAnswerable
from chalicelib.orders.disputes.payloads import Evidence
from chalicelib.payments import money_worker
from chalicelib.payments.disputes import dispute_operations, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.disputes.models import DisputeItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.people.erasure import erase_acts
from tests.orders.cancellation.refund_steps import before_the_next_transaction, names, paid_with
from tests.orders.conftest import Shop
from tests.orders.disputes.dispute_steps import disputed, on_accounts, only

EVIDENCE = Evidence(explanation="It arrived.", tracking_number="6A12345678901")


def under(key: str) -> Request:
    return Request(route="evidence", principal="ops", key=key, fingerprint="same")


def submit(dispute_id: str, key: str = "k") -> Dispute:
    return dispute_answers.submit_evidence(dispute_id, EVIDENCE, under(key))


def at_stripe(shop: Shop, dispute_id: str) -> dict[str, Any]:
    found: dict[str, Any] = shop.cell.stripe.world.require("dispute", dispute_id)
    return found


def answers_of(dispute: Dispute) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.state, one.refusal_code) for one in dispute_operations.answers_of(dispute)]


def test_evidence_is_submitted_once_however_often_the_request_comes(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    for _ in range(2):
        submit(dispute_id)
    shop.cell.settle()
    submit(dispute_id)
    shop.cell.settle()
    found = at_stripe(shop, dispute_id)
    assert (found["status"], found["evidence_details"]["submission_count"]) == ("under_review", 1)
    assert found["evidence"]["uncategorized_text"] == "It arrived."
    assert found["evidence"]["shipping_tracking_number"] == "6A12345678901"
    assert (only(order).state, only(order).answers) == (DisputeState.UNDER_REVIEW, 1)
    assert names(order).count("DisputeAnswered") == 1
    assert answers_of(only(order)) == [("dispute_evidence", "OK", None)]


def test_what_is_stored_of_evidence_cannot_be_read_without_its_persons_key(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    submit(disputed(shop, order))
    (operation,) = dispute_operations.answers_of(only(order))
    assert "6A12345678901" not in str(operation)
    assert "arrived" not in str(operation)


def test_an_accepted_dispute_is_lost_and_settled(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order, reason="product_not_received")
    dispute_answers.accept(dispute_id, under("k"))
    shop.cell.settle()
    assert (only(order).state, only(order).settled_minor) == (DisputeState.LOST, order.total_minor)
    assert (on_accounts(order), answers_of(only(order))) == ({}, [("dispute_acceptance", "OK", None)])


def test_a_second_answer_is_refused_and_stores_nothing(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    submit(dispute_id)
    with pytest.raises(DisputeAlreadyAnswered):
        submit(dispute_id, "another")
    shop.cell.settle()
    with pytest.raises(DisputeNotAnswerable) as refusal:
        dispute_answers.accept(dispute_id, under("a third"))
    assert refusal.value.members["state"] == "UNDER_REVIEW"
    assert only(order).answers == 1


def test_an_answer_that_stripe_refused_may_be_followed_by_another(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    submit(dispute_id)
    at_stripe(shop, dispute_id)["status"] = "under_review"  # somebody answered in the dashboard
    shop.cell.settle()
    at_stripe(shop, dispute_id)["status"] = "needs_response"
    assert [state for _, state, _ in answers_of(only(order))] == ["REFUSED"]
    assert '"event":"dispute-answer-refused"' in capsys.readouterr().out
    DisputeItem(order.order_id, dispute_id).update([DisputeItem.state.set("NEEDS_RESPONSE")])
    submit(dispute_id, "again")
    shop.cell.settle()
    assert [state for _, state, _ in answers_of(only(order))] == ["REFUSED", "OK"]


def test_evidence_about_a_person_who_was_erased_is_not_submitted(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    submit(dispute_id)
    shop.cell.clock.advance(days=365 * 12)  # what tax law keeps it for
    transactions.commit(erase_acts(order.person_id, "fiscal"))
    shop.cell.settle()
    assert answers_of(only(order)) == [("dispute_evidence", "REFUSED", dispute_operations.ERASED)]
    assert at_stripe(shop, dispute_id)["evidence_details"]["submission_count"] == 0


@pytest.mark.parametrize("is_accepted", [False, True])
def test_an_answer_whose_outcome_was_lost_is_looked_up_and_given_once(shop: Shop, is_accepted: bool) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    if is_accepted:
        dispute_answers.accept(dispute_id, under("k"))
    else:
        submit(dispute_id)
    shop.cell.stripe.inject("error_after", times=1, method="POST", path=f"/v1/disputes/{dispute_id}*")
    shop.cell.settle()
    wanted = DisputeState.LOST if is_accepted else DisputeState.UNDER_REVIEW
    assert (only(order).state, [state for _, state, _ in answers_of(only(order))]) == (wanted, ["OK"])


def test_an_answer_that_never_went_is_given_when_the_sweeper_comes_a_day_later(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    submit(dispute_id)
    shop.cell.stripe.inject("error_before", times=1, method="POST", path=f"/v1/disputes/{dispute_id}*")
    shop.cell.failed = []
    shop.cell.settle()
    assert answers_of(only(order)) == [("dispute_evidence", "STARTED", None)]
    shop.cell.clock.advance(hours=24)
    money_worker.sweep_operations()
    shop.cell.settle()
    assert answers_of(only(order)) == [("dispute_evidence", "OK", None)]
    assert only(order).state is DisputeState.UNDER_REVIEW


def test_of_two_answers_at_once_the_later_one_is_refused_and_stays_so(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    before_the_next_transaction(lambda: submit(dispute_id, "faster"))
    with pytest.raises(Conflict):
        dispute_answers.accept(dispute_id, under("slower"))
    with pytest.raises(DisputeAlreadyAnswered):
        dispute_answers.accept(dispute_id, under("slower"))
    shop.cell.settle()
    assert answers_of(only(order)) == [("dispute_evidence", "OK", None)]


def test_an_answer_that_is_resolved_is_not_given_again(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    submit(disputed(shop, order))
    shop.cell.settle()
    (operation,) = dispute_operations.answers_of(only(order))
    dispute_answers.finish(operation)
    assert stripe_operations.find(order.order_id, operation.operation_id) == operation


def test_an_unanswered_dispute_is_counted_and_due_three_days_before_its_time_is_over(shop: Shop) -> None:
    order = paid_with(shop, "pm_card_visa")
    dispute_id = disputed(shop, order)
    assert (dispute_queries.count_to_answer(), dispute_queries.count_answer_due()) == (1, 0)
    shop.cell.clock.advance(days=6, hours=1)
    assert (dispute_queries.count_to_answer(), dispute_queries.count_answer_due()) == (1, 1)
    submit(dispute_id)
    shop.cell.settle()
    assert (dispute_queries.count_to_answer(), dispute_queries.count_answer_due()) == (0, 0)
