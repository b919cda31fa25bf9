"""When a buyer's rights end: counted in days of the market's calendar, returned as the instant at which they end.

Timestamps are strings as they are stored. A buyer never loses a day to a time zone: the day of delivery is read on the
market's most advanced clock, and the last day lasts until midnight on its slowest one.

Days within which a buyer or seller must act end with the next working day where the last one is none (Regulation (EEC)
1182/71 art. 3(4)). The term of a guarantee is no such time: it ends on its day, in Germany alone with the next working
day (BGB § 193, since it is a limitation period there).
"""

from datetime import UTC, date, datetime, time, timedelta

from chalicelib.markets.clocks import local_time
from chalicelib.markets.guarantees import legal_guarantee_months
from chalicelib.markets.market import Market
from chalicelib.markets.working_days import black_friday, next_working_day, working_days_after

# For `informed_at`: before the contract, as the pages and the order's mail inform every buyer.
BEFORE_THE_CONTRACT = "1970-01-01T00:00:00.000Z"

# Counts the twelve months of a buyer who was not informed from the delivery and adds the days (BGB § 356(3)); the
# Directive adds the months to the end of the first period (2011/83/EU art. 10(1)).
_MONTHS_FIRST = frozenset({"DE"})


def local_day(market: Market, at: str) -> date:
    """The day a timestamp falls on in the market, on the most advanced clock where clocks disagree."""
    return local_time(market.clock, at).date()


def end_of_day(market: Market, day: date) -> str:
    """The instant `day` is over everywhere in the market; what happens before it was in time."""
    midnight = datetime.combine(day, time(), UTC) + timedelta(days=1, hours=market.hours_behind_utc)
    return _stamp(midnight)


def start_of_day(market: Market, day: date) -> str:
    """The first instant at which `day` is read on the market's most advanced clock."""
    midnight = datetime.combine(day, time(), UTC)
    offset = local_time(market.clock, _stamp(midnight)).utcoffset()
    return _stamp(midnight - (offset or timedelta()))


def last_day(market: Market, ends_at: str) -> date:
    """The day in the market on which what ends at an instant can last be done: that of `end_of_day` again."""
    last_moment = datetime.fromisoformat(ends_at).astimezone(UTC) - timedelta(milliseconds=1)
    return (last_moment - timedelta(hours=market.hours_behind_utc)).date()


def arrival_day(market: Market, ordered_at: str, delivery_days: int) -> date:
    """The promised day of arrival: `delivery_days` calendar days after the order, or the next working day."""
    return next_working_day(market.code, local_day(market, ordered_at) + timedelta(days=delivery_days))


