"""A refund follows what Stripe says of it forwards, never backwards."""

import pytest

from chalicelib.payments.refund_lifecycle import NEXT, RefundNotOwed, RefundState, after, require_owed

REQUESTED, PENDING, SUCCEEDED, FAILED, REFUSED, PAID_BY_BANK_TRANSFER = RefundState


@pytest.mark.parametrize(
    ("state", "status", "target"),
    [
        (REQUESTED, "succeeded", SUCCEEDED),
        (REQUESTED, "pending", PENDING),
        (REQUESTED, "requires_action", PENDING),
        (REQUESTED, "failed", FAILED),
        (REQUESTED, "canceled", FAILED),
        (PENDING, "succeeded", SUCCEEDED),
        (PENDING, "failed", FAILED),
        (SUCCEEDED, "failed", FAILED),
        (PENDING, "pending", None),
        (SUCCEEDED, "succeeded", None),
        (SUCCEEDED, "pending", None),
        (FAILED, "succeeded", None),
        (FAILED, "failed", None),
        (REFUSED, "succeeded", None),
        (PAID_BY_BANK_TRANSFER, "failed", None),
    ],
)
def test_a_refund_takes_on_what_is_news_and_nothing_older(
    state: RefundState, status: str, target: RefundState | None
) -> None:
    assert after(state, status) == target


@pytest.mark.parametrize("state", [REQUESTED, PENDING, SUCCEEDED, PAID_BY_BANK_TRANSFER])
def test_what_is_on_its_way_or_paid_is_not_owed(state: RefundState) -> None:
    with pytest.raises(RefundNotOwed) as refusal:
        require_owed(state)
    assert refusal.value.members["state"] == state


def test_only_what_did_not_reach_the_buyer_is_tried_again() -> None:
    assert {state for state in RefundState if REQUESTED in NEXT[state]} == {FAILED, REFUSED}
    require_owed(FAILED)
    require_owed(REFUSED)
