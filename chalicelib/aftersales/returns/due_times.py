"""By when each step of a return must be done, before the platform acts. Pure.

The seller's time limits are the market's; those below are the platform's terms.
"""

from datetime import timedelta

from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.next_steps import SELLERS_TURN, lapse
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.markets.due_dates import earlier, end_of_day, local_day, working_days_end_at
from chalicelib.markets.market import Market

# Directive 2011/83/EU art. 14(1) sets 14 days for sending back after a withdrawal; every buyer has them.
SEND_DAYS = 14
# A parcel without news for that long is looked into by the operators.
TRANSIT_DAYS = 21
APPEAL_DAYS = 14
SEND_BACK_DAYS = 5
# After a withdrawal the money is owed as soon as the device is back (Directive 2011/83/EU art. 13(3)).
WITHDRAWAL_INSPECTION_WORKING_DAYS = 2


# The seller is reminded so long before its time is over.
NOTICE = timedelta(hours=24)


def reminded_at(found: DeviceReturn) -> str | None:
    """When the seller is reminded of a return; None while others must act, and where its time is shorter than that."""
    if found.due_by is None or found.state not in SELLERS_TURN or found.taken_over_at is not None:
        return None
    at = earlier(found.due_by, NOTICE)
    return at if at > found.state_at else None


def due_by(found: DeviceReturn, market: Market) -> str | None:
    """When the current state's time is over; None where nothing follows by itself."""
    if lapse(found) is None:
        return None
    if found.state is ReturnState.REQUESTED:
        return working_days_end_at(
            market, found.opened_at, market.windows.first_answer_working_days.at(found.opened_at)
        )
    if found.state is ReturnState.APPROVED:
        return _days_after(market, found.state_at, SEND_DAYS)
    if found.state is ReturnState.IN_TRANSIT:
        return _days_after(market, found.state_at, TRANSIT_DAYS)
    if found.state is ReturnState.REFUSED:
        return _days_after(market, found.state_at, APPEAL_DAYS)
    if found.state is ReturnState.TO_SEND_BACK:
        return _days_after(market, found.state_at, SEND_BACK_DAYS)
    return _resolution_due_by(found, market)


def _resolution_due_by(found: DeviceReturn, market: Market) -> str:
    """First the time after which the platform takes over, then the time after which it refunds."""
    received_at = found.resolve_from or found.state_at
    windows = market.windows
    if found.reason is ReturnReason.WITHDRAWAL:
        inspected_by = working_days_end_at(market, received_at, WITHDRAWAL_INSPECTION_WORKING_DAYS)
        refunded_by = _days_after(market, found.opened_at, windows.refund_days.at(found.opened_at))
        return max(inspected_by, refunded_by)
    is_taken_over = found.taken_over_at is not None
    days = windows.return_limit_days if is_taken_over else windows.return_resolution_days
    return _days_after(market, received_at, days.at(received_at))


def _days_after(market: Market, at: str, days: int) -> str:
    return end_of_day(market, local_day(market, at) + timedelta(days=days))
