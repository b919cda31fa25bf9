"""Shipping: the device leaves, its number and parcel are written down once, and one promised unit is sold."""

from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.orders import LineShipped
from chalicelib.kernel.fact_store import recording
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import load, moving
from chalicelib.orders.models import PartLine
from chalicelib.orders.payloads import Shipment
from chalicelib.people.device_identifiers import sealing_line
from chalicelib.people.person import Identifiers


def ship_line(order_id: str, line_id: str, seller_id: str, shipment: Shipment) -> PartLine:
    """The line, shipped. Number and tracking cannot be changed afterwards.

    InvalidRequest for an impossible number, SerialAlreadySold, IllegalTransition unless it was accepted.
    """
    order, part = load(order_id, seller_id)
    line = queries.line(order, line_id)
    queries.part_line(part, line_id)
    number = serial_numbers.normal_serial(line.identifier, shipment.serial)
    moved = moving(part, {line_id}, LineState.SHIPPED, shipped_at=clock.timestamp())
    shipped = LineShipped(
        order_id=order_id,
        line_id=line_id,
        seller_id=seller_id,
        product_id=line.product_id,
        version=int(part.version) + 1,
    )
    identifiers = Identifiers(
        serial_kind=line.identifier,
        serial=number,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
    )
    transactions.commit(
        [
            moved,
            *serial_numbers.selling(line.identifier, number, f"{order_id}/{line_id}"),
            stock_acts.shipping(line.offer_id),
            sealing_line(order.person_id, line_id, identifiers),
            recording(shipped),
        ]
    )
    return queries.part_line(load(order_id, seller_id)[1], line_id)
