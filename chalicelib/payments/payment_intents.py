"""Payment intents: an order has one. It is created once, returned to later callers, and cancelled before a release."""

from contextlib import suppress

import msgspec

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, InProgress, Problem, Unavailable
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind, execute
from chalicelib.payments.operations.stripe_operations import OperationExists, Plan, StripeOperation

PAY = "pay#1"
CANCEL = "cancel_pay#1"


class PaymentUnavailable(Problem):
    """The order is kept. Sending the same request with the same key continues it."""

    slug, status, title = "payment-unavailable", 503, "The payment provider does not answer"
    retry_after_seconds = 2


class PaymentRefused(Problem):
    slug, status, title = "payment-refused", 409, "The payment provider refused to start a payment"


class PaymentClosed(Problem):
    slug, status, title = "payment-closed", 409, "The time to pay for this order is over"


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be paid."""

    order_id: str
    amount_minor: int
    currency: str


class OpenPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A PaymentIntent that can be paid: Stripe's id, and the secret for the card form."""

    intent_id: str
    client_secret: str


def open_payment(charge: Charge) -> OpenPayment:
    """The order's PaymentIntent, created now or by an earlier call.

    Raises: InProgress while another call waits for Stripe, PaymentUnavailable when Stripe does not answer,
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
        intent = execute(operation, CREATION)
    except stripe.OutcomeUnknown as error:
        raise PaymentUnavailable() from error
    except stripe.StripeRefused as refusal:
        _store(stripe_operations.resolve_act(operation, "REFUSED", refusal_code=refusal.code))
        raise PaymentRefused(code=refusal.code) from refusal
    try:
        transactions.write(
            stripe_operations.resolve_act(operation, "OK", stripe_id=intent.id, client_secret=intent.client_secret)
        )
    except Conflict:
        return _as_stored(operation)
    return OpenPayment(intent_id=intent.id, client_secret=intent.client_secret)


def _as_stored(operation: StripeOperation) -> OpenPayment:
    """The outcome that another call stored meanwhile: the same intent, or that there will be none (PaymentClosed)."""
    stored = stripe_operations.find(operation.subject, operation.operation_id)
    if stored is None or stored.state != "OK":
        raise PaymentClosed()
    return _opened(stored)


def _store(outcome: transactions.Act) -> None:
    """Store an outcome; another call that used the same key may have stored the same one already."""
    with suppress(Conflict):
        transactions.write(outcome)


def find_open_payment(order_id: str) -> OpenPayment | None:
    """The order's PaymentIntent, if Stripe is known to have created it."""
    operation = stripe_operations.find(order_id, PAY)
    return _opened(operation) if operation is not None and operation.state == "OK" else None


def _opened(operation: StripeOperation) -> OpenPayment:
    return OpenPayment(intent_id=operation.stripe_id or "", client_secret=operation.client_secret or "")


def cancel_payment(charge: Charge) -> stripe.StripeIntent | None:
    """Make sure that the order can no longer be paid; returns its intent, None if there never was one.

    A returned intent is `canceled`, or `succeeded` when the buyer paid first.
    Raises: Unavailable when Stripe does not answer for an intent whose secret may be known; nothing may be freed then.
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
    """Close an operation whose outcome is unknown: Stripe keeps even a 500 under its key for a day.

    An intent it created cannot be paid: a secret is handed out only once the outcome is stored, which this forbids.
    """
    try:
        transactions.write(stripe_operations.resolve_act(operation, "CLOSED"))
    except Conflict as resolved:
        raise Unavailable() from resolved


def _cancel(order_id: str, intent_id: str) -> stripe.StripeIntent:
    plan = Plan(
        subject=order_id,
        operation_id=CANCEL,
        kind=CANCELLATION.name,
        parameters={"payment_intent": intent_id},
        watched=False,
    )
    try:
        operation = stripe_operations.start(plan)
    except OperationExists as earlier:
        operation = earlier.operation
    intent = execute(operation, CANCELLATION)
    if operation.state == "STARTED":
        _store(stripe_operations.resolve_act(operation, "OK", stripe_id=intent.id))
    return intent


def _plan(charge: Charge) -> Plan:
    return Plan(
        subject=charge.order_id,
        operation_id=PAY,
        kind=CREATION.name,
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


def _ask_for_intent(operation: StripeOperation) -> stripe.StripeIntent:
    return stripe.create_intent(operation.parameters, operation.idempotency_key, account=operation.account)


def _ask_for_cancellation(operation: StripeOperation) -> stripe.StripeIntent:
    intent_id = operation.parameters["payment_intent"]
    try:
        return stripe.cancel_intent(intent_id, operation.idempotency_key, account=operation.account)
    except stripe.StripeRefused:  # it succeeded or was cancelled before: its status says which
        return stripe.intent(intent_id, account=operation.account)


def _look_up_cancelled(operation: StripeOperation) -> stripe.StripeIntent | None:
    intent = stripe.intent(operation.parameters["payment_intent"], account=operation.account)
    return intent if intent.status in ("canceled", "succeeded") else None


# Stripe lists PaymentIntents by no key of ours, so that one whose answer was lost is abandoned when its order expires.
CREATION = OperationKind(name="create_intent", ask=_ask_for_intent)
CANCELLATION = OperationKind(name="cancel_intent", ask=_ask_for_cancellation, look_up=_look_up_cancelled)
