"""A transfer's life as a table, and why one waits."""

from enum import StrEnum
from typing import Literal


class TransferState(StrEnum):
    """Stored are all but `ON_HOLD`, which is a pending transfer that something stands in the way of."""

    PENDING = "PENDING"
    ON_HOLD = "ON_HOLD"
    PROCESSING = "PROCESSING"
    PAID = "PAID"
    FAILED = "FAILED"
    ABORTED = "ABORTED"


NEXT: dict[TransferState, frozenset[TransferState]] = {
    TransferState.PENDING: frozenset({TransferState.ON_HOLD, TransferState.PROCESSING, TransferState.ABORTED}),
    TransferState.ON_HOLD: frozenset({TransferState.PENDING, TransferState.ABORTED}),
    # Stripe may find the account restricted since it was looked at.
    TransferState.PROCESSING: frozenset({TransferState.PAID, TransferState.FAILED, TransferState.ON_HOLD}),
    # A refund takes a transfer back, and a dispute that is won after that makes another one.
    TransferState.PAID: frozenset({TransferState.PROCESSING}),
    TransferState.FAILED: frozenset({TransferState.PENDING, TransferState.ABORTED}),
    TransferState.ABORTED: frozenset({TransferState.PROCESSING}),
}

FIRST = TransferState.PENDING
# Nothing is left to do unless the line is refunded or disputed.
FINAL = frozenset({TransferState.PAID, TransferState.ABORTED})

# Why a transfer is not made yet. The first two are the usual course, the others put it on hold.
WaitReason = Literal[
    "AWAITING_DELIVERY", "NOT_AVAILABLE_YET", "CASE_OPEN", "REFUND_PENDING", "NO_ACCOUNT", "ACCOUNT_RESTRICTED"
]
ON_HOLD_FOR: frozenset[WaitReason] = frozenset({"CASE_OPEN", "REFUND_PENDING", "NO_ACCOUNT", "ACCOUNT_RESTRICTED"})
