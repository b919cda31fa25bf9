"""When a buyer's rights end: counted in days of the market's calendar, returned as the instant at which they end.

Timestamps are strings as they are stored. A buyer never loses a day to a time zone: the day of delivery is read on the
market's most advanced clock, and the last day lasts until midnight on its slowest one.
"""

from datetime import UTC, date, datetime, time, timedelta

from chalicelib.markets.guarantees import legal_guarantee_months
from chalicelib.markets.market import Market
from chalicelib.markets.working_days import black_friday, next_working_day, working_days_after


def local_day(market: Market, at: str) -> date:
    """The day a timestamp falls on in the market, the later one where clocks disagree."""
    return (datetime.fromisoformat(at).astimezone(UTC) + timedelta(hours=market.hours_ahead_of_utc)).date()


def end_of_day(market: Market, day: date) -> str:
    """The instant `day` is over everywhere in the market; what happens before it was in time."""
    midnight = datetime.combine(day, time(), UTC) + timedelta(days=1, hours=market.hours_behind_utc)
    return midnight.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def last_day(market: Market, ends_at: str) -> date:
    """The day in the market on which what ends at an instant can last be done: that of `end_of_day` again."""
    last_moment = datetime.fromisoformat(ends_at).astimezone(UTC) - timedelta(milliseconds=1)
    return (last_moment - timedelta(hours=market.hours_behind_utc)).date()


def arrival_day(market: Market, ordered_at: str, delivery_days: int) -> date:
    """The promised day of arrival: `delivery_days` calendar days after the order, or the next working day."""
    return next_working_day(market.code, local_day(market, ordered_at) + timedelta(days=delivery_days))


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (Regulation 1182/71 art. 3(2)c)."""
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def withdrawal_ends_at(market: Market, delivered_at: str, *, informed: bool = True) -> str | None:
    """When the right to withdraw ends; None where the market has no such right.

    The day of delivery does not count. A buyer who was not informed of the right has it 12 months longer
    (Directive 2011/83/EU art. 10).
    """
    days = market.windows.withdrawal_days.at(delivered_at)
    if days == 0:
        return None
    last = local_day(market, delivered_at) + timedelta(days=days)
    if not informed:
        last = months_after(last, market.windows.uninformed_withdrawal_months.at(delivered_at))
    return end_of_day(market, next_working_day(market.code, last))


def free_return_ends_at(market: Market, ordered_at: str, delivered_at: str) -> str:
    """When the right to send a device back free of charge, for any reason, ends.

    Orders from Black Friday to 31 December can be returned until 31 January, because they may be presents.
    """
    last = local_day(market, delivered_at) + timedelta(days=market.windows.free_return_days.at(delivered_at))
    ordered = local_day(market, ordered_at)
    if ordered >= black_friday(ordered.year):
        last = max(last, date(ordered.year + 1, 1, 31))
    return end_of_day(market, next_working_day(market.code, last))


def legal_guarantee_ends_at(market: Market, delivered_at: str, *, agreed_months: int | None = None) -> str | None:
    """When the legal guarantee's term ends; None where the law sets none. A minimum where it is open-ended."""
    months = legal_guarantee_months(market, delivered_at, agreed_months=agreed_months)
    return guarantee_ends_at(market, delivered_at, months) if months else None


def guarantee_ends_at(market: Market, delivered_at: str, months: int) -> str:
    """When a guarantee of `months` from delivery ends."""
    return end_of_day(market, months_after(local_day(market, delivered_at), months))


def working_days_end_at(market: Market, from_at: str, working_days: int) -> str:
    """The end of the last of `working_days` after an event; the day of the event does not count."""
    return end_of_day(market, working_days_after(market.code, local_day(market, from_at), working_days))


def shipment_due_at(market: Market, accepted_at: str, delivery_days: int) -> str:
    """When a line that was not shipped is cancelled: its delivery days and the grace period after acceptance."""
    grace_days = market.windows.shipping_grace_days.at(accepted_at)
    last = local_day(market, accepted_at) + timedelta(days=delivery_days + grace_days)
    return end_of_day(market, next_working_day(market.code, last))
