"""A withdrawal as its buyer sees it."""

from collections.abc import Collection

from chalicelib.aftersales.withdrawals import answers
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal, WithdrawnLine
from chalicelib.kernel.values.money import Money


def withdrawal_view(withdrawal: Withdrawal, lines: Collection[WithdrawnLine], currency: str) -> answers.ShownWithdrawal:
    """A withdrawal with those of the order's withdrawn lines that it is about."""
    return {
        "withdrawal_id": withdrawal.withdrawal_id,
        "declared_at": withdrawal.declared_at,
        "send_back_by": withdrawal.send_back_by,
        "refund_by": withdrawal.refund_by,
        "lines": [_line(line, currency) for line in lines if line.withdrawal_id == withdrawal.withdrawal_id],
    }


def _line(line: WithdrawnLine, currency: str) -> answers.ShownWithdrawnLine:
    return {
        "line_id": line.line_id,
        "state": line.state,
        "proof": line.proof,
        "refunded": Money(line.refunded_minor, currency),
    }
