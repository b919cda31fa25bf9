"""Carrying out a withdrawal: what was not shipped is cancelled and refunded, the rest comes back by a return."""

from functools import partial

from chalicelib.aftersales.cases.open_cases import CaseOpen, RefundedBefore, TooManyCases
from chalicelib.aftersales.returns.withdrawn_lines import Withdrawn, open_withdrawn
from chalicelib.aftersales.withdrawals import line_changes, line_returns, queries
from chalicelib.aftersales.withdrawals.lifecycle import FIRST, WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal, WithdrawnLine, is_whole_order
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries as orders
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.lifecycle import NEXT, RELEASED, LineState

WITHDRAWN = Cancellation(by="BUYER", reason="WITHDRAWN")
# Nothing is to come back: the line was cancelled, or the order ended unpaid.
_ENDED = RELEASED | {LineState.CANCELLED}


def void_unpaid(withdrawal: Withdrawal) -> None:
    """Release an unpaid order that was withdrawn whole: nothing of it is to be paid any more.

    Raises: Conflict, Unavailable while a payment is in the air.
    """
    order = orders.order(withdrawal.order_id)
    if len(withdrawal.line_ids) == len(order.lines):
        cancelling.void_unpaid(order.order_id)


def waits_for_payment(withdrawal: Withdrawal) -> bool:
    """Whether it is open if the order will be paid.

    Late money still buys what an expired order was for, so that such an order is looked at for some time.
    """
    state = orders.order(withdrawal.order_id).state
    is_expired_lately = state is LineState.EXPIRED and clock.timestamp() < withdrawal.send_back_by
    return state is LineState.RESERVED or is_expired_lately


def settle(withdrawal: Withdrawal) -> None:
    """Carry out a withdrawal for each line that waits for it; again it changes nothing.

    One that waits for the order's payment is carried out by its deadline. Raises: Conflict.
    """
    if waits_for_payment(withdrawal):
        return
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
    if _state(line) in _ENDED:
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
    order = orders.order(line.order_id)
    if order.state is not LineState.PAID:
        return order.state
    seller_order = orders.seller_order(order, line.seller_id)
    return orders.seller_order_line(seller_order, line.line_id).state
