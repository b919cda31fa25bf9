"""A posting on a seller's account as it is listed for the seller's bookkeeping."""

from typing import Literal

import msgspec

SellerEntryKind = Literal["SALE", "REFUND", "TRANSFER", "TRANSFER_REVERSAL", "NETTING", "DISPUTE", "ADJUSTMENT"]


class SaleParts(msgspec.Struct, frozen=True, kw_only=True):
    """What the seller's share of a sale consists of, in minor units; deductions are below 0."""

    price_minor: int
    shipping_minor: int
    commission_minor: int
    commission_vat_minor: int


class SellerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One posting on a seller's account (minor units): above 0 it is owed to the seller, below 0 it was taken off."""

    seller_id: str
    entry_id: str
    kind: SellerEntryKind
    order_id: str
    line_id: str
    sku: str
    currency: str
    amount_minor: int
    booked_at: str
    journal_id: str | None = None
    parts: SaleParts | None = None
