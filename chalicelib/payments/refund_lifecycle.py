"""A refund's life as a table, and what its status at Stripe means for it."""

from enum import StrEnum

from chalicelib.kernel.values.problems import Problem


class RefundState(StrEnum):
    REQUESTED = "REQUESTED"
    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    REFUSED = "REFUSED"
    PAID_BY_BANK_TRANSFER = "PAID_BY_BANK_TRANSFER"


NEXT: dict[RefundState, frozenset[RefundState]] = {
    RefundState.REQUESTED: frozenset(
        {RefundState.PENDING, RefundState.SUCCEEDED, RefundState.FAILED, RefundState.REFUSED}
    ),
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    # The card's bank may return the money days after Stripe reported success.
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset({RefundState.REQUESTED, RefundState.PAID_BY_BANK_TRANSFER}),
    RefundState.REFUSED: frozenset({RefundState.REQUESTED, RefundState.PAID_BY_BANK_TRANSFER}),
    # A bank transfer may bounce, days after it was made.
    RefundState.PAID_BY_BANK_TRANSFER: frozenset({RefundState.FAILED}),
}

FIRST = RefundState.REQUESTED
# The buyer has the money.
FINAL = frozenset({RefundState.SUCCEEDED, RefundState.PAID_BY_BANK_TRANSFER})
# The platform owes the buyer the amount, and the operators must act.
OWED = frozenset({RefundState.FAILED, RefundState.REFUSED})

_AT_STRIPE = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


class RefundNotOwed(Problem):
    """`state` is the refund's state now."""

    slug, status, title = "refund-not-owed", 409, "The refund is neither failed nor refused"


def require_owed(state: RefundState) -> None:
    """Raises: RefundNotOwed unless the refund failed or was refused, so that the platform owes its amount."""
    if FIRST not in NEXT[state]:
        raise RefundNotOwed(state=state)


def after(state: RefundState, stripe_status: str) -> RefundState | None:
    """The state a refund takes on, by its status at Stripe; None where the status is known or older than what is known.

    Source of the statuses: https://docs.stripe.com/api/refunds/object#refund_object-status
    """
    if state is RefundState.PAID_BY_BANK_TRANSFER:
        return None  # only its bank transfer can still come back, of which Stripe knows nothing
    target = _AT_STRIPE.get(stripe_status, RefundState.PENDING)
    return target if target in NEXT[state] else None
