"""What the operators may decide about a return is what its lifecycle allows."""

import pytest

from chalicelib.aftersales.returns.decision_policy import decisions_for
from chalicelib.aftersales.returns.return_lifecycle import FINAL, NEXT, ReturnState

S = ReturnState


@pytest.mark.parametrize(
    ("state", "decisions"),
    [
        (S.REQUESTED, ("APPROVE", "REFUND")),
        (S.APPROVED, ("REFUND", "CLOSE")),
        (S.IN_TRANSIT, ("REFUND", "CLOSE")),
        (S.RECEIVED, ("REFUND",)),
        (S.INSPECTED, ("REFUND",)),
        (S.IN_REPAIR, ("REFUND",)),
        (S.REPLACING, ("REFUND",)),
        (S.REFUSED, ("APPROVE",)),
        (S.APPEALED, ("APPROVE", "REFUND", "REJECT")),
        (S.TO_SEND_BACK, ("REFUND", "CLOSE")),
    ],
)
def test_only_decisions_that_fit_the_state_are_offered(state: ReturnState, decisions: tuple[str, ...]) -> None:
    assert decisions_for(state) == decisions


@pytest.mark.parametrize("state", sorted(NEXT))
def test_every_open_return_can_be_decided_and_no_ended_one(state: ReturnState) -> None:
    assert bool(decisions_for(state)) is (state not in FINAL)
