"""A refund's life as a table, and what its status at Stripe means for it."""

from enum import StrEnum

from chalicelib.kernel.values.problems import Problem


class RefundState(StrEnum):
    REQUESTED = "REQUESTED"
    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    REFUSED = "REFUSED"


NEXT: dict[RefundState, frozenset[RefundState]] = {
    RefundState.REQUESTED: frozenset(
        {RefundState.PENDING, RefundState.SUCCEEDED, RefundState.FAILED, RefundState.REFUSED}
    ),
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    # The card's bank may send the money back days after Stripe said that it went out.
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset({RefundState.REQUESTED}),
    RefundState.REFUSED: frozenset({RefundState.REQUESTED}),
}

FIRST = RefundState.REQUESTED
FINAL = frozenset({RefundState.SUCCEEDED})

_AT_STRIPE = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


class RefundNotRetryable(Problem):
    """`state` is the refund's state now."""

    slug, status, title = "refund-not-retryable", 409, "Only a failed or refused refund can be tried again"


def after(state: RefundState, stripe_status: str) -> RefundState | None:
    """The state a refund takes on, by its status at Stripe; None where that is no news or is older than what is known.

    Source of the statuses: https://docs.stripe.com/api/refunds/object#refund_object-status
    """
    target = _AT_STRIPE.get(stripe_status, RefundState.PENDING)
    return target if target in NEXT[state] else None
