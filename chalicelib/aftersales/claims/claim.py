"""A claim: what a buyer reports of a line, and what came of it; by when each side must act. Pure."""

from datetime import timedelta
from typing import Literal

import msgspec

from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.aftersales.returns.device_return import Exchange
from chalicelib.markets.due_dates import end_of_day, local_day, working_days_end_at
from chalicelib.markets.market import Market

ClaimKind = Literal["NOT_RECEIVED", "DAMAGED_IN_TRANSIT", "WRONG_DEVICE"]
ClaimWish = Literal["REFUND", "EXCHANGE"]
# RETURN: the device comes back first.
ClaimRemedy = Literal["REFUND", "REPLACEMENT", "RETURN"]
ContestReason = Literal["DELIVERED", "PACKED_WELL", "RIGHT_DEVICE", "OTHER", "CARRIER_SAYS_DELIVERED"]
# Why a claim was met: by the seller's word, by its silence, by a replacement that was not shipped in time, or by the
# operators' decision.
ClaimCause = Literal["SELLER_ACCEPTED", "SELLER_SILENT", "NOT_SHIPPED", "OPERATORS_DECIDED"]

REPLACEMENT_DAYS = 5


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One report of a line. `version` counts the changes, from 1.

    `cause` is why it was met, None while it was not. `state_at` is when it took on its state, `due_by` when the
    platform acts unless the seller does.
    """

    claim_id: str
    order_id: str
    line_id: str
    seller_id: str
    sku: str
    product_id: str
    person_id: str
    market: str
    kind: ClaimKind
    wish: ClaimWish
    state: ClaimState
    version: int = 1
    fingerprint: str
    opened_at: str
    changed_at: str
    state_at: str
    due_by: str | None = None
    contest_reason: ContestReason | None = None
    cause: ClaimCause | None = None
    exchange: Exchange | None = None
    refund_id: str | None = None
    return_id: str | None = None
    file_ids: tuple[str, ...] = ()


def remedies(kind: ClaimKind) -> tuple[ClaimRemedy, ...]:
    """How a claim can be met; the first one is what happens where the seller is silent."""
    return ("REFUND", "REPLACEMENT") if kind == "NOT_RECEIVED" else ("RETURN", "REFUND", "REPLACEMENT")


def due_by(found: Claim, market: Market) -> str | None:
    """When the current state's time is over; None where the operators decide or the claim ended."""
    if found.state is ClaimState.OPENED:
        days = market.windows.first_answer_working_days.at(found.opened_at)
        return working_days_end_at(market, found.opened_at, days)
    if found.state is ClaimState.REPLACING:
        return end_of_day(market, local_day(market, found.state_at) + timedelta(days=REPLACEMENT_DAYS))
    return None