def delay_notice_at(market: Market, ordered_at: str, delivery_days: int) -> str:
    """When the buyer of a line that is not shipped is told: as the promised day of arrival begins.

    What has not left by then cannot arrive in time, and the promise has not been broken yet (16 CFR 435.2(b): before
    the time promised has passed).
    """
    return start_of_day(market, arrival_day(market, ordered_at, delivery_days))


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (Regulation 1182/71 art. 3(2)c)."""
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def withdrawal_ends_at(market: Market, *delivered_at: str, informed_at: str | None = BEFORE_THE_CONTRACT) -> str | None:
    """When the right to withdraw ends; None where the market has no such right.

    `delivered_at` are the deliveries of all goods of one seller in the order: the last one counts (Directive
    2011/83/EU art. 9(2)(b)(i)), and its day does not. `informed_at` is when the buyer was told of the right: the days
    begin anew then (art. 10(2)). A buyer who was told never (None) or too late has it twelve months
    longer (art. 10(1)).
    """
    last_delivered_at = max(delivered_at)
    days = market.windows.withdrawal_days.at(last_delivered_at)
    if days == 0:
        return None
    delivered = local_day(market, last_delivered_at)
    longest = _uninformed_last_day(market, delivered, last_delivered_at)
    if informed_at is None:
        return end_of_day(market, longest)
    informed = max(delivered, local_day(market, informed_at))
    return end_of_day(market, min(longest, next_working_day(market.code, informed + timedelta(days=days))))


def _uninformed_last_day(market: Market, delivered: date, on: str) -> date:
    days = timedelta(days=market.windows.withdrawal_days.at(on))
    months = market.windows.uninformed_withdrawal_months.at(on)
    if market.code in _MONTHS_FIRST:
        return next_working_day(market.code, months_after(delivered, months) + days)
    first_period = next_working_day(market.code, delivered + days)
    return next_working_day(market.code, months_after(first_period, months))


def send_back_ends_at(market: Market, withdrawn_at: str) -> str:
    """Until when a device must be sent back after a withdrawal (Directive 2011/83/EU art. 14(1)); US: ValueError."""
    days = market.windows.withdrawal_return_days.at(withdrawn_at)
    if days == 0:
        raise ValueError(f"{market.code} knows no withdrawal")
    return end_of_day(market, next_working_day(market.code, local_day(market, withdrawn_at) + timedelta(days=days)))


def refund_due_at(market: Market, decided_at: str) -> str:
    """By when money must be back after a withdrawal, or a refund was promised; never moved to a later working day."""
    return end_of_day(market, local_day(market, decided_at) + timedelta(days=market.windows.refund_days.at(decided_at)))


def free_return_ends_at(market: Market, ordered_at: str, delivered_at: str) -> str:
    """When the right to send a device back free of charge, for any reason, ends.

    Orders from Black Friday to 31 December can be returned until 31 January, because they may be presents.
    """
    last = local_day(market, delivered_at) + timedelta(days=market.windows.free_return_days.at(delivered_at))
    ordered = local_day(market, ordered_at)
    if ordered >= black_friday(ordered.year):
        last = max(last, date(ordered.year + 1, 1, 31))
    return end_of_day(market, next_working_day(market.code, last))


def legal_guarantee_ends_at(
    market: Market,
    ordered_at: str,
    delivered_at: str,
    *,
    agreed_months: int | None = None,
    repairs: int = 0,
) -> str | None:
    """When the legal guarantee's term ends; None where the law sets none. A minimum where it is open-ended.

    The law of the contract's day, `ordered_at`, decides. A repair within the guarantee, chosen by the buyer, adds that
    day's months to the end, once however many `repairs` there were.
    Raises: AgreedTermTooShort.
    """
    if market.legal_guarantee is None:
        return None
    law = market.legal_guarantee.at(ordered_at)
    months = legal_guarantee_months(market, ordered_at, agreed_months=agreed_months)
    if repairs:
        months += market.repair_extension_months.at(ordered_at)
    last = months_after(local_day(market, delivered_at), months)
    return end_of_day(market, next_working_day(market.code, last) if law.ends_with_working_day else last)


def guarantee_ends_at(market: Market, delivered_at: str, months: int) -> str:
    """When a guarantee of `months` from delivery ends."""
    return end_of_day(market, months_after(local_day(market, delivered_at), months))


def short_term_right_ends_at(market: Market, ordered_at: str, delivered_at: str) -> str | None:
    """Until when the buyer of a faulty device may end the contract at once; None where the law wants a remedy first.

    The time counts from delivery and does not move (Consumer Rights Act 2022 (Ireland) s. 24).
    """
    days = market.legal_guarantee.at(ordered_at).short_term_right_days if market.legal_guarantee else 0
    return end_of_day(market, local_day(market, delivered_at) + timedelta(days=days)) if days else None


def working_days_end_at(market: Market, from_at: str, working_days: int) -> str:
    """The end of the last of `working_days` after an event; the day of the event does not count."""
    return end_of_day(market, working_days_after(market.code, local_day(market, from_at), working_days))


def shipment_due_at(market: Market, accepted_at: str, delivery_days: int) -> str:
    """When a line that was not shipped is cancelled: its delivery days and the grace period after acceptance."""
    grace_days = market.windows.shipping_grace_days.at(accepted_at)
    last = local_day(market, accepted_at) + timedelta(days=delivery_days + grace_days)
    return end_of_day(market, next_working_day(market.code, last))


def transfer_available_at(market: Market, delivered_at: str) -> str:
    """When a delivered line's money becomes available to its seller: at the end of the last day of the delay."""
    days = market.windows.transfer_delay_days.at(delivered_at)
    return end_of_day(market, local_day(market, delivered_at) + timedelta(days=days))


def earlier(at: str, by: timedelta) -> str:
    """A time before another one, for instance that of a reminder."""
    return _stamp(datetime.fromisoformat(at) - by)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
