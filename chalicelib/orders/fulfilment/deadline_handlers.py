"""What happens when a line's deadline has passed: it is cancelled, or its carrier is asked for the parcel."""

from datetime import datetime, timedelta

from chalicelib.gateways import carriers
from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.runtime import clock
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.fulfilment import line_deadlines, missing_delivery_proof
from chalicelib.orders.fulfilment.delivery import deliver_line
from chalicelib.orders.lifecycle import LineState
from chalicelib.people.queries import identifiers

PARCEL_ASKED_EVERY = timedelta(hours=6)


def cancel_unaccepted(deadline: Deadline) -> None:
    """Cancel a line that is still not accepted."""
    lapse = Cancellation(by="DEADLINE", reason="NOT_ACCEPTED_IN_TIME")
    cancel_line(deadline.payload["order_id"], deadline.payload["line_id"], lapse, only_from=LineState.PAID)


def cancel_unshipped(deadline: Deadline) -> None:
    """Cancel a line that is still not shipped."""
    lapse = Cancellation(by="DEADLINE", reason="NOT_SHIPPED_IN_TIME")
    cancel_line(deadline.payload["order_id"], deadline.payload["line_id"], lapse, only_from=LineState.ACCEPTED)


def ask_carrier(deadline: Deadline) -> None:
    """Ask the carrier for the parcel; schedule the next question unless it was delivered, or tell operators at last.

    Raises: CarrierUnreachable, CarrierAnswerRefused.
    """
    order = queries.order(deadline.payload["order_id"])
    line = queries.line(order, deadline.payload["line_id"])
    seller_order = queries.seller_order(order, line.seller_id)
    step = queries.seller_order_line(seller_order, line.line_id)
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


def _next_asked(shipped_at: datetime) -> datetime:
    """The next question, counted from the shipment: duplicate deadlines compute the same one."""
    first = shipped_at + line_deadlines.PARCEL_FIRST_ASKED_AFTER
    rounds = (clock.now() - first) // PARCEL_ASKED_EVERY + 1
    return first + rounds * PARCEL_ASKED_EVERY
