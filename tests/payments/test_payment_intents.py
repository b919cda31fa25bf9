"""An order has one PaymentIntent, found again by whoever asks, and none once its time is over."""

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import InProgress, Unavailable
from chalicelib.payments import payment_intents
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.payment_intents import Charge, OpenPayment, PaymentClosed, PaymentRefused, PaymentUnavailable
from testing.aws_in_process import carried_out
from testing.cell import Cell
from tests.kernel.aws_stub import AwsStub, error_response, timeout_after_write

CHARGE = Charge(order_id="ord_eu_1", amount_minor=360_89, currency="EUR")


def pay_operation() -> StripeOperation:
    found = stripe_operations.find(CHARGE.order_id, payment_intents.PAY)
    assert found is not None
    return found


def intents(cell: Cell) -> int:
    """How many intents Stripe made, each of which it announced."""
    return sum(b'"payment_intent.created"' in event.body for event in cell.stripe.due_events())


def buyer_pays(cell: Cell, payment: OpenPayment) -> None:
    path = f"/v1/payment_intents/{payment.intent_id}/confirm"
    cell.stripe.answer("POST", path, {"Authorization": "Bearer sk_test_1"}, b"payment_method=pm_card_visa")


def test_an_order_is_charged_what_it_costs_in_its_own_currency(cell: Cell) -> None:
    payment = payment_intents.open_payment(CHARGE)
    intent = stripe.intent(payment.intent_id)
    assert (intent.amount_minor, intent.currency, intent.order_id) == (360_89, "EUR", "ord_eu_1")
    assert payment.client_secret == intent.client_secret
    assert intents(cell) == 1


def test_however_often_it_is_asked_for_there_is_one_payment(cell: Cell) -> None:
    first = payment_intents.open_payment(CHARGE)
    cell.clock.advance(minutes=5)
    assert payment_intents.open_payment(CHARGE) == first == payment_intents.find_open_payment(CHARGE.order_id)
    assert intents(cell) == 1


def test_a_payment_nobody_opened_is_not_found(cell: Cell) -> None:
    assert payment_intents.find_open_payment(CHARGE.order_id) is None
    cell.stripe.inject("timeout_before")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.find_open_payment(CHARGE.order_id) is None


def test_while_one_call_waits_for_stripe_another_is_told_to_come_back(cell: Cell) -> None:
    stripe_operations.start(payment_intents._plan(CHARGE))
    with pytest.raises(InProgress):
        payment_intents.open_payment(CHARGE)
    assert intents(cell) == 0
    cell.clock.advance(seconds=10)
    assert payment_intents.open_payment(CHARGE).intent_id.startswith("pi_")


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "error_before", "conflict", "rate_limit"])
def test_where_stripe_was_down_the_same_key_goes_on_and_makes_one_payment(cell: Cell, fault: str) -> None:
    cell.stripe.inject(fault)
    with pytest.raises(PaymentUnavailable) as refusal:
        payment_intents.open_payment(CHARGE)
    assert (refusal.value.status, refusal.value.retry_after_seconds) == (503, 2)
    assert pay_operation().state == "STARTED"
    cell.clock.advance(seconds=10)
    payment = payment_intents.open_payment(CHARGE)
    assert (pay_operation().state, pay_operation().stripe_id) == ("OK", payment.intent_id)
    assert intents(cell) == 1


def test_a_call_that_died_between_stripe_and_its_note_is_finished_by_the_next(cell: Cell) -> None:
    dynamodb = AwsStub("dynamodb")
    dynamodb.plan("UpdateItem", error_response("AccessDeniedException"))
    with pytest.raises(Exception, match="AccessDenied"):
        payment_intents.open_payment(CHARGE)
    assert pay_operation().state == "STARTED"
    cell.clock.advance(minutes=1)
    payment = payment_intents.open_payment(CHARGE)
    assert payment_intents.find_open_payment(CHARGE.order_id) == payment
    assert intents(cell) == 1


def test_two_who_ask_stripe_with_the_same_key_get_the_same_payment(dynamodb: AwsStub, cell: Cell) -> None:
    stripe_operations.start(payment_intents._plan(CHARGE))
    cell.clock.advance(seconds=11)
    slower: list[OpenPayment] = []

    def somebody_else_notes_it_first(event_name: str, request: object) -> object:
        slower.append(payment_intents.open_payment(CHARGE))
        return carried_out(event_name, request)

    dynamodb.plan("UpdateItem", somebody_else_notes_it_first)  # type: ignore[arg-type]
    assert payment_intents.open_payment(CHARGE) == slower[0]
    assert intents(cell) == 1


def test_a_note_whose_answer_was_lost_is_read_back(dynamodb: AwsStub) -> None:
    dynamodb.plan("UpdateItem", timeout_after_write)
    payment = payment_intents.open_payment(CHARGE)
    assert payment_intents.find_open_payment(CHARGE.order_id) == payment


def test_a_payment_closed_while_stripe_was_asked_is_told_to_nobody(dynamodb: AwsStub) -> None:
    def closed_first(event_name: str, request: object) -> object:
        transactions.write(stripe_operations.resolve_act(pay_operation(), "CLOSED"))
        return carried_out(event_name, request)

    dynamodb.plan("UpdateItem", closed_first)  # type: ignore[arg-type]
    with pytest.raises(PaymentClosed):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.find_open_payment(CHARGE.order_id) is None


