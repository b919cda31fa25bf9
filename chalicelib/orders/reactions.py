"""Reactions of orders to facts: deadlines are scheduled, and sellers' shares opened, each under its natural key."""

from chalicelib.facts.orders import (
    LineAccepted,
    LineCancelled,
    LineDelivered,
    LineRefunded,
    LineShipped,
    OrderPaid,
    RefundFailed,
)
from chalicelib.kernel.fact_store import Recorded
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import delay_notice, line_deadlines
from chalicelib.orders.fulfilment.seller_shares import seller_share
from chalicelib.payments import money_commands
from chalicelib.payments.ledger import seller_entries
from chalicelib.payments.money_commands import RecordTax, ReverseTax
from chalicelib.payments.transfers import creation


def watch_acceptance(_: Recorded, paid: OrderPaid) -> None:
    """Each line of a paid order must be accepted in time. It is looked at earlier if it is late by then."""
    order = queries.order(paid.order_id)
    for line in order.lines:
        looked_at = min(paid.accept_by, delay_notice.due_at(order, line))
        line_deadlines.schedule(line_deadlines.ACCEPTANCE, paid.order_id, line.line_id, looked_at)


def record_tax(_: Recorded, paid: OrderPaid) -> None:
    """The sales tax of a paid order is reported as collected; an order without any has no calculation."""
    if queries.order(paid.order_id).tax_calculation_id:
        money_commands.send(RecordTax(paid.order_id))


def reverse_tax(_: Recorded, refunded: LineRefunded | RefundFailed) -> None:
    """The sales tax that a booked refund undoes is reported as given back, also while the buyer waits for the money."""
    if refunded.refund_id is not None and queries.order(refunded.order_id).tax_calculation_id:
        money_commands.send(ReverseTax(refunded.order_id, refunded.refund_id))


def watch_shipment(fact: Recorded, accepted: LineAccepted) -> None:
    """An accepted line must be shipped in time. It is looked at earlier if it is late by then."""
    order = queries.order(accepted.order_id)
    noticed_at = delay_notice.due_at(order, queries.line(order, accepted.line_id))
    is_ahead = fact.occurred_at < noticed_at
    looked_at = min(accepted.ship_by, noticed_at) if is_ahead else accepted.ship_by
    line_deadlines.schedule(line_deadlines.SHIPMENT, accepted.order_id, accepted.line_id, looked_at)


def watch_parcel(fact: Recorded, shipped: LineShipped) -> None:
    """The carrier is asked until the parcel has arrived."""
    line_deadlines.schedule_parcel(shipped.order_id, shipped.line_id, fact.occurred_at)


def open_transfer(_: Recorded, shipped: LineShipped) -> None:
    """A shipped line has a transfer, which waits for its delivery."""
    order = queries.order(shipped.order_id)
    creation.open_transfer(seller_share(order, queries.line(order, shipped.line_id)))


def make_transfer_available(_: Recorded, delivered: LineDelivered) -> None:
    """The money of a delivered line becomes available after the market's delay."""
    order = queries.order(delivered.order_id)
    line = queries.line(order, delivered.line_id)
    step = queries.seller_order_line(queries.seller_order(order, line.seller_id), line.line_id)
    creation.make_available(seller_share(order, line), step.delivered_at or order.created_at)


def enter_sale(fact: Recorded, ended: LineShipped | LineCancelled) -> None:
    """A sale is listed among its seller's entries once it is shipped, or was cancelled and is refunded."""
    order = queries.order(ended.order_id)
    line = queries.line(order, ended.line_id)
    seller_entries.enter_sale(fact.occurred_at, seller_share(order, line), line.amounts)


def enter_refund(fact: Recorded, refunded: LineRefunded | RefundFailed) -> None:
    """What a refund takes from its line's seller is listed among the seller's entries."""
    if refunded.line_id is not None and refunded.journal_id is not None:
        order = queries.order(refunded.order_id)
        share = seller_share(order, queries.line(order, refunded.line_id))
        seller_entries.enter_journal(fact.occurred_at, share, refunded.journal_id)
