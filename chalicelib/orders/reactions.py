"""Reactions of orders to facts: deadlines are scheduled, each under its natural key."""

from chalicelib.facts.orders import LineAccepted, LineShipped, OrderPaid
from chalicelib.kernel.fact_store import Recorded
from chalicelib.orders.fulfilment import line_deadlines


def watch_acceptance(_: Recorded, paid: OrderPaid) -> None:
    """Each line of a paid order must be accepted in time."""
    for line in paid.lines:
        line_deadlines.schedule(line_deadlines.ACCEPTANCE, paid.order_id, line.line_id, paid.accept_by)


def watch_shipment(_: Recorded, accepted: LineAccepted) -> None:
    """An accepted line must be shipped in time."""
    line_deadlines.schedule(line_deadlines.SHIPMENT, accepted.order_id, accepted.line_id, accepted.ship_by)


def watch_parcel(fact: Recorded, shipped: LineShipped) -> None:
    """The carrier is asked until the parcel has arrived."""
    line_deadlines.schedule_parcel(shipped.order_id, shipped.line_id, fact.occurred_at)
