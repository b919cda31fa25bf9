"""A payout's life: what Stripe's statuses mean for it, in whatever order they are heard."""

import pytest

from chalicelib.payments.payouts.payout_lifecycle import NEXT, PayoutState, after


@pytest.mark.parametrize(
    ("state", "status", "target"),
    [
        (PayoutState.PENDING, "pending", PayoutState.PROCESSING),
        (PayoutState.PENDING, "in_transit", PayoutState.PROCESSING),
        (PayoutState.PROCESSING, "in_transit", None),
        (PayoutState.PROCESSING, "paid", PayoutState.PAID),
        (PayoutState.PROCESSING, "canceled", PayoutState.ABORTED),
        (PayoutState.PAID, "failed", PayoutState.FAILED),
        (PayoutState.PAID, "in_transit", None),
        (PayoutState.PAID, "paid", None),
        (PayoutState.FAILED, "paid", None),
        (PayoutState.PROCESSING, "a status nobody knows", None),
    ],
)
def test_a_status_at_stripe_moves_a_payout_forward_or_not_at_all(
    state: PayoutState, status: str, target: PayoutState | None
) -> None:
    assert after(state, status) is target


def test_what_failed_is_over() -> None:
    assert NEXT[PayoutState.FAILED] == NEXT[PayoutState.ABORTED] == frozenset()
