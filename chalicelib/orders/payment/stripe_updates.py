"""Updates from Stripe: an event is a hint, and the object as retrieved decides what happens to its order."""

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import StripeIntent, StripeRefund
from chalicelib.kernel.runtime import clock
from chalicelib.orders import queries
from chalicelib.orders.cancellation import dashboard_refunds, refund_outcomes
from chalicelib.orders.cancellation.dashboard_refunds import RefundNotExplained
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
    """Book what a refund has become; one that was made in Stripe's dashboard is taken over first.

    Raises: UnknownStripeObject for one of another's payment, or that this order does not explain yet.
    """
    try:
        refund = stripe.refund(refund_id)
    except stripe.StripeRefused as refusal:
        raise UnknownStripeObject(refund_id) from refusal
    for operation in _operations_of(refund):
        refund_outcomes.follow(operation, refund)


def _operations_of(refund: StripeRefund) -> list[StripeOperation]:
    if refund.operation_id:
        operation = stripe_operations.find(refund.order_id, refund.operation_id)
        if operation is None:
            raise UnknownStripeObject(refund.id)
        return [operation]
    if not refund.payment_intent_id:
        raise UnknownStripeObject(refund.id)
    # Made in Stripe's dashboard: it names no order, its payment does.
    order = _order_of(stripe.intent(refund.payment_intent_id))
    try:
        return dashboard_refunds.adopt(order.order_id, refund)
    except RefundNotExplained as unexplained:
        raise UnknownStripeObject(refund.id) from unexplained


FINISH = dict.fromkeys(refunds.KINDS, refund_outcomes.finish)
