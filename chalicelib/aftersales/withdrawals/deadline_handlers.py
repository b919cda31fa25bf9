"""What happens when a time of a withdrawal is over: it is carried out, refunded, or no longer waited for."""

from chalicelib.aftersales.withdrawals import deadline_kinds, line_changes, queries, refunds, settlement
from chalicelib.aftersales.withdrawals.lifecycle import WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.storage import transactions


def settle_withdrawal(deadline: Deadline) -> None:
    """Carry out what the request that declared the withdrawal left undone, once the order is paid or released.

    Raises: Conflict.
    """
    withdrawal = _withdrawal(deadline)
    if settlement.waits_for_payment(withdrawal):
        transactions.write(deadlines.schedule_act(deadline_kinds.settle_later(withdrawal)))
        return
    settlement.settle(withdrawal)


def refund_withdrawal(deadline: Deadline) -> None:
    """Refund what was proved to be sent, or has arrived. Raises: Conflict."""
    refunds.refund_due(deadline.payload["order_id"])


def close_unsent(deadline: Deadline) -> None:
    """A device that was neither sent nor received in time is waited for no longer; the contract stays ended."""
    for line in queries.lines_of(_withdrawal(deadline)):
        if line.state is WithdrawalState.AWAITING_DEVICE and line.proof is None:
            transactions.commit([line_changes.move_act(line, WithdrawalState.NOT_SENT_BACK)])


def _withdrawal(deadline: Deadline) -> Withdrawal:
    return queries.withdrawal(deadline.payload["order_id"], deadline.payload["withdrawal_id"])
