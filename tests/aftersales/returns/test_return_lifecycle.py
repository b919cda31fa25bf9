"""The table of a return's states: what ends never goes on, and a device that is with the seller never vanishes."""

import pytest

from chalicelib.aftersales.returns import return_lifecycle
from chalicelib.aftersales.returns.return_lifecycle import FINAL, NEXT, WITH_SELLER, IllegalReturnStep, ReturnState


def test_nothing_follows_the_end_of_a_return() -> None:
    assert {state for state in ReturnState if not NEXT[state]} == FINAL


def test_a_device_that_is_with_the_seller_leaves_by_a_remedy_or_goes_back() -> None:
    lost = {state for state in WITH_SELLER if ReturnState.CLOSED in NEXT[state]}
    assert lost == {ReturnState.TO_SEND_BACK}


def test_a_refused_step_says_where_the_return_is() -> None:
    return_lifecycle.require_next(ReturnState.REQUESTED, ReturnState.APPROVED)
    with pytest.raises(IllegalReturnStep) as refused:
        return_lifecycle.require_next(ReturnState.CLOSED, ReturnState.REFUNDED)
    assert refused.value.members == {"state": "CLOSED"}
