"""Reading orders and seller orders."""

from collections.abc import Iterable
from typing import Any

from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line

# `Order` said twice on purpose: rooms above are handed orders and name their type, though not the table behind it.
from chalicelib.orders.models import Order as Order
from chalicelib.orders.models import SellerOrder, SellerOrderLine
from chalicelib.payments import refunds
from chalicelib.payments.refunds import RefundItem


def order(order_id: str) -> Order:
    """The order, read consistently; NotFound, or WrongCell for the other cell's."""
    ids.require_here("ord", order_id)
    found = find_order(order_id)
    if found is None:
        raise NotFound()
    return found


def find_order(order_id: str) -> Order | None:
    try:
        return Order.get(order_id, consistent_read=True)
    except Order.DoesNotExist:
        return None


def seller_order_id(found: Order) -> str:
    """The sort key of each of the order's seller orders."""
    return f"{found.created_at}#{found.order_id}"


def seller_orders_of_order(found: Order) -> dict[str, SellerOrder]:
    """The order's seller orders by seller; empty before payment."""
    if found.state != "PAID":
        return {}
    keys = [(seller_id, seller_order_id(found)) for seller_id in sorted({line.seller_id for line in found.lines})]
    return {seller_order.seller_id: seller_order for seller_order in SellerOrder.batch_get(keys, consistent_read=True)}


def seller_order(found: Order, seller_id: str) -> SellerOrder:
    """One seller's lines of the order; NotFound for a seller who has none, or before payment."""
    try:
        return SellerOrder.get(seller_id, seller_order_id(found), consistent_read=True)
    except SellerOrder.DoesNotExist as missing:
        raise NotFound() from missing


def of_seller(order_id: str, line_id: str, seller_id: str) -> tuple[Order, SellerOrder]:
    """The order and the seller order that holds a line; NotFound alike for an absent and a foreign one."""
    found = order(order_id)
    mine = seller_order(found, seller_id)
    seller_order_line(mine, line_id)
    return found, mine


def seller_orders(
    seller_id: str, start: dict[str, Any] | None, limit: int
) -> tuple[list[SellerOrder], dict[str, Any] | None]:
    """A page of a seller orders, newest first, and where the next one starts."""
    page = SellerOrder.query(seller_id, scan_index_forward=False, limit=limit, last_evaluated_key=start)
    seller_orders = list(page)
    return seller_orders, page.last_evaluated_key


def refunds_of(found: Order) -> list[RefundItem]:
    """The order's refunds; nothing is read for an order that never had one."""
    return refunds.of_order(found.order_id) if found.refunding_minor else []


def line(found: Order, line_id: str) -> Line:
    """A line of the order; NotFound."""
    for one in found.lines:
        if one.line_id == line_id:
            return one
    raise NotFound()


def seller_order_line(found: SellerOrder, line_id: str) -> SellerOrderLine:
    """A line of a seller order; NotFound for another seller's line."""
    for one in found.lines:
        if one.line_id == line_id:
            return one
    raise NotFound()


def states(found: Order, seller_orders: Iterable[SellerOrder]) -> dict[str, LineState]:
    """Each line's state: the order's common one until payment, then each line's own."""
    if found.state != "PAID":
        return {one.line_id: LineState(found.state) for one in found.lines}
    return {one.line_id: one.state for seller_order in seller_orders for one in seller_order.lines}
