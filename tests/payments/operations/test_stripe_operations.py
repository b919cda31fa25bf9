"""What we ask of Stripe is written down first, asked once, and its outcome written down once; none is forgotten."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists, Plan, StripeOperation
from testing.cell import Cell
from tests.kernel.aws_stub import AwsStub, timeout_after_write

PLAN = Plan(
    subject="ord_eu_1",
    operation_id="refund#1-1#1",
    kind="refund",
    parameters={"payment_intent": "pi_1", "amount": 349_00, "metadata": {"order_id": "ord_eu_1"}},
)


def plan(subject: str = "ord_eu_1", operation_id: str = "refund#1-1#1", *, watched: bool = True) -> Plan:
    return Plan(subject=subject, operation_id=operation_id, kind="refund", parameters={}, watched=watched)


def found() -> StripeOperation:
    operation = stripe_operations.find(PLAN.subject, PLAN.operation_id)
    assert operation is not None
    return operation


@pytest.mark.usefixtures("cell")
def test_an_operation_is_written_down_with_its_key_and_frozen_parameters() -> None:
    stripe_operations.start(PLAN)
    operation = found()
    assert operation.idempotency_key == "ord_eu_1:refund#1-1#1"
    assert operation.parameters == PLAN.parameters
    assert (operation.state, operation.kind) == ("STARTED", "refund")
    assert stripe_operations.find("ord_eu_1", "refund#2-1#1") is None


@pytest.mark.usefixtures("cell")
def test_whoever_comes_second_is_shown_the_operation_of_the_first() -> None:
    first = stripe_operations.start(PLAN)
    with pytest.raises(OperationExists) as met:
        stripe_operations.start(PLAN)
    assert met.value.operation.started_by == first.started_by
    assert met.value.operation.parameters == PLAN.parameters
    with pytest.raises(OperationExists):
        transactions.commit([stripe_operations.start_act(PLAN)])


def test_a_start_whose_answer_was_lost_is_known_for_our_own(dynamodb: AwsStub) -> None:
    dynamodb.plan("PutItem", timeout_after_write)
    operation = stripe_operations.start(PLAN)
    assert found().started_by == operation.started_by


def test_a_start_whose_answer_was_lost_to_a_faster_rival_is_theirs(dynamodb: AwsStub) -> None:
    rival = stripe_operations.start(PLAN)
    dynamodb.plan("PutItem", timeout_after_write)
    with pytest.raises(OperationExists) as met:
        stripe_operations.start(PLAN)
    assert met.value.operation.started_by == rival.started_by


@pytest.mark.usefixtures("cell")
def test_an_operation_nobody_may_start_any_more_stays_closed() -> None:
    transactions.commit([stripe_operations.close_act("ord_eu_1", "pay#1")])
    with pytest.raises(OperationExists) as met:
        stripe_operations.start(plan(operation_id="pay#1"))
    assert met.value.operation.state == "CLOSED"
    assert stripe_operations.unresolved(timedelta(days=-1)) == []


@pytest.mark.usefixtures("cell")
def test_an_operation_that_was_started_cannot_be_closed_behind_its_back() -> None:
    stripe_operations.start(PLAN)
    with pytest.raises(OperationExists) as met:
        transactions.commit([stripe_operations.close_act(PLAN.subject, PLAN.operation_id)])
    assert met.value.operation.state == found().state == "STARTED"


@pytest.mark.usefixtures("cell")
def test_an_outcome_is_written_down_once() -> None:
    operation = stripe_operations.start(PLAN)
    transactions.write(stripe_operations.resolve_act(operation, "OK", stripe_id="re_1"))
    with pytest.raises(Conflict):
        transactions.write(stripe_operations.resolve_act(operation, "REFUSED", refusal_code="late"))
    with pytest.raises(Conflict):
        transactions.write(stripe_operations.resolve_act(operation, "OK", refusal_code="late"))
    assert (found().state, found().stripe_id, found().refusal_code) == ("OK", "re_1", None)


@pytest.mark.usefixtures("cell")
def test_an_operation_that_never_was_has_no_outcome() -> None:
    never_stored = msgspec.structs.replace(stripe_operations.start(plan("ord_eu_2")), subject=PLAN.subject)
    with pytest.raises(Conflict):
        transactions.write(stripe_operations.resolve_act(never_stored, "OK"))
    assert stripe_operations.find(PLAN.subject, PLAN.operation_id) is None


def test_whoever_started_may_still_be_waiting_for_ten_seconds(cell: Cell) -> None:
    operation = stripe_operations.start(PLAN)
    assert stripe_operations.is_running(operation)
    cell.clock.moment += stripe_operations.LEASE - timedelta(seconds=1)
    assert stripe_operations.is_running(operation)
    cell.clock.advance(seconds=1)
    assert not stripe_operations.is_running(operation)
    operation = stripe_operations.start(plan(operation_id="refund#2-1#1"))
    assert not stripe_operations.is_running(msgspec.structs.replace(operation, state="OK"))


def test_stripe_knows_a_key_for_less_than_a_day(cell: Cell) -> None:
    operation = stripe_operations.start(PLAN)
    cell.clock.advance(hours=22, minutes=59)
    assert stripe_operations.is_replayable(operation)
    cell.clock.advance(minutes=1)
    assert not stripe_operations.is_replayable(operation)


def test_what_has_no_outcome_is_found_until_it_has_one(cell: Cell) -> None:
    subjects = [f"ord_eu_{number}" for number in range(12)]
    started = [stripe_operations.start(plan(subject)) for subject in subjects]
    stripe_operations.start(plan("ord_eu_unpaid", "pay#1", watched=False))
    assert stripe_operations.unresolved(timedelta(minutes=2)) == [], "too fresh to be looked for"
    cell.clock.advance(minutes=2)
    assert sorted(stripe_operations.unresolved(timedelta(minutes=2))) == sorted(
        (one, "refund#1-1#1") for one in subjects
    )
    for operation, state in zip(started, ["OK", "REFUSED"] * 6, strict=True):
        transactions.write(stripe_operations.resolve_act(operation, "OK" if state == "OK" else "REFUSED"))
    assert stripe_operations.unresolved(timedelta(minutes=2)) == []


def test_the_oldest_of_many_without_an_outcome_come_first(cell: Cell) -> None:
    for number in range(6):
        stripe_operations.start(plan(operation_id=f"refund#{number}-1#1"))
        cell.clock.advance(seconds=1)
    first_two = stripe_operations.unresolved(timedelta(0), limit=2)
    assert first_two == [("ord_eu_1", "refund#0-1#1"), ("ord_eu_1", "refund#1-1#1")]


def test_an_operation_is_looked_at_as_it_stands_and_not_as_it_stood(dynamodb: AwsStub) -> None:
    stripe_operations.start(PLAN)
    assert found().state == "STARTED"
    assert dynamodb.requests("GetItem")[0]["ConsistentRead"] is True
