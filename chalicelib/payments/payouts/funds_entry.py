"""A seller's funds at Stripe and their entries, as values."""

from typing import Literal

import msgspec

# The last two are never stored: what a payout found from the one before, and what it leaves for the next one.
EntryKind = Literal["TRANSFER", "TRANSFER_REVERSAL", "PAYOUT", "PAYOUT_RETURNED", "CARRIED", "KEPT"]


class Funds(msgspec.Struct, frozen=True, kw_only=True):
    """What a seller has at Stripe in a currency (minor units), and the numbers of its entries."""

    seller_id: str
    currency: str
    balance_minor: int = 0
    entries: int = 0
    paid_through: int = 0
    carried_minor: int = 0
    failed_payout_id: str | None = None


class FundsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One movement in minor units; below 0 it left the funds."""

    kind: EntryKind
    amount_minor: int
    booked_at: str
    order_id: str | None = None
    line_id: str | None = None
    sku: str | None = None
    stripe_id: str | None = None
    payout_id: str | None = None
