"""Working days: weekends and public holidays of each market's country.

A legal period that would end on a holiday, Saturday or Sunday ends with the next working day (Regulation (EEC)
1182/71 art. 3(4)). Only nationwide holidays count; regional ones would need the buyer's region. In the United States a
holiday on a Saturday is observed on Friday and one on a Sunday on Monday (5 USC 6103(b); Executive Order 11582).
"""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6

FIXED: dict[str, tuple[tuple[int, int], ...]] = {
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
    "ES": ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)),
    "IT": (
        (1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (10, 4), (11, 1), (12, 8), (12, 25), (12, 26),
    ),
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "NL": ((1, 1), (5, 5), (12, 25), (12, 26)),
    "IE": ((1, 1), (3, 17), (12, 25), (12, 26)),
    "US": ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)),
}  # fmt: skip

# The first year of a fixed holiday that is newer than this table.
FIRST_YEAR: dict[tuple[str, int, int], int] = {("IT", 10, 4): 2026}  # law 151 of 8 October 2025

GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY = -2, 1, 39, 50

FROM_EASTER: dict[str, tuple[int, ...]] = {
    "FR": (EASTER_MONDAY, ASCENSION, WHIT_MONDAY),
    "DE": (GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY),
    "ES": (GOOD_FRIDAY,),
    "IT": (EASTER_MONDAY,),
    "BE": (EASTER_MONDAY, ASCENSION, WHIT_MONDAY),
    "NL": (GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY),
    "IE": (EASTER_MONDAY,),
    "US": (),
}

# (month, weekday, which): the n-th such weekday of the month, counted from its end when negative.
NTH_WEEKDAY: dict[str, tuple[tuple[int, int, int], ...]] = {
    "IE": ((5, MONDAY, 1), (6, MONDAY, 1), (8, MONDAY, 1), (10, MONDAY, -1)),
    "US": (
        (1, MONDAY, 3), (2, MONDAY, 3), (5, MONDAY, -1), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4),
    ),
}  # fmt: skip


def kings_day(year: int) -> date:
    """27 April, or the 26th where that is a Sunday. Source: Algemene termijnenwet (Netherlands) art. 3."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == SUNDAY else day


def saint_brigids_day(year: int) -> date:
    """The first Monday of February, or 1 February where that is a Friday.

    Source: Organisation of Working Time Act 1997 (Ireland), second schedule.
    """
    first = date(year, 2, 1)
    return first if first.weekday() == FRIDAY else nth_weekday(year, 2, MONDAY, 1)


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`-th weekday (0 = Monday) of a month; -1 is its last."""
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


@cache
def holidays(country: str, year: int) -> frozenset[date]:
    """The nationwide public holidays of a market's country in a year."""
    if country == "US":
        return frozenset(
            day
            for near in (year, year + 1)  # 1 January on a Saturday is observed on 31 December
            for holiday in _holidays(country, near)
            for day in (holiday, observed_day(holiday))
            if day.year == year
        )
    return frozenset(_holidays(country, year))


def observed_day(holiday: date) -> date:
    """The day on which an American federal holiday is not worked."""
    return holiday + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(holiday.weekday(), 0))


def _holidays(country: str, year: int) -> list[date]:
    easter_sunday: date = easter(year)
    return (
        [date(year, month, day) for month, day in FIXED[country] if year >= FIRST_YEAR.get((country, month, day), year)]
        + [easter_sunday + timedelta(days=days) for days in FROM_EASTER[country]]
        + [nth_weekday(year, *rule) for rule in NTH_WEEKDAY.get(country, ())]
        + ([saint_brigids_day(year)] if country == "IE" else [])
        + ([kings_day(year)] if country == "NL" else [])
    )


def is_working_day(country: str, day: date) -> bool:
    """Neither Saturday, Sunday nor a nationwide holiday."""
    return day.weekday() < SATURDAY and day not in holidays(country, day.year)


def next_working_day(country: str, day: date) -> date:
    """`day` itself where it is a working day, else the first one after it."""
    while not is_working_day(country, day):
        day += timedelta(days=1)
    return day


def working_days_after(country: str, day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself does not count."""
    for _ in range(count):
        day = next_working_day(country, day + timedelta(days=1))
    return day


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    return nth_weekday(year, 11, THURSDAY, 4) + timedelta(days=1)
