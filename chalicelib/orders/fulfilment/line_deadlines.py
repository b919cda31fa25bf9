"""The deadlines of a line: acceptance and shipment by the seller, and the next question to the parcel's carrier."""

from datetime import timedelta

from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions

ACCEPTANCE = Kind("orders.acceptance")
SHIPMENT = Kind("orders.shipment")
PARCEL = Kind("orders.parcel")

PARCEL_FIRST_ASKED_AFTER = timedelta(hours=1)


def line_deadline(kind: Kind, order_id: str, line_id: str, due_at: str) -> Deadline:
    return Deadline(
        kind=kind,
        subject=subject_of(order_id, line_id),
        due_at=due_at,
        payload={"order_id": order_id, "line_id": line_id},
    )


def subject_of(order_id: str, line_id: str) -> str:
    """`<order id>#<line id>`."""
    return f"{order_id}#{line_id}"


def schedule(kind: Kind, order_id: str, line_id: str, due_at: str) -> None:
    """Schedule a deadline of a line; idempotent."""
    transactions.write(deadlines.schedule_act(line_deadline(kind, order_id, line_id, due_at)))


def schedule_parcel(order_id: str, line_id: str, shipped_at: str) -> None:
    """Schedule the first question to the carrier, an hour after the shipment."""
    schedule(PARCEL, order_id, line_id, clock.stamp(clock.parse(shipped_at) + PARCEL_FIRST_ASKED_AFTER))
