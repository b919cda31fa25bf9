"""Refunds as values: one amount that goes back to a buyer, and the refunds of one line together."""

from collections.abc import Collection
from typing import Literal

import msgspec

from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import NO_PARTS, Parts

# Why money goes back: a cancelled line, a right of the buyer after the sale, a refund made in Stripe's dashboard, a
# lost dispute, money that came after its order had ended, or a decision of operators or sellers.
DecidedReason = Literal["GOODWILL", "DEFECT", "NOT_AS_DESCRIBED", "LATE_DELIVERY", "PRICE_MISTAKE", "OTHER"]
AfterSaleReason = Literal["WITHDRAWAL", "RETURN", "GUARANTEE", "NOT_RECEIVED", "DAMAGED_IN_TRANSIT", "WRONG_DEVICE"]
RefundReason = Literal["CANCELLED", "LATE_MONEY", "DASHBOARD", "DISPUTE", AfterSaleReason, DecidedReason]
# SELLER: the sale is undone by the amount, with commission and the VAT on it. PLATFORM: it is the platform's expense,
# and what the seller is owed for the sale stays. The service fee is the platform's and goes back whoever bears.
Bearer = Literal["SELLER", "PLATFORM"]


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """One amount (minor units) that goes back to a buyer. `line_id` and `bearer` are None for late money.

    `parts` is what the buyer gets back of each part of the line, `reverses` what of each part's sale is undone: less
    where the platform bears, more where the last of a part goes back of which the platform gave some before.
    `refunded_before_minor` is what of the line was booked as refunded before, `reversed_before` what of its sale was
    undone; both are None until the refund itself is booked.
    `owed_minor` is what the platform owes the buyer of it: the whole amount after a failure, else 0.
    `paid_from` is the refund on suspense whose money it is, or the dispute in which a bank took it; of a refund on
    suspense `assigned_minor` is what lines were named for.
    `bank_reference` and `paid_on` (YYYY-MM-DD) are of the bank transfer that paid it instead of Stripe, the latest of
    `bank_transfers`.
    """

    order_id: str
    refund_id: str
    line_id: str | None = None
    reason: RefundReason
    bearer: Bearer | None = None
    amount_minor: int
    parts: Parts = NO_PARTS
    reverses: Parts = NO_PARTS
    refunded_before_minor: int | None = None
    reversed_before: Parts | None = None
    owed_minor: int = 0
    currency: str
    state: RefundState
    tries: int
    operation_id: str
    requested_at: str
    changed_at: str
    looked_at: str
    paid_from: str | None = None
    assigned_minor: int = 0
    bank_transfers: int = 0
    request_key: str | None = None
    stripe_id: str | None = None
    code: str | None = None
    bank_reference: str | None = None
    paid_on: str | None = None


class RefundedLine(msgspec.Struct, frozen=True, kw_only=True):
    """The refunds of one line together: how many, what they ask for and undo, and what of them is booked (minor units).

    `requested` is what goes back of each part, `reversing` what of each part's sale is undone by it, `reversed` what of
    that is booked. `requested_minor` is the total of `requested`; `booked_minor` is what of it is booked.
    """

    refunds: int = 0
    requested_minor: int = 0
    booked_minor: int = 0
    requested: Parts = NO_PARTS
    reversing: Parts = NO_PARTS
    reversed: Parts = NO_PARTS


def owed_minor(refunds: Collection[Refund]) -> int:
    """What the platform still owes the buyer because refunds failed or were refused, in minor units."""
    return sum(refund.owed_minor for refund in refunds)
