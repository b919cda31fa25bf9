"""An order has one PaymentIntent, found again by whoever asks, and none once its time is over."""

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import InProgress, Unavailable
from chalicelib.payments import payment_intents
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.payment_intents import Charge, OpenPayment, PaymentClosed, PaymentRefused, PaymentUnavailable
from tests.aws_doubles import carried_out
from tests.desk import Desk
from tests.kernel.aws_stub import AwsStub, error_response, timeout_after_write

CHARGE = Charge(order_id="ord_eu_1", amount_minor=360_89, currency="EUR")


def pay_operation() -> StripeOperation:
    found = stripe_operations.find(CHARGE.order_id, payment_intents.PAY)
    assert found is not None
    return found


def intents(at_desk: Desk) -> int:
    """How many intents Stripe made, each of which it announced."""
    return sum(b'"payment_intent.created"' in event.body for event in at_desk.stripe.due_events())


def buyer_pays(at_desk: Desk, payment: OpenPayment) -> None:
    path = f"/v1/payment_intents/{payment.intent_id}/confirm"
    at_desk.stripe.answer("POST", path, {"Authorization": "Bearer sk_test_1"}, b"payment_method=pm_card_visa")


def test_an_order_is_charged_what_it_costs_in_its_own_currency(at_desk: Desk) -> None:
    payment = payment_intents.open_payment(CHARGE)
    intent = stripe.intent(payment.intent_id)
    assert (intent.amount_minor, intent.currency, intent.order_id) == (360_89, "EUR", "ord_eu_1")
    assert payment.client_secret == intent.client_secret
    assert intents(at_desk) == 1


def test_however_often_it_is_asked_for_there_is_one_payment(at_desk: Desk) -> None:
    first = payment_intents.open_payment(CHARGE)
    at_desk.clock.advance(minutes=5)
    assert payment_intents.open_payment(CHARGE) == first == payment_intents.find_open_payment(CHARGE.order_id)
    assert intents(at_desk) == 1


def test_a_payment_nobody_opened_is_not_found(at_desk: Desk) -> None:
    assert payment_intents.find_open_payment(CHARGE.order_id) is None
    at_desk.stripe.inject("timeout_before")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.find_open_payment(CHARGE.order_id) is None


def test_while_one_call_waits_for_stripe_another_is_told_to_come_back(at_desk: Desk) -> None:
    stripe_operations.start(payment_intents._plan(CHARGE))
    with pytest.raises(InProgress):
        payment_intents.open_payment(CHARGE)
    assert intents(at_desk) == 0
    at_desk.clock.advance(seconds=10)
    assert payment_intents.open_payment(CHARGE).intent_id.startswith("pi_")


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "error_before", "conflict", "rate_limit"])
def test_where_stripe_was_down_the_same_key_goes_on_and_makes_one_payment(at_desk: Desk, fault: str) -> None:
    at_desk.stripe.inject(fault)
    with pytest.raises(PaymentUnavailable) as refusal:
        payment_intents.open_payment(CHARGE)
    assert (refusal.value.status, refusal.value.retry_after_seconds) == (503, 2)
    assert pay_operation().state == "STARTED"
    at_desk.clock.advance(seconds=10)
    payment = payment_intents.open_payment(CHARGE)
    assert (pay_operation().state, pay_operation().stripe_id) == ("OK", payment.intent_id)
    assert intents(at_desk) == 1


def test_a_call_that_died_between_stripe_and_its_note_is_finished_by_the_next(at_desk: Desk) -> None:
    dynamodb = AwsStub("dynamodb")
    dynamodb.plan("UpdateItem", error_response("AccessDeniedException"))
    with pytest.raises(Exception, match="AccessDenied"):
        payment_intents.open_payment(CHARGE)
    assert pay_operation().state == "STARTED"
    at_desk.clock.advance(minutes=1)
    payment = payment_intents.open_payment(CHARGE)
    assert payment_intents.find_open_payment(CHARGE.order_id) == payment
    assert intents(at_desk) == 1


def test_two_who_ask_stripe_with_the_same_key_get_the_same_payment(dynamodb: AwsStub, at_desk: Desk) -> None:
    stripe_operations.start(payment_intents._plan(CHARGE))
    at_desk.clock.advance(seconds=11)
    slower: list[OpenPayment] = []

    def somebody_else_notes_it_first(event_name: str, request: object) -> object:
        slower.append(payment_intents.open_payment(CHARGE))
        return carried_out(event_name, request)

    dynamodb.plan("UpdateItem", somebody_else_notes_it_first)  # type: ignore[arg-type]
    assert payment_intents.open_payment(CHARGE) == slower[0]
    assert intents(at_desk) == 1


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


def test_what_stripe_refuses_to_charge_stays_refused_with_its_reason(at_desk: Desk) -> None:
    nothing = Charge(order_id="ord_eu_1", amount_minor=0, currency="EUR")
    for _ in range(2):
        with pytest.raises(PaymentRefused) as refusal:
            payment_intents.open_payment(nothing)
        assert refusal.value.members["code"] == pay_operation().refusal_code
    assert pay_operation().state == "REFUSED"
    assert payment_intents.cancel_payment(nothing) is None
    assert intents(at_desk) == 0


