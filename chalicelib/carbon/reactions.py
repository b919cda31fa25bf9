"""Reactions of carbon to sales and cancellations; repeating one changes nothing."""

import msgspec

from chalicelib.carbon import queries, records
from chalicelib.facts.aftersales import ReturnClosed
from chalicelib.facts.orders import LineCancelled, OrderPaid, SoldLine
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Recorded


class SaleNotFound(Exception):
    """The cancelled line's sale is not among the order's facts yet; the queue delivers the fact again."""


def record_savings(fact: Recorded, paid: OrderPaid) -> None:  # noqa: ARG001 - the rows' keys come from the order
    """Record each paid line whose category has a published footprint, or is known to have none."""
    for line in paid.lines:
        _record(paid.order_id, line)


def reverse_saving(_: Recorded, cancelled: LineCancelled) -> None:
    """Reverse the saving recorded for a cancelled line. A partial refund leaves the device with its buyer.

    Queues keep no order: if the cancellation arrives before the sale, the sale is recorded here, from the facts.
    """
    _reverse(cancelled.order_id, cancelled.line_id)


def _reverse(order_id: str, line_id: str) -> None:
    sold = queries.sale(order_id, line_id)
    if sold is None:
        _record(order_id, _sold_line(order_id, line_id))
        sold = queries.sale(order_id, line_id)
    if sold is not None:
        records.record_reversal(sold)


def _record(order_id: str, line: SoldLine) -> None:
    if line.carbon_category is not None:
        records.record_sale(order_id, line.line_id, line.carbon_category)


def _sold_line(order_id: str, line_id: str) -> SoldLine:
    for fact in fact_store.story(order_id):
        if fact.name == OrderPaid.__name__:
            paid = msgspec.json.decode(fact.body, type=OrderPaid)
            return next(line for line in paid.lines if line.line_id == line_id)
    raise SaleNotFound(order_id)


def reverse_returned(_: Recorded, closed: ReturnClosed) -> None:
    """Reverse the saving of a device that came back for its money: nobody uses it for now. Its transport stays."""
    if closed.outcome == "REFUNDED" and closed.came_back:
        _reverse(closed.order_id, closed.line_id)
