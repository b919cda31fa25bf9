"""Carrying out a withdrawal: what was not shipped is cancelled and refunded, the rest comes back by a return."""

from functools import partial

from chalicelib.aftersales.cases.open_cases import CaseOpen, RefundedBefore, TooManyCases
from chalicelib.aftersales.returns.withdrawn_lines import Withdrawn, open_withdrawn
from chalicelib.aftersales.withdrawals import line_changes, line_returns, queries
from chalicelib.aftersales.withdrawals.lifecycle import FIRST, WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal, WithdrawnLine, is_whole_order
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries as orders
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.lifecycle import NEXT, LineState

WITHDRAWN = Cancellation(by="BUYER", reason="WITHDRAWN")


def settle(withdrawal: Withdrawal) -> None:
    """Carry out a withdrawal for each line that waits for it; again it changes nothing. Raises: Conflict."""
    for line in queries.lines_of(withdrawal):
        if line.state is FIRST:
            transactions.retry_on_conflict(partial(_settle, withdrawal.order_id, line.line_id))


def _settle(order_id: str, line_id: str) -> None:
    """Cancel a line that was not shipped; one that was, perhaps a moment ago, is waited for."""
    line = queries.find_line(order_id, line_id)
    if line is None or line.state is not FIRST:
        return
    if LineState.CANCELLED in NEXT[_state(line)]:
        cancel_line(order_id, line_id, WITHDRAWN)
    if _state(line) is LineState.CANCELLED:
        transactions.commit([line_changes.move_act(line, WithdrawalState.CANCELLED)])
    else:
        _await_device(line)


def _await_device(line: WithdrawnLine) -> None:
    """Open the line's return, and note it at the line in the same transaction: from then on it alone refunds.

    While a claim of the line is open there is no return: the withdrawal refunds, when its time is over.
    """
    order = orders.order(line.order_id)
    states = orders.states(order, orders.seller_orders_of_order(order).values())
    withdrawal = queries.withdrawal(line.order_id, line.withdrawal_id)
    withdrawn = Withdrawn(
        order_id=line.order_id,
        line_id=line.line_id,
        withdrawal_id=line.withdrawal_id,
        is_whole_order=is_whole_order(withdrawal, states),
        link_act=lambda return_id: line_changes.move_act(line, WithdrawalState.AWAITING_DEVICE, return_id=return_id),
    )
    try:
        open_withdrawn(withdrawn)
    except (CaseOpen, RefundedBefore, TooManyCases):
        transactions.commit([line_changes.move_act(line, WithdrawalState.AWAITING_DEVICE)])
    else:
        line_returns.follow(line.order_id, line.line_id)


def _state(line: WithdrawnLine) -> LineState:
    seller_order = orders.seller_order(orders.order(line.order_id), line.seller_id)
    return orders.seller_order_line(seller_order, line.line_id).state
