"""Delivery of a line, confirmed by the carrier, by the buyer, or by the seller with a proof."""

from typing import Literal

from chalicelib.facts.orders import LineDelivered
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import missing_delivery_proof
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import move_lines_act, order_and_seller_order
from chalicelib.orders.order import SellerOrderLine


def deliver_line(
    order_id: str, line_id: str, proof: Literal["CARRIER", "RECEIPT", "SELLER_PROOF"], *, reference: str | None = None
) -> SellerOrderLine:
    """Mark a line as delivered; idempotent. Returns the line.

    The buyer's time limits run from this moment, so they stay open until there is a proof.
    Raises: NotFound, Conflict, IllegalTransition for a line that was not shipped.
    """
    order = queries.order(order_id)
    line = queries.line(order, line_id)
    _, seller_order = order_and_seller_order(order_id, line.seller_id)
    current = queries.seller_order_line(seller_order, line_id)
    if current.state is LineState.DELIVERED:
        return current
    moved = move_lines_act(
        seller_order,
        {line_id},
        LineState.DELIVERED,
        delivered_at=clock.timestamp(),
        delivery_proof=proof,
        delivery_reference=reference,
    )
    delivered = LineDelivered(
        order_id=order_id,
        line_id=line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        version=seller_order.version + 1,
        proof=proof,
    )
    transactions.commit([moved, record_act(delivered), *missing_delivery_proof.remove_acts(order_id, current)])
    return queries.seller_order_line(order_and_seller_order(order_id, line.seller_id)[1], line_id)
