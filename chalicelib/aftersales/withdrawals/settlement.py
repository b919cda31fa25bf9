"""Carrying out a withdrawal: what was not shipped is cancelled and refunded, the rest must be sent back."""

from functools import partial

from chalicelib.aftersales.withdrawals import line_changes, queries
from chalicelib.aftersales.withdrawals.lifecycle import FIRST, WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal, WithdrawnLine
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
    is_cancelled = _state(line) is LineState.CANCELLED
    target = WithdrawalState.CANCELLED if is_cancelled else WithdrawalState.AWAITING_DEVICE
    transactions.commit([line_changes.move_act(line, target)])


def _state(line: WithdrawnLine) -> LineState:
    seller_order = orders.seller_order(orders.order(line.order_id), line.seller_id)
    return orders.seller_order_line(seller_order, line.line_id).state
