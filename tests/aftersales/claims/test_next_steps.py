"""Whose turn it is in each state of a claim, and what follows where that party does not act."""

import msgspec
import pytest

from chalicelib.aftersales.claims.claim_lifecycle import FINAL, ClaimState
from chalicelib.aftersales.claims.next_steps import next_step
from tests.aftersales.claims.test_claim import FRIDAY, a_claim


@pytest.mark.parametrize(
    ("state", "due_by", "actor", "follows"),
    [
        (ClaimState.OPENED, FRIDAY, "SELLER", "MET"),
        (ClaimState.REPLACING, FRIDAY, "SELLER", "REFUNDED"),
        (ClaimState.CONTESTED, None, "PLATFORM", None),
        (ClaimState.OPENED, None, "SELLER", None),
    ],
)
def test_each_state_has_a_party_that_acts_and_what_follows_its_silence(
    state: ClaimState, due_by: str | None, actor: str, follows: str | None
) -> None:
    step = next_step(msgspec.structs.replace(a_claim(state), due_by=due_by))
    assert step is not None
    assert (step.actor, step.lapse, step.due_by) == (actor, follows, due_by)


def test_a_claim_that_ended_has_no_next_step() -> None:
    assert {next_step(a_claim(state)) for state in FINAL} == {None}
