"""Refunds as values: one amount that goes back to a buyer, and the refunds of one line together."""

from collections.abc import Collection
from typing import Literal

import msgspec

from chalicelib.payments.refund_lifecycle import RefundState

# Why money goes back: a cancelled line, money that came after its order had ended, or a decision of the operators.
OperatorsReason = Literal["GOODWILL", "DEFECT", "NOT_AS_DESCRIBED", "LATE_DELIVERY", "PRICE_MISTAKE", "OTHER"]
RefundReason = Literal["CANCELLED", "LATE_MONEY", OperatorsReason]


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """One amount (minor units) that goes back to a buyer. `line_id` is None for late money.

    `refunded_before_minor` is what of the line was booked as refunded before; None until the refund itself is booked.
    `owed_minor` is what the platform owes the buyer of it: the whole amount after a failure, else 0.
    `bank_reference` and `paid_on` (YYYY-MM-DD) are of the bank transfer that paid it instead of Stripe.
    """

    order_id: str
    refund_id: str
    line_id: str | None = None
    reason: RefundReason
    amount_minor: int
    refunded_before_minor: int | None = None
    owed_minor: int = 0
    currency: str
    state: RefundState
    tries: int
    operation_id: str
    requested_at: str
    changed_at: str
    looked_at: str
    request_key: str | None = None
    stripe_id: str | None = None
    code: str | None = None
    bank_reference: str | None = None
    paid_on: str | None = None


class RefundedLine(msgspec.Struct, frozen=True, kw_only=True):
    """The refunds of one line together: how many, what they ask for, and what of them is booked (minor units)."""

    refunds: int = 0
    requested_minor: int = 0
    booked_minor: int = 0


def owed_minor(refunds: Collection[Refund]) -> int:
    """What the platform still owes the buyer because refunds failed or were refused, in minor units."""
    return sum(refund.owed_minor for refund in refunds)
