"""The states of a withdrawn line and their transitions."""

from enum import StrEnum


class WithdrawalState(StrEnum):
    """A withdrawn line. `REFUNDED` says that its refund was requested; the refund has states of its own."""

    DECLARED = "DECLARED"
    CANCELLED = "CANCELLED"
    AWAITING_DEVICE = "AWAITING_DEVICE"
    NOT_SENT_BACK = "NOT_SENT_BACK"
    REFUNDED = "REFUNDED"


NEXT: dict[WithdrawalState, frozenset[WithdrawalState]] = {
    # What was not shipped is cancelled; what was shipped must come back.
    WithdrawalState.DECLARED: frozenset({WithdrawalState.CANCELLED, WithdrawalState.AWAITING_DEVICE}),
    WithdrawalState.AWAITING_DEVICE: frozenset({WithdrawalState.REFUNDED, WithdrawalState.NOT_SENT_BACK}),
    # The contract stays ended: a device that arrives late is refunded all the same.
    WithdrawalState.NOT_SENT_BACK: frozenset({WithdrawalState.REFUNDED}),
    WithdrawalState.CANCELLED: frozenset(),
    WithdrawalState.REFUNDED: frozenset(),
}

FIRST = WithdrawalState.DECLARED
FINAL = frozenset({WithdrawalState.CANCELLED, WithdrawalState.NOT_SENT_BACK, WithdrawalState.REFUNDED})
# The device is with the buyer or the carrier, and what was paid for it is still to be refunded.
UNREFUNDED = frozenset({WithdrawalState.AWAITING_DEVICE, WithdrawalState.NOT_SENT_BACK})
