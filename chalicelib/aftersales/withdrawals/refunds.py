"""Refunding withdrawn lines: all that is left of what was paid for them."""

from functools import partial

from chalicelib.aftersales.withdrawals import line_changes, queries
from chalicelib.aftersales.withdrawals.lifecycle import UNREFUNDED, WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import WithdrawnLine
from chalicelib.facts.aftersales import WithdrawalRefunded
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries as orders
from chalicelib.orders.cancellation import refunding
from chalicelib.payments import money_commands


def refund_due(order_id: str) -> None:
    """Refund every withdrawn line whose device arrived, or whose parcel was stated and whose time is over.

    Raises: Conflict.
    """
    for line in queries.lines_of_order(order_id):
        if _is_due(line):
            transactions.retry_on_conflict(partial(_refund, order_id, line.line_id))


def _is_due(line: WithdrawnLine) -> bool:
    if line.state not in UNREFUNDED:
        return False
    return line.proof == "RECEIVED" or (line.proof == "SENT" and clock.timestamp() >= line.refund_by)


def _refund(order_id: str, line_id: str) -> None:
    """Refund a line with the transition that says so; one of which nothing is left is refunded already."""
    found = queries.find_line(order_id, line_id)
    if found is None or not _is_due(found):
        return
    order = orders.order(order_id)
    sold = orders.line(order, line_id)
    planned = refunding.plan_cancelled(order, [sold])
    refunded_minor = sum(each.refund.amount_minor for each in planned)
    refunded = WithdrawalRefunded(
        order_id=order_id,
        line_id=line_id,
        seller_id=sold.seller_id,
        product_id=sold.product_id,
        amount_minor=refunded_minor,
        currency=order.currency,
    )
    transactions.commit(
        [
            line_changes.move_act(found, WithdrawalState.REFUNDED, refunded_minor=refunded_minor),
            *([refunding.cap_act(order, refunded_minor)] if planned else []),
            *(act for each in planned for act in each.acts),
            *([record_act(refunded)] if planned else []),
        ]
    )
    money_commands.send(*(refunding.command(each.refund) for each in planned))