def test_an_order_whose_payment_was_closed_cannot_be_paid(at_desk: Desk) -> None:
    transactions.commit([stripe_operations.close_act(CHARGE.order_id, payment_intents.PAY)])
    with pytest.raises(PaymentClosed):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.cancel_payment(CHARGE) is None
    assert intents(at_desk) == 0


def test_an_order_that_was_never_charged_has_nothing_to_withdraw(at_desk: Desk) -> None:
    assert payment_intents.cancel_payment(CHARGE) is None
    assert at_desk.stripe.due_events() == []


def test_a_withdrawn_payment_can_no_longer_succeed(at_desk: Desk) -> None:
    payment = payment_intents.open_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert (withdrawn.id, withdrawn.status) == (payment.intent_id, "canceled")
    buyer_pays(at_desk, payment)
    assert stripe.intent(payment.intent_id).status == "canceled"


def test_a_payment_is_withdrawn_once_however_often_it_is_asked(at_desk: Desk) -> None:
    payment_intents.open_payment(CHARGE)
    first = payment_intents.cancel_payment(CHARGE)
    at_desk.clock.advance(hours=30)
    assert payment_intents.cancel_payment(CHARGE) == first
    cancel = stripe_operations.find(CHARGE.order_id, payment_intents.CANCEL)
    assert cancel is not None
    assert (cancel.state, cancel.stripe_id) == ("OK", first.id if first else "")
    assert sum(b'"payment_intent.canceled"' in event.body for event in at_desk.stripe.due_events()) == 1


def test_a_buyer_who_was_faster_than_the_withdrawal_has_paid(at_desk: Desk) -> None:
    buyer_pays(at_desk, payment_intents.open_payment(CHARGE))
    paid = payment_intents.cancel_payment(CHARGE)
    assert paid is not None
    assert (paid.status, paid.received_minor) == ("succeeded", 360_89)


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "error_before"])
def test_nothing_is_certain_while_stripe_does_not_say_it_is_cancelled(at_desk: Desk, fault: str) -> None:
    payment_intents.open_payment(CHARGE)
    at_desk.stripe.inject(fault, path="*/cancel")
    at_desk.stripe.inject("timeout_before", method="GET")
    with pytest.raises(Unavailable):
        payment_intents.cancel_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"


@pytest.mark.parametrize("fault", ["timeout_after", "error_after"])
def test_a_cancellation_whose_answer_was_lost_is_seen_by_looking(at_desk: Desk, fault: str) -> None:
    payment_intents.open_payment(CHARGE)
    at_desk.stripe.inject(fault, path="*/cancel")
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"


def test_an_open_payment_is_not_taken_for_withdrawn_because_it_can_be_looked_at(at_desk: Desk) -> None:
    payment_intents.open_payment(CHARGE)
    at_desk.stripe.inject("timeout_before", path="*/cancel")
    with pytest.raises(Unavailable):
        payment_intents.cancel_payment(CHARGE)


def test_a_payment_that_may_have_been_made_is_found_out_before_it_is_withdrawn(at_desk: Desk) -> None:
    at_desk.stripe.inject("timeout_after")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"
    assert intents(at_desk) == 1


def test_a_payment_stripe_tells_nothing_about_is_given_up_and_its_secret_never_told(at_desk: Desk) -> None:
    # Stripe keeps the 500 under the key for a day; what it made behind it, nobody can pay.
    at_desk.stripe.inject("error_after")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.cancel_payment(CHARGE) is None
    assert pay_operation().state == "CLOSED"
    with pytest.raises(PaymentClosed):
        payment_intents.open_payment(CHARGE)


def test_a_payment_somebody_opened_while_it_was_given_up_is_not_certain(at_desk: Desk, dynamodb: AwsStub) -> None:
    at_desk.stripe.inject("timeout_before", times=2)
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    at_desk.clock.advance(seconds=11)

    def opened_meanwhile(event_name: str, request: object) -> object:
        payment_intents.open_payment(CHARGE)
        return carried_out(event_name, request)

    dynamodb.plan("UpdateItem", opened_meanwhile)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        payment_intents.cancel_payment(CHARGE)
    withdrawn = payment_intents.cancel_payment(CHARGE)
    assert withdrawn is not None
    assert withdrawn.status == "canceled"


def test_a_payment_refused_while_it_was_withdrawn_was_never_there(at_desk: Desk) -> None:
    nothing = Charge(order_id="ord_eu_1", amount_minor=0, currency="EUR")
    stripe_operations.start(payment_intents._plan(nothing))
    at_desk.clock.advance(minutes=15)
    assert payment_intents.cancel_payment(nothing) is None
    assert pay_operation().state == "REFUSED"


def test_a_payment_whose_key_stripe_may_have_forgotten_is_never_asked_for_again(at_desk: Desk) -> None:
    at_desk.stripe.inject("timeout_after")
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    at_desk.clock.advance(hours=24)
    with pytest.raises(PaymentUnavailable):
        payment_intents.open_payment(CHARGE)
    assert payment_intents.cancel_payment(CHARGE) is None
    assert (pay_operation().state, intents(at_desk)) == ("CLOSED", 1)