def test_what_stripe_refuses_to_charge_stays_refused_with_its_reason(cell: Cell) -> None:
    nothing = Charge(order_id="ord_eu_1", amount_minor=0, currency="EUR")
    for _ in range(2):
        with pytest.raises(PaymentRefused) as refusal:
            payment_intents.open_payment(nothing)
        assert refusal.value.members["code"] == pay_operation().refusal_code
    assert pay_operation().state == "REFUSED"
    assert payment_intents.cancel_payment(nothing) is None
    assert intents(cell) == 0


def test_an_order_whose_payment_was_closed_cannot_be_paid(cell: Cell) -> None:
    transactions.commit([stripe_operations.close_act(CHARGE.order_id, payment_intents.PAY)])
    with pytest.raises(PaymentClosed):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.cancel_payment(CHARGE) is None
    assert intents(cell) == 0


def test_an_order_that_was_never_charged_has_nothing_to_withdraw(cell: Cell) -> None:
    assert payment_intents.cancel_payment(CHARGE) is None
    assert cell.stripe.due_events() == []


def test_a_withdrawn_payment_can_no_longer_succeed(cell: Cell) -> None:
    payment = payment_intents.open_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert (withdrawn.id, withdrawn.status) == (payment.intent_id, "canceled")
    buyer_pays(cell, payment)
    assert stripe.intent(payment.intent_id).status == "canceled"


def test_a_payment_is_withdrawn_once_however_often_it_is_asked(cell: Cell) -> None:
    payment_intents.open_payment(CHARGE)
    first = payment_intents.cancel_payment(CHARGE)
    cell.clock.advance(hours=30)
    assert payment_intents.cancel_payment(CHARGE) == first
    cancel = stripe_operations.find(CHARGE.order_id, payment_intents.CANCEL)
    assert cancel is not None
    assert (cancel.state, cancel.stripe_id) == ("OK", first.id if first else "")
    assert sum(b'"payment_intent.canceled"' in event.body for event in cell.stripe.due_events()) == 1


def test_a_buyer_who_was_faster_than_the_withdrawal_has_paid(cell: Cell) -> None:
    buyer_pays(cell, payment_intents.open_payment(CHARGE))
    paid = payment_intents.cancel_payment(CHARGE)
    assert paid is not None
    assert (paid.status, paid.received_minor) == ("succeeded", 360_89)


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "error_before"])
def test_nothing_is_certain_while_stripe_does_not_say_it_is_cancelled(cell: Cell, fault: str) -> None:
    payment_intents.open_payment(CHARGE)
    cell.stripe.inject(fault, path="*/cancel")
    cell.stripe.inject("timeout_before", method="GET")
    with pytest.raises(Unavailable):
        payment_intents.cancel_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"


@pytest.mark.parametrize("fault", ["timeout_after", "error_after"])
def test_a_cancellation_whose_answer_was_lost_is_seen_by_looking(cell: Cell, fault: str) -> None:
    payment_intents.open_payment(CHARGE)
    cell.stripe.inject(fault, path="*/cancel")
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"


def test_an_open_payment_is_not_taken_for_withdrawn_because_it_can_be_looked_at(cell: Cell) -> None:
    payment_intents.open_payment(CHARGE)
    cell.stripe.inject("timeout_before", path="*/cancel")
    with pytest.raises(Unavailable):
        payment_intents.cancel_payment(CHARGE)


def test_a_payment_that_may_have_been_made_is_found_out_before_it_is_withdrawn(cell: Cell) -> None:
    cell.stripe.inject("timeout_after")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"
    assert intents(cell) == 1


def test_a_payment_stripe_tells_nothing_about_is_given_up_and_its_secret_never_told(cell: Cell) -> None:
    # Stripe keeps the 500 under the key for a day; what it made behind it, nobody can pay.
    cell.stripe.inject("error_after")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.cancel_payment(CHARGE) is None
    assert pay_operation().state == "CLOSED"
    with pytest.raises(PaymentClosed):
        payment_intents.open_payment(CHARGE)


def test_a_payment_somebody_opened_while_it_was_given_up_is_not_certain(cell: Cell, dynamodb: AwsStub) -> None:
    cell.stripe.inject("timeout_before", times=2)
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    cell.clock.advance(seconds=11)

    def opened_meanwhile(event_name: str, request: object) -> object:
        payment_intents.open_payment(CHARGE)
        return carried_out(event_name, request)

    dynamodb.plan("UpdateItem", opened_meanwhile)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        payment_intents.cancel_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"


def test_a_payment_refused_while_it_was_withdrawn_was_never_there(cell: Cell) -> None:
    nothing = Charge(order_id="ord_eu_1", amount_minor=0, currency="EUR")
    stripe_operations.start(payment_intents._plan(nothing))
    cell.clock.advance(minutes=15)
    assert payment_intents.cancel_payment(nothing) is None
    assert pay_operation().state == "REFUSED"


def test_a_payment_whose_key_stripe_may_have_forgotten_is_never_asked_for_again(cell: Cell) -> None:
    cell.stripe.inject("timeout_after")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    cell.clock.advance(hours=24)
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.cancel_payment(CHARGE) is None
    assert (pay_operation().state, intents(cell)) == ("CLOSED", 1)
