"""What the return of a withdrawn line says of it: the device was sent or arrived, the line is refunded or is not."""

from functools import partial
from typing import Any

from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState
from chalicelib.aftersales.withdrawals import deadline_kinds, line_changes, queries
from chalicelib.aftersales.withdrawals.lifecycle import NEXT, UNREFUNDED, WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import WithdrawnLine
from chalicelib.kernel import deadlines
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments import refund_queries


def follow(order_id: str, line_id: str) -> None:
    """Note at a withdrawn line what its return knows; again it changes nothing. Nothing without a return.

    Raises: Conflict.
    """
    transactions.retry_on_conflict(partial(_follow, order_id, line_id))


def _follow(order_id: str, line_id: str) -> None:
    line = queries.find_line(order_id, line_id)
    if line is None or line.return_id is None or line.state not in UNREFUNDED:
        return
    found = returns.device_return(line.return_id)
    noted, target = _proof(line, found), _target(line, found)
    if target is not None:
        if target is WithdrawalState.REFUNDED:
            noted |= {"refunded_minor": _refunded_minor(found)}
        transactions.commit([line_changes.move_act(line, target, **noted)])
    elif noted:
        transactions.commit([line_changes.change_act(line, **noted), *_refund_acts(line)])


def _proof(line: WithdrawnLine, found: DeviceReturn) -> dict[str, Any]:
    """The proof that is new."""
    if found.received_at is not None and line.proof != "RECEIVED":
        return {"proof": "RECEIVED", "proven_at": line.proven_at or found.sent_at or found.received_at}
    if found.sent_at is not None and line.proof is None:
        return {"proof": "SENT", "proven_at": found.sent_at}
    return {}


def _target(line: WithdrawnLine, found: DeviceReturn) -> WithdrawalState | None:
    if found.state not in FINAL:
        return None
    is_refunded = found.state is ReturnState.REFUNDED
    target = WithdrawalState.REFUNDED if is_refunded else WithdrawalState.NOT_SENT_BACK
    return target if target in NEXT[line.state] else None


def _refunded_minor(found: DeviceReturn) -> int:
    """Nothing where all of the line was refunded before."""
    return refund_queries.find(found.order_id, found.refund_id).amount_minor if found.refund_id else 0


def _refund_acts(line: WithdrawnLine) -> list[transactions.Act]:
    """The first proof after the time to refund is over has the refund made within minutes."""
    if line.proof is not None or clock.timestamp() < line.refund_by:
        return []
    withdrawal = queries.withdrawal(line.order_id, line.withdrawal_id)
    return [deadlines.schedule_act(deadline_kinds.refund_now(withdrawal))]
