"""Shipment of a line: its serial and tracking numbers are stored once, and one reserved unit becomes sold."""

from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.orders import LineShipped
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import serial_numbers
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import move_lines_act, order_and_seller_order
from chalicelib.orders.order import SellerOrderLine
from chalicelib.orders.payloads import Shipment
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import Identifiers


def ship_line(order_id: str, line_id: str, seller_id: str, shipment: Shipment) -> SellerOrderLine:
    """Mark a line as shipped; serial and tracking number cannot be changed afterwards. Returns the line.

    Raises: NotFound, InvalidRequest for an impossible serial number, SerialNumberAlreadySold, Conflict,
    IllegalTransition for a line that is not accepted.
    """
    order, seller_order = order_and_seller_order(order_id, seller_id)
    line = queries.line(order, line_id)
    queries.seller_order_line(seller_order, line_id)
    number = serial_numbers.normal_serial(line.identifier_kind, shipment.serial)
    moved = move_lines_act(seller_order, {line_id}, LineState.SHIPPED, shipped_at=clock.timestamp())
    shipped = LineShipped(
        order_id=order_id,
        line_id=line_id,
        seller_id=seller_id,
        product_id=line.product_id,
        version=seller_order.version + 1,
    )
    identifiers = Identifiers(
        serial_kind=line.identifier_kind,
        serial=number,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
    )
    transactions.commit(
        [
            moved,
            *serial_numbers.sell_serial_act(line.identifier_kind, number, f"{order_id}/{line_id}"),
            stock_acts.ship(line.offer_id),
            seal_identifiers_act(order.person_id, line_id, identifiers),
            record_act(shipped),
        ]
    )
    return queries.seller_order_line(order_and_seller_order(order_id, seller_id)[1], line_id)
