"""By which right a buyer may send a device back, and until when. Pure.

Sources: Directive 2011/83/EU art. 9 (withdrawal), Directive (EU) 2019/771 art. 10 (legal guarantee), the platform's
terms (free return), the seller's promise (commercial guarantee).
"""

from collections.abc import Collection
from enum import StrEnum

import msgspec

from chalicelib.aftersales.cases.reasons import NON_CONFORMITY, ReturnReason
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets import due_dates
from chalicelib.markets.market import Market


class Right(StrEnum):
    """The strongest first."""

    WITHDRAWAL = "WITHDRAWAL"
    FREE_RETURN = "FREE_RETURN"
    LEGAL_GUARANTEE = "LEGAL_GUARANTEE"
    COMMERCIAL_GUARANTEE = "COMMERCIAL_GUARANTEE"


# Rights that need no reason: a seller cannot refuse such a return before it has inspected the device.
WITHOUT_REASON = frozenset({Right.WITHDRAWAL, Right.FREE_RETURN})


class RightUntil(msgspec.Struct, frozen=True, kw_only=True):
    """A right and the instant at which it ends."""

    right: Right
    ends_at: str


class DeliveredLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the rights of a line follow from. `deliveries` are those of all devices of its seller in the order."""

    ordered_at: str
    delivered_at: str
    deliveries: tuple[str, ...]
    guarantee_months: int
    repairs: int = 0


class NoRightToReturn(Problem):
    """`rights` are the buyer's rights with the time at which each ends or ended."""

    slug, status, title = "no-right-to-return", 409, "The time to send this device back for this reason is over"


def rights(market: Market, line: DeliveredLine) -> tuple[RightUntil, ...]:
    """Every right of the line's buyer, in force or over, the strongest first."""
    ends = {
        Right.WITHDRAWAL: due_dates.withdrawal_ends_at(market, *line.deliveries),
        Right.FREE_RETURN: due_dates.free_return_ends_at(market, line.ordered_at, line.delivered_at),
        Right.LEGAL_GUARANTEE: due_dates.legal_guarantee_ends_at(
            market, line.ordered_at, line.delivered_at, repairs=line.repairs
        ),
        Right.COMMERCIAL_GUARANTEE: due_dates.guarantee_ends_at(market, line.delivered_at, line.guarantee_months),
    }
    return tuple(RightUntil(right=right, ends_at=ends_at) for right, ends_at in ends.items() if ends_at is not None)


def in_force(found: Collection[RightUntil], now: str) -> list[Right]:
    """The rights that have not ended."""
    return [each.right for each in found if now < each.ends_at]


def right_for(reason: ReturnReason, found: Collection[RightUntil], now: str) -> Right:
    """The strongest right by which a device may come back for a reason.

    Raises: NoRightToReturn.
    """
    for right in in_force(found, now):
        if right in WITHOUT_REASON or reason in NON_CONFORMITY:
            return right
    ended = [{"right": each.right, "ends_at": each.ends_at} for each in found]
    raise NoRightToReturn(rights=ended)


def ground_of(reason: ReturnReason, right: Right, market: Market, *, ordered_at: str, guarantee_months: int) -> Right:
    """The right on which a return rests, as it is shown; `right`, the strongest in force, decides what is refunded.

    A device that does not conform comes back by a guarantee, also while it could be withdrawn or returned freely.
    """
    if reason not in NON_CONFORMITY or right not in WITHOUT_REASON:
        return right
    if due_dates.legal_guarantee_ends_at(market, ordered_at, ordered_at) is not None:
        return Right.LEGAL_GUARANTEE
    return Right.COMMERCIAL_GUARANTEE if guarantee_months else right
