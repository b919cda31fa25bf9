"""The refunds of an order that operators are asked about: one that failed, one paid by bank, one on suspense."""

import msgspec

from chalicelib.gateways import stripe
from chalicelib.kernel.storage import transactions
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.payments import refunds
from chalicelib.payments.refund_lifecycle import RefundState
from testing.cell import Cell

RETURNED, SUSPENDED = "late-2", "suspense-1"


def refunds_of(order: Order) -> str:
    """Store the three; the id of the one that failed."""
    refund = refunds.late_money_refund(order.order_id, amount_minor=1, currency=order.currency)
    transactions.commit(refunds.request_acts(refund, "pi_1"))
    transactions.write(refunds.change_act(refund, RefundState.FAILED))
    by_bank = msgspec.structs.replace(refund, refund_id=RETURNED, bank_reference="RB 1", bank_transfers=1)
    suspended = refunds.suspended_refund(order.order_id, 1, amount_minor=1, currency=order.currency)
    for other, state in (
        (by_bank, RefundState.PAID_BY_BANK_TRANSFER),
        (suspended, RefundState.SUCCEEDED),
    ):
        named = msgspec.structs.replace(other, operation_id=f"refund#{other.refund_id}#1")
        transactions.commit(refunds.request_acts(named, "pi_1"))
        transactions.write(refunds.change_act(named, state))
    OrderItem(order.order_id).update([OrderItem.refunded_minor.set(2), OrderItem.refunding_minor.set(2)])
    return refund.refund_id


def made_in_dashboard(at: Cell, order: Order) -> str:
    """A refund that pays the failed one; its events are lost, so that it waits to be adopted."""
    asked = {"payment_intent": order.payment_intent_id, "amount": 1}
    stripe_id = stripe.create_refund(asked, f"by hand {order.order_id}").id
    for event in at.stripe.due_events():
        if stripe_id.encode() in event.body:
            at.stripe.delivered(event.event_id, 200)
    at.stripe.take_back_events()
    return stripe_id
