"""Which decisions of the operators fit a return in each of its states: policy as data. Pure."""

from typing import Literal

from chalicelib.aftersales.returns.return_lifecycle import NEXT, ReturnState

# APPROVE: the device comes back, or the seller goes on with one that is there. REFUND: the money at once. REJECT: the
# refusal stands. CLOSE: nothing more is owed, for example a device that was never sent.
Decision = Literal["APPROVE", "REFUND", "REJECT", "CLOSE"]


def _before(target: ReturnState) -> frozenset[ReturnState]:
    return frozenset(state for state, following in NEXT.items() if target in following)


FITTING: dict[Decision, frozenset[ReturnState]] = {
    "APPROVE": _before(ReturnState.APPROVED),
    "REFUND": _before(ReturnState.REFUNDED),
    "REJECT": frozenset({ReturnState.APPEALED}),
    # What was not sent, did not arrive, or is owed back. Answers and deadlines close the rest.
    "CLOSE": frozenset({ReturnState.APPROVED, ReturnState.IN_TRANSIT, ReturnState.TO_SEND_BACK}),
}


def decisions_for(state: ReturnState) -> tuple[Decision, ...]:
    """The decisions that fit a return in this state; none for one that ended."""
    return tuple(decision for decision, states in FITTING.items() if state in states)
