"""The notice of a delay: the buyer of a line that is not shipped as the promised day begins may cancel it or wait."""

from chalicelib.facts.orders import LineDelayed
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.markets import directory, due_dates
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order, SellerOrderLine

# Longer than a line waits for its shipment.
MARK_KEEP_DAYS = 90
WAITING = frozenset({LineState.PAID, LineState.ACCEPTED})


class _AlreadyTold(Exception):
    """The buyer was told before."""


def due_at(order: Order, line: Line) -> str:
    """When the buyer of a line that is not shipped is told."""
    return due_dates.delay_notice_at(directory.market(order.market), order.created_at, line.delivery_days)


def announce(order: Order, line: Line, step: SellerOrderLine) -> None:
    """Record that a waiting line is late, once; nothing for any other line, or before the promised day."""
    if step.state not in WAITING or clock.timestamp() < due_at(order, line):
        return
    market = directory.market(order.market)
    ship_by = step.ship_by or due_dates.shipment_due_at(market, step.accept_by, line.delivery_days)
    delayed = LineDelayed(
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        promised_on=due_dates.arrival_day(market, order.created_at, line.delivery_days).isoformat(),
        sent_until=due_dates.last_day(market, ship_by).isoformat(),
    )
    mark = key_value.item(f"delayed#{order.order_id}#{line.line_id}", keep_days=MARK_KEEP_DAYS)
    try:
        transactions.commit([transactions.put_new(mark, lambda _: _AlreadyTold()), record_act(delayed)])
    except _AlreadyTold:
        return
