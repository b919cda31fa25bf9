"""Acceptance of a line by its seller, which sets the date by which it must be shipped."""

from chalicelib.facts.orders import LineAccepted
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.markets import directory, due_dates
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import move_lines_act, order_and_seller_order
from chalicelib.orders.order import SellerOrderLine


def accept_line(order_id: str, line_id: str, seller_id: str) -> SellerOrderLine:
    """Accept a line; idempotent. Returns the line.

    Raises: NotFound, Conflict, IllegalTransition for a line that was shipped or cancelled.
    """
    order, seller_order = order_and_seller_order(order_id, seller_id)
    current, line = queries.seller_order_line(seller_order, line_id), queries.line(order, line_id)
    if current.state is LineState.ACCEPTED:
        return current
    now = clock.timestamp()
    ship_by = due_dates.shipment_due_at(directory.market(order.market), now, line.delivery_days)
    accepted = LineAccepted(
        order_id=order_id,
        line_id=line_id,
        seller_id=seller_id,
        product_id=line.product_id,
        version=seller_order.version + 1,
        ship_by=ship_by,
    )
    transactions.commit(
        [
            move_lines_act(seller_order, {line_id}, LineState.ACCEPTED, accepted_at=now, ship_by=ship_by),
            record_act(accepted),
        ]
    )
    return queries.seller_order_line(order_and_seller_order(order_id, seller_id)[1], line_id)
