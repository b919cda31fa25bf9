"""What a market's clock shows, by the rules of summer time, so that functions need no time zone database.

Sources: Directive 2000/84/EC arts. 2 and 3 (in the Union, from the last Sunday of March to the last one of October, at
01:00 UTC); 15 USC 260a (in the United States, from the second Sunday of March to the first one of November, 2 a.m.).
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

import msgspec

from chalicelib.markets.working_days import SUNDAY, nth_weekday


class MarketClock(msgspec.Struct, frozen=True):
    """A clock: its hours ahead of UTC in winter, and whose rule moves it an hour forward in summer."""

    winter_hours: int
    summer_time: Literal["EU", "US"]


# The Sundays on which summer time begins and ends: month, and which Sunday of it (-1 is the last).
_EUROPEAN = ((3, -1), (10, -1))
_AMERICAN = ((3, 2), (11, 1))

CENTRAL_EUROPE = MarketClock(1, "EU")
IRELAND = MarketClock(0, "EU")
# The most advanced clock of the fifty states and the District of Columbia.
AMERICA_EAST = MarketClock(-5, "US")


def local_time(clock: MarketClock, at: str) -> datetime:
    """What the clock shows at a stored timestamp, with its offset from UTC."""
    instant = datetime.fromisoformat(at).astimezone(UTC)
    begins, ends = _summer(clock, instant.year)
    hours = clock.winter_hours + (1 if begins <= instant < ends else 0)
    return instant.astimezone(timezone(timedelta(hours=hours)))


def _summer(clock: MarketClock, year: int) -> tuple[datetime, datetime]:
    """The instants at which summer time begins and ends in a year."""
    if clock.summer_time == "EU":
        spring, autumn = (_sunday(year, *rule) for rule in _EUROPEAN)
        return _at(spring, 1), _at(autumn, 1)
    spring, autumn = (_sunday(year, *rule) for rule in _AMERICAN)
    # 2 a.m. of winter time in spring, and 2 a.m. of summer time, which is 1 a.m. of winter time, in autumn.
    return _at(spring, 2 - clock.winter_hours), _at(autumn, 1 - clock.winter_hours)


def _sunday(year: int, month: int, which: int) -> date:
    return nth_weekday(year, month, SUNDAY, which)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
