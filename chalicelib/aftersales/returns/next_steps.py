"""Who acts next on a return, and what follows by itself when that party's time is over. Pure."""

from chalicelib.aftersales.cases.next_step import Actor, Lapse, NextStep
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState

SELLERS_TURN = frozenset(
    {
        ReturnState.REQUESTED,
        ReturnState.RECEIVED,
        ReturnState.INSPECTED,
        ReturnState.IN_REPAIR,
        ReturnState.REPLACING,
        ReturnState.TO_SEND_BACK,
    }
)
_BUYERS_TURN = frozenset({ReturnState.APPROVED, ReturnState.REFUSED})


def lapse(found: DeviceReturn) -> Lapse | None:
    """What `deadline_handlers` does when the time of the current state is over; None where no time runs.

    Nothing follows by itself in a return that was taken over and whose device is not with the seller or should have
    left it: the operators decide.
    """
    is_withdrawal = found.reason is ReturnReason.WITHDRAWAL
    taking_over: Lapse | None = "TAKEN_OVER" if found.taken_over_at is None else None
    lapses: dict[ReturnState, Lapse | None] = {
        ReturnState.REQUESTED: "APPROVED",
        ReturnState.APPROVED: taking_over if is_withdrawal else "CLOSED",
        ReturnState.IN_TRANSIT: taking_over,
        ReturnState.REFUSED: "REFUSAL_STANDS",
        ReturnState.TO_SEND_BACK: taking_over,
    }
    if found.state in lapses:
        return lapses[found.state]
    if found.state in SELLERS_TURN:
        return "REFUNDED" if is_withdrawal else taking_over or "REFUNDED"
    return None


def next_step(found: DeviceReturn) -> NextStep | None:
    """Who acts next, with the time the return has; None for one that ended."""
    if found.state in FINAL:
        return None
    follows = lapse(found)
    if follows is None or found.due_by is None:
        return NextStep(actor=_actor(found))
    return NextStep(actor=_actor(found), lapse=follows, due_by=found.due_by)


def _actor(found: DeviceReturn) -> Actor:
    if found.state in _BUYERS_TURN:
        return "BUYER"
    if found.state is ReturnState.APPEALED or found.taken_over_at is not None:
        return "PLATFORM"
    return "SELLER" if found.state in SELLERS_TURN else "CARRIER"
