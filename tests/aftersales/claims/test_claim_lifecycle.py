"""The table of a claim's states."""

import pytest

from chalicelib.aftersales.claims import claim_lifecycle
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, NEXT, ClaimState, IllegalClaimStep


def test_nothing_follows_the_end_of_a_claim() -> None:
    assert {state for state in ClaimState if not NEXT[state]} == FINAL


def test_only_a_contested_claim_can_be_rejected() -> None:
    assert {state for state in ClaimState if ClaimState.REJECTED in NEXT[state]} == {ClaimState.CONTESTED}


def test_a_refused_step_says_where_the_claim_is() -> None:
    claim_lifecycle.require_next(ClaimState.OPENED, ClaimState.CONTESTED)
    with pytest.raises(IllegalClaimStep) as refused:
        claim_lifecycle.require_next(ClaimState.REFUNDED, ClaimState.REPLACING)
    assert refused.value.members == {"state": "REFUNDED"}
