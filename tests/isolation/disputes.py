"""A dispute as it is stored, so that whose it is can be asked."""

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders.order import Order
from chalicelib.payments.disputes import dispute_acts, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState


def stored_dispute(order: Order) -> str:
    """A dispute of an order's payment that waits for an answer and has moved nothing yet; its id."""
    now, dispute_id = clock.timestamp(), f"du_{order.order_id[-8:]}"
    dispute = Dispute(
        dispute_id=dispute_id,
        order_id=order.order_id,
        amount_minor=1,
        currency=order.currency,
        reason="product_not_received",
        state=DisputeState.NEEDS_RESPONSE,
        opened_at=now,
        changed_at=now,
        looked_at=now,
        answer_by="2026-12-09T23:59:59.000Z",
    )
    if dispute_queries.find(order.order_id, dispute_id) is None:
        sellers = (line.seller_id for line in order.lines)
        acts = [dispute_acts.store_act(None, dispute), *dispute_acts.listing_acts(dispute, sellers)]
        transactions.commit(acts)
    return dispute_id
