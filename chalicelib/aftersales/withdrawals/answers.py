"""The response bodies of withdrawals."""

from typing import TypedDict

from chalicelib.aftersales.withdrawals.lifecycle import WithdrawalState
from chalicelib.kernel.values.money import Money


class StatementReceived(TypedDict):
    """The first step, the same for any order and address: `withdrawal_id` is confirmed with the same statement."""

    withdrawal_id: str
    detail: str


class DeclarationReceived(TypedDict):
    """The second step, the same for any order and address; `received_at` is when the statement came in."""

    received_at: str
    detail: str


class ShownWithdrawnLine(TypedDict):
    """A withdrawn line. `proof` is null until the device is known to be on its way back, or to have arrived."""

    line_id: str
    state: WithdrawalState
    proof: str | None
    refunded: Money


class ShownWithdrawal(TypedDict):
    """A withdrawal: when it was declared, and the instants until which devices go back and money is refunded."""

    withdrawal_id: str
    declared_at: str
    send_back_by: str
    refund_by: str
    lines: list[ShownWithdrawnLine]
