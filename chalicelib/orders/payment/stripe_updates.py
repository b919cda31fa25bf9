"""Updates from Stripe: an event is a hint, and the object as retrieved decides what happens to its order."""

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import StripeIntent, StripeRefund
from chalicelib.kernel.runtime import clock
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refund_outcomes
from chalicelib.orders.order import Order
from chalicelib.orders.payment import confirmation, reservation_release
from chalicelib.payments import refunds
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation


def follow_intent(intent_id: str) -> None:
    """Act on a PaymentIntent: confirm the payment, record a decline, or release an order cancelled at Stripe.

    Raises: UnknownStripeObject.
    """
    try:
        intent = stripe.intent(intent_id)
    except stripe.StripeRefused as refusal:
        raise UnknownStripeObject(intent_id) from refusal
    order = _order_of(intent)
    if intent.status == "succeeded":
        confirmation.confirm_payment(order.order_id, intent)
    elif intent.status == "requires_payment_method" and intent.last_error_code:
        confirmation.record_decline(order.order_id, intent)
    elif intent.status == "canceled" and order.state == "RESERVED":
        # A release cancels at Stripe first, and that event can arrive before the release is committed.
        reservation_release.release(order, "EXPIRED" if clock.timestamp() >= order.expires_at else "CANCELLED")


def _order_of(intent: StripeIntent) -> Order:
    order = queries.find_order(intent.order_id) if intent.order_id else None
    if order is None:
        raise UnknownStripeObject(intent.id)
    return order


def follow_refund(refund_id: str) -> None:
    """Book what a refund has become. Raises: UnknownStripeObject for one that no operation asked for or adopted."""
    try:
        refund = stripe.refund(refund_id)
    except stripe.StripeRefused as refusal:
        raise UnknownStripeObject(refund_id) from refusal
    operation = _operation_of(refund)
    if operation is None:
        raise UnknownStripeObject(refund_id)
    refund_outcomes.follow(operation, refund)


def _operation_of(refund: StripeRefund) -> StripeOperation | None:
    if refund.operation_id:
        return stripe_operations.find(refund.order_id, refund.operation_id)
    if not refund.payment_intent_id:
        return None
    # Made in Stripe's dashboard: it names no order, its payment does.
    order_id = stripe.intent(refund.payment_intent_id).order_id
    return stripe_operations.find(order_id, refunds.adopted_operation_id(refund.id)) if order_id else None


FINISH = dict.fromkeys(refunds.KINDS, refund_outcomes.finish)
