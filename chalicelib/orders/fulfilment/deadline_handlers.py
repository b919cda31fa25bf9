"""What happens when a line's deadline has passed: it is cancelled, or its carrier is asked for the parcel."""

from datetime import datetime, timedelta

from chalicelib.gateways import carriers
from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.runtime import clock
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.fulfilment import delay_notice, line_deadlines, missing_delivery_proof
from chalicelib.orders.fulfilment.delivery import deliver_line
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order, SellerOrderLine
from chalicelib.people.queries import identifiers

PARCEL_ASKED_EVERY = timedelta(hours=6)


def cancel_unaccepted(deadline: Deadline) -> None:
    """Cancel a line that is still not accepted; until then tell its buyer that it is late."""
    order, line, step = _looked_at(deadline)
    if step.state is LineState.PAID and clock.timestamp() >= step.accept_by:
        _cancel(line, deadline, "NOT_ACCEPTED_IN_TIME", only_from=LineState.PAID)
        return
    delay_notice.announce(order, line, step)
    if step.state is LineState.PAID:
        line_deadlines.schedule(line_deadlines.ACCEPTANCE, order.order_id, line.line_id, step.accept_by)


def cancel_unshipped(deadline: Deadline) -> None:
    """Cancel a line that is still not shipped; until then tell its buyer that it is late."""
    order, line, step = _looked_at(deadline)
    if step.state is not LineState.ACCEPTED or step.ship_by is None:
        return
    if clock.timestamp() >= step.ship_by:
        _cancel(line, deadline, "NOT_SHIPPED_IN_TIME", only_from=LineState.ACCEPTED)
        return
    delay_notice.announce(order, line, step)
    line_deadlines.schedule(line_deadlines.SHIPMENT, order.order_id, line.line_id, step.ship_by)


def ask_carrier(deadline: Deadline) -> None:
    """Ask the carrier for the parcel; schedule the next question unless it was delivered, or tell operators at last.

    Raises: CarrierUnreachable, CarrierAnswerRefused.
    """
    order, line, step = _looked_at(deadline)
    seller_order = queries.seller_order(order, line.seller_id)
    parcel = identifiers(order.person_id, line.line_id)
    if step.state is not LineState.SHIPPED or step.shipped_at is None or parcel is None:
        return
    if carriers.status_of(parcel.carrier, parcel.tracking_number).status == "DELIVERED":
        deliver_line(order.order_id, line.line_id, "CARRIER")
        return
    next_asked = _next_asked(clock.parse(step.shipped_at))
    if next_asked < clock.parse(step.shipped_at) + missing_delivery_proof.PARCEL_ASKED_FOR_MAX:
        line_deadlines.schedule(line_deadlines.PARCEL, order.order_id, line.line_id, clock.stamp(next_asked))
    else:
        missing_delivery_proof.report(seller_order, step)


def _looked_at(deadline: Deadline) -> tuple[Order, Line, SellerOrderLine]:
    """The line of a deadline with its order and its steps."""
    order = queries.order(deadline.payload["order_id"])
    line = queries.line(order, deadline.payload["line_id"])
    return order, line, queries.seller_order_line(queries.seller_order(order, line.seller_id), line.line_id)


def _cancel(line: Line, deadline: Deadline, reason: str, *, only_from: LineState) -> None:
    lapse = Cancellation(by="DEADLINE", reason=reason)
    cancel_line(deadline.payload["order_id"], line.line_id, lapse, only_from=only_from)


def _next_asked(shipped_at: datetime) -> datetime:
    """The next question, counted from the shipment: duplicate deadlines compute the same one."""
    first = shipped_at + line_deadlines.PARCEL_FIRST_ASKED_AFTER
    rounds = (clock.now() - first) // PARCEL_ASKED_EVERY + 1
    return first + rounds * PARCEL_ASKED_EVERY
