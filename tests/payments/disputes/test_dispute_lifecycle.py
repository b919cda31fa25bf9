"""A dispute's table has every state of Stripe's, each reached from another or the first."""

import pytest

from chalicelib.payments.disputes.dispute_lifecycle import (
    ANSWERABLE,
    FINAL,
    INQUIRY,
    NEXT,
    DisputeState,
    UnknownDisputeStatus,
    state_of,
)


def test_a_status_that_stripe_has_added_since_is_an_error() -> None:
    with pytest.raises(UnknownDisputeStatus):
        state_of("thinking_about_it")


def test_every_state_follows_from_another_or_is_the_first() -> None:
    assert set().union(*NEXT.values()) | {DisputeState.WARNING_NEEDS_RESPONSE} == set(DisputeState)


def test_an_answer_is_possible_until_it_was_given_or_the_bank_decided() -> None:
    assert {DisputeState.WARNING_NEEDS_RESPONSE, DisputeState.NEEDS_RESPONSE} == ANSWERABLE
    assert not ANSWERABLE & FINAL
    assert all(state.startswith("WARNING_") for state in INQUIRY)
