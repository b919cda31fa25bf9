"""Refunding withdrawn lines when the time the law sets is over: by the line's return, or without one from here."""

from functools import partial

from chalicelib.aftersales.cases.line_refunds import plan_refund
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.cases.refund_parts_policy import refund_reason, refunded_parts
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.withdrawn_lines import refund_withdrawn
from chalicelib.aftersales.withdrawals import line_changes, line_returns, queries
from chalicelib.aftersales.withdrawals.lifecycle import UNREFUNDED, WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import WithdrawnLine, is_whole_order
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries as orders
from chalicelib.payments import money_commands

_REASON = ReturnReason.WITHDRAWAL


def refund_due(order_id: str) -> None:
    """Refund every withdrawn line whose device is known to be sent, or has arrived, and whose time is over.

    Raises: Conflict.
    """
    for line in queries.lines_of_order(order_id):
        if not _is_due(line):
            continue
        if line.return_id is None:
            transactions.retry_on_conflict(partial(_refund, order_id, line.line_id))
        else:
            refund_withdrawn(line.return_id)
            line_returns.follow(order_id, line.line_id)


def _is_due(line: WithdrawnLine) -> bool:
    return line.state in UNREFUNDED and line.proof is not None and clock.timestamp() >= line.refund_by


def _refund(order_id: str, line_id: str) -> None:
    """Refund a line that has no return, on the condition that it is as it was read: then no return was noted.

    One of which nothing is left is refunded already.
    """
    found = queries.find_line(order_id, line_id)
    if found is None or found.return_id is not None or not _is_due(found):
        return
    order = orders.order(order_id)
    states = orders.states(order, orders.seller_orders_of_order(order).values())
    is_whole = is_whole_order(queries.withdrawal(order_id, found.withdrawal_id), states)
    parts = refunded_parts(_REASON, Right.WITHDRAWAL, is_whole_order=is_whole)
    planned = plan_refund(order_id, line_id, refund_reason(_REASON), parts)
    refunded = line_changes.move_act(found, WithdrawalState.REFUNDED, refunded_minor=planned.amount.amount_minor)
    transactions.commit([refunded, *planned.acts])
    money_commands.send(*planned.commands)
