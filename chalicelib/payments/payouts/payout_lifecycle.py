"""A payout's life as a table, and what its status at Stripe means for it."""

from enum import StrEnum


class PayoutState(StrEnum):
    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    PAID = "PAID"
    FAILED = "FAILED"
    ABORTED = "ABORTED"


NEXT: dict[PayoutState, frozenset[PayoutState]] = {
    PayoutState.PENDING: frozenset({PayoutState.PROCESSING, PayoutState.PAID, PayoutState.FAILED, PayoutState.ABORTED}),
    PayoutState.PROCESSING: frozenset({PayoutState.PAID, PayoutState.FAILED, PayoutState.ABORTED}),
    # The bank may return the money days after Stripe reported success.
    PayoutState.PAID: frozenset({PayoutState.FAILED}),
    PayoutState.FAILED: frozenset(),
    PayoutState.ABORTED: frozenset(),
}

FIRST = PayoutState.PENDING
# What a payout did not bring to the bank is due again, and part of the next one.
FINAL = frozenset({PayoutState.PAID, PayoutState.FAILED, PayoutState.ABORTED})
RETURNED = frozenset({PayoutState.FAILED, PayoutState.ABORTED})

_AT_STRIPE = {
    "pending": PayoutState.PROCESSING,
    "in_transit": PayoutState.PROCESSING,
    "paid": PayoutState.PAID,
    "failed": PayoutState.FAILED,
    "canceled": PayoutState.ABORTED,
}


def after(state: PayoutState, stripe_status: str) -> PayoutState | None:
    """The state a payout takes on, by its status at Stripe; None where the status is known or older than what is known.

    Source of the statuses: https://docs.stripe.com/api/payouts/object#payout_object-status
    """
    target = _AT_STRIPE.get(stripe_status)
    return target if target in NEXT[state] else None
