"""When and how much a seller is paid out, as dated data by standing."""

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from chalicelib.kernel.values.money import share
from chalicelib.markets import directory
from chalicelib.markets.market import History, Market, in_force
from chalicelib.payments.payouts.funds_entry import Funds

HOUSE = "platform terms"
OPENING = "2026-01-01"
NEW_FOR = timedelta(days=60)
BEST_AFTER = timedelta(days=180)


class PayoutTier(StrEnum):
    """`NEW` sellers leave a reserve; the `BEST`, who sold for half a year and honoured every sale, are paid sooner."""

    NEW = "NEW"
    STANDARD = "STANDARD"
    BEST = "BEST"


class PayoutTerms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a tier. `days_of_month` is None for the usual days of the market.

    `reserve_bp` of what came in since the last payout stays until the next one (basis points). A payout below
    `minimum_minor` waits for more.
    """

    days_of_month: tuple[int, ...] | None
    reserve_bp: int
    minimum_minor: int


TERMS: dict[PayoutTier, History[PayoutTerms]] = {
    PayoutTier.NEW: in_force(PayoutTerms(days_of_month=None, reserve_bp=1_000, minimum_minor=10_00), OPENING, HOUSE),
    PayoutTier.STANDARD: in_force(PayoutTerms(days_of_month=None, reserve_bp=0, minimum_minor=10_00), OPENING, HOUSE),
    PayoutTier.BEST: in_force(
        PayoutTerms(days_of_month=(1, 6, 11, 16, 21, 26), reserve_bp=0, minimum_minor=10_00), OPENING, HOUSE
    ),
}


def tier_of(admitted_at: str, *, lapses: int, on: date) -> PayoutTier:
    """A seller's tier on a day: by how long it has been admitted, and how many sales it did not honour."""
    admitted_for = on - datetime.fromisoformat(admitted_at).date()
    if admitted_for < NEW_FOR:
        return PayoutTier.NEW
    return PayoutTier.BEST if admitted_for >= BEST_AFTER and not lapses else PayoutTier.STANDARD


def usual_days(currency: str, cell: str, on: date) -> tuple[int, ...]:
    """The days of the month on which sellers are paid out in a currency: those of its first market in the cell."""
    market = _first_market(currency, cell)
    return market.windows.payout_days_of_month.at(on.isoformat())


def _first_market(currency: str, cell: str) -> Market:
    return next(market for market in directory.markets(cell) if market.currency == currency)


def is_payout_day(tier: PayoutTier, currency: str, cell: str, on: date) -> bool:
    """Whether sellers of a tier are paid out on a day."""
    return on.day in (TERMS[tier].at(on.isoformat()).days_of_month or usual_days(currency, cell, on))


def is_anybodys_payout_day(cell: str, on: date) -> bool:
    """Whether any tier is paid out on a day in a currency of the cell."""
    currencies = {market.currency for market in directory.markets(cell)}
    return any(is_payout_day(tier, currency, cell, on) for tier in PayoutTier for currency in currencies)


def reserve_minor(funds: Funds, tier: PayoutTier, on: date) -> int:
    """What stays of the funds at a payout: a share of what came in since the last one, and never more than there is."""
    came_in_minor = max(funds.balance_minor - funds.carried_minor, 0)
    return min(share(came_in_minor, TERMS[tier].at(on.isoformat()).reserve_bp), max(funds.balance_minor, 0))


def payout_minor(funds: Funds, tier: PayoutTier, *, at_stripe_minor: int, on: date) -> int:
    """What is paid out (minor units): the funds less the reserve, at most what Stripe has; 0 below the minimum."""
    amount_minor = min(funds.balance_minor - reserve_minor(funds, tier, on), at_stripe_minor)
    return amount_minor if amount_minor >= TERMS[tier].at(on.isoformat()).minimum_minor else 0
