"""Reading orders and seller orders."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.models import OrderItem, SellerOrderItem
from chalicelib.orders.order import Order, SellerOrder, SellerOrderLine
from chalicelib.orders.stored_items import order_of, seller_order_key, seller_order_of
from chalicelib.payments import refund_queries, refunded_lines
from chalicelib.payments.refund import Refund, RefundedLine

# What one BatchGetItem takes.
READ_MAX = 100
# What a seller must do with a line: accept it, then ship it.
TO_DO = frozenset({LineState.PAID, LineState.ACCEPTED})
# A line is accepted within a working day and shipped within its delivery days and a grace period, or cancelled.
WAITING_DAYS = 60
WAITING_READ_MAX = 500


def order(order_id: str) -> Order:
    """The order, read consistently.

    Raises: NotFound, WrongCell.
    """
    ids.require_here("ord", order_id)
    found = find_order(order_id)
    if found is None:
        raise NotFound()
    return found


def find_order(order_id: str) -> Order | None:
    """The order, read consistently; None if there is none."""
    try:
        return order_of(OrderItem.get(order_id, consistent_read=True))
    except OrderItem.DoesNotExist:
        return None


def seller_orders_of_order(found: Order) -> dict[str, SellerOrder]:
    """The order's seller orders by seller id, read consistently; empty before payment."""
    if found.state is not LineState.PAID:
        return {}
    keys = [seller_order_key(seller_id, found) for seller_id in sorted({line.seller_id for line in found.lines})]
    return {item.seller_id: seller_order_of(item) for item in SellerOrderItem.batch_get(keys, consistent_read=True)}


def seller_order(found: Order, seller_id: str) -> SellerOrder:
    """One seller's lines of the order, read consistently.

    Raises: NotFound for a seller without lines in it, and before payment.
    """
    try:
        return seller_order_of(SellerOrderItem.get(*seller_order_key(seller_id, found), consistent_read=True))
    except SellerOrderItem.DoesNotExist as missing:
        raise NotFound() from missing


def of_seller(order_id: str, line_id: str, seller_id: str) -> tuple[Order, SellerOrder]:
    """The order and the seller order that contains the line.

    Raises: NotFound, the same for an absent and for another seller's line; WrongCell.
    """
    found = order(order_id)
    own = seller_order(found, seller_id)
    seller_order_line(own, line_id)
    return found, own


def seller_orders(
    seller_id: str, limit: int, start: dict[str, Any] | None
) -> tuple[list[SellerOrder], dict[str, Any] | None]:
    """A page of a seller's orders, newest first, and the start of the next page."""
    page = SellerOrderItem.query(seller_id, scan_index_forward=False, limit=limit, last_evaluated_key=start)
    found = [seller_order_of(item) for item in page]
    return found, page.last_evaluated_key


def waiting_seller_orders(seller_id: str) -> tuple[list[SellerOrder], bool]:
    """A seller's orders with a line to accept or to ship, newest first, among the newest WAITING_READ_MAX.

    The flag says that older ones were not read; none is older than WAITING_DAYS, when deadlines have ended every line.
    """
    since = SellerOrderItem.seller_order_id >= clock.stamp(clock.now() - timedelta(days=WAITING_DAYS))
    page = SellerOrderItem.query(seller_id, since, scan_index_forward=False, limit=WAITING_READ_MAX)
    found = [seller_order_of(item) for item in page]
    return [one for one in found if any(each.state in TO_DO for each in one.lines)], page.last_evaluated_key is not None


def order_ids_of_seller(seller_id: str, *, since: str, before: str) -> Iterator[list[str]]:
    """The orders with lines of a seller that were placed from a day until before another, in pages of READ_MAX."""
    span = SellerOrderItem.seller_order_id.between(since, before)
    start: dict[str, Any] | None = None
    while True:
        page = SellerOrderItem.query(seller_id, span, limit=READ_MAX, last_evaluated_key=start)
        yield [item.order_id for item in page]
        start = page.last_evaluated_key
        if start is None:
            return


def orders(order_ids: list[str]) -> list[Order]:
    """At most READ_MAX orders, those that exist."""
    return [order_of(item) for item in OrderItem.batch_get(order_ids)] if order_ids else []


def orders_of_cell(limit: int, start: dict[str, Any] | None) -> tuple[list[Order], dict[str, Any] | None]:
    """A page of all orders in no order, read consistently, and the start of the next page; None at the end."""
    page = OrderItem.scan(limit=limit, last_evaluated_key=start, consistent_read=True)
    found = [order_of(item) for item in page]
    return found, page.last_evaluated_key


def refunds_of(found: Order) -> list[Refund]:
    """The order's refunds; nothing is read for an order without any."""
    return refund_queries.of_order(found.order_id) if found.refunding_minor else []


def refunded_lines_of(found: Order) -> dict[str, RefundedLine]:
    """What is refunded of each line by line id; nothing is read for an order without any refund."""
    return refunded_lines.of_order(found.order_id) if found.refunding_minor else {}


def line(found: Order, line_id: str) -> Line:
    """A line of the order.

    Raises: NotFound.
    """
    for one in found.lines:
        if one.line_id == line_id:
            return one
    raise NotFound()


def seller_order_line(found: SellerOrder, line_id: str) -> SellerOrderLine:
    """A line of the seller order.

    Raises: NotFound, also for another seller's line.
    """
    for one in found.lines:
        if one.line_id == line_id:
            return one
    raise NotFound()


def states(found: Order, seller_orders: Iterable[SellerOrder]) -> dict[str, LineState]:
    """The state of each line by line id: the order's until payment, then each line's own."""
    if found.state is not LineState.PAID:
        return {one.line_id: found.state for one in found.lines}
    return {one.line_id: one.state for seller_order in seller_orders for one in seller_order.lines}
