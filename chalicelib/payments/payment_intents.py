"""Charging: an order's PaymentIntent, made once, found again by whoever asks, and cancelled before stock is freed."""

from contextlib import suppress

import msgspec

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, InProgress, Problem, Unavailable
from chalicelib.payments.models import StripeOperation
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists, Plan

PAY = "pay#1"
CANCEL = "cancel_pay#1"


class PaymentUnavailable(Problem):
    """The order is kept; the same request with the same key goes on where this one stopped."""

    slug, status, title = "payment-unavailable", 503, "The payment provider does not answer"
    retry_after_seconds = 2


class PaymentRefused(Problem):
    slug, status, title = "payment-refused", 409, "The payment provider refused to start a payment"


class PaymentClosed(Problem):
    slug, status, title = "payment-closed", 409, "The time to pay this order is over"


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be paid."""

    order_id: str
    amount_minor: int
    currency: str


class OpenPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A PaymentIntent a buyer can pay: Stripe's id and the secret the card form needs."""

    intent_id: str
    client_secret: str


def open_payment(charge: Charge) -> OpenPayment:
    """The order's PaymentIntent, created now or by an earlier call with the same key.

    InProgress while another call waits for Stripe, PaymentUnavailable when Stripe does not answer,
    PaymentRefused or PaymentClosed when there will be none.
    """
    plan = _plan(charge)
    try:
        operation = stripe_operations.start(plan)
    except OperationExists as earlier:
        operation = earlier.operation
        if stripe_operations.is_running(operation):
            raise InProgress() from earlier
    if operation.state == "CLOSED":
        raise PaymentClosed()
    if operation.state == "REFUSED":
        raise PaymentRefused(code=operation.refusal_code)
    if operation.state == "OK":
        return _opened(operation)
    return _create(operation)


def _create(operation: StripeOperation) -> OpenPayment:
    try:
        intent = stripe.create_intent(operation.parameters, operation.idempotency_key)
    except stripe.OutcomeUnknown as error:
        raise PaymentUnavailable() from error
    except stripe.StripeRefused as refusal:
        _note(stripe_operations.resolve_acts(operation, "REFUSED", refusal_code=refusal.code))
        raise PaymentRefused(code=refusal.code) from refusal
    try:
        transactions.write(
            stripe_operations.resolve_acts(operation, "OK", stripe_id=intent.id, client_secret=intent.client_secret)
        )
    except Conflict:
        return _as_noted(operation)
    return OpenPayment(intent_id=intent.id, client_secret=intent.client_secret)


def _as_noted(operation: StripeOperation) -> OpenPayment:
    """What somebody else wrote down meanwhile: the same intent, or that there shall be none (PaymentClosed)."""
    noted = stripe_operations.find(operation.subject, operation.operation_id)
    if noted is None or noted.state != "OK":
        raise PaymentClosed()
    return _opened(noted)


def _note(outcome: transactions.Act) -> None:
    """Write an outcome down; somebody who asked with the same key may have written the same one already."""
    with suppress(Conflict):
        transactions.write(outcome)


def find_open_payment(order_id: str) -> OpenPayment | None:
    """The order's PaymentIntent if Stripe is known to have made it."""
    operation = stripe_operations.find(order_id, PAY)
    return _opened(operation) if operation is not None and operation.state == "OK" else None


def _opened(operation: StripeOperation) -> OpenPayment:
    return OpenPayment(intent_id=operation.stripe_id or "", client_secret=operation.client_secret or "")


def cancel_payment(charge: Charge) -> stripe.Intent | None:
    """Make sure nobody can pay the order any more; returns its intent, None if there never was one.

    A returned intent is `canceled`, or `succeeded` when the buyer was faster. Unavailable when Stripe does not
    answer for an intent somebody may hold: then nothing is certain and nothing may be freed.
    """
    operation = stripe_operations.find(charge.order_id, PAY)
    if operation is None or operation.state in ("CLOSED", "REFUSED"):
        return None
    try:
        intent_id = operation.stripe_id or _create(operation).intent_id
        return _cancel(charge.order_id, intent_id)
    except stripe.OutcomeUnknown as error:
        raise Unavailable() from error
    except PaymentUnavailable:
        _abandon(operation)
        return None
    except (PaymentRefused, PaymentClosed):
        return None


def _abandon(operation: StripeOperation) -> None:
    """End an operation whose outcome Stripe does not tell: it keeps a 500 under its key for a day.

    Whatever it made nobody can pay: an intent's secret is told only once its outcome is written, which this forbids.
    """
    try:
        transactions.write(stripe_operations.resolve_acts(operation, "CLOSED"))
    except Conflict as resolved:
        raise Unavailable() from resolved


def _cancel(order_id: str, intent_id: str) -> stripe.Intent:
    plan = Plan(
        subject=order_id,
        operation_id=CANCEL,
        kind="cancel_intent",
        parameters={"payment_intent": intent_id},
        watched=False,
    )
    try:
        operation = stripe_operations.start(plan)
    except OperationExists as earlier:
        operation = earlier.operation
    try:
        intent = stripe.cancel_intent(intent_id, plan.idempotency_key)
    except stripe.StripeRefused:  # it succeeded, or was cancelled before: only looking tells
        intent = stripe.intent(intent_id)
    except stripe.OutcomeUnknown:
        # Here too: Stripe keeps even a 500 under its key for a day, and the intent may be cancelled all the same.
        intent = stripe.intent(intent_id)
        if intent.status not in ("canceled", "succeeded"):
            raise
    if operation.state == "STARTED":
        _note(stripe_operations.resolve_acts(operation, "OK", stripe_id=intent.id))
    return intent


def _plan(charge: Charge) -> Plan:
    return Plan(
        subject=charge.order_id,
        operation_id=PAY,
        kind="create_intent",
        parameters={
            "amount": charge.amount_minor,
            "currency": charge.currency.lower(),
            # Only methods that succeed or fail at once: a reservation cannot wait days for a bank transfer.
            "payment_method_types": ["card"],
            "transfer_group": charge.order_id,
            "metadata": {"order_id": charge.order_id},
        },
        watched=False,
    )
