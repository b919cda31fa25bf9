"""Time: the only module that reads the system's clocks; a simulation can replace it."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of time: the system in production, the scheduler in a simulation."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The system's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


# strptime and fromisoformat also accept similar texts, which would not sort by time.
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_source: Clock = SystemClock()
_offset = timedelta()


def use(source: Clock) -> None:
    """Take time from `source` from now on."""
    global _source
    _source = source


def shift(offset_seconds: int) -> None:
    """Move now() by an offset in seconds; for `kernel.runtime.local_clock` only, in the local stage only."""
    global _offset
    _offset = timedelta(seconds=offset_seconds)


def now() -> datetime:
    """The current time, with its time zone, UTC."""
    return _source.now() + _offset


def timestamp() -> str:
    """The current time as stored: ISO 8601 with milliseconds and `Z`; sorts as text."""
    return stamp(now())


def monotonic() -> float:
    return _source.monotonic()


def sleep(seconds: float) -> None:
    _source.sleep(seconds)


def stamp(moment: datetime) -> str:
    """A time as stored: ISO 8601 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse(stamped: str) -> datetime:
    """The time of a stored text. Raises: ValueError for a text that `stamp` does not write."""
    if not _STAMP.fullmatch(stamped):
        raise ValueError(f"not a stored time: {stamped!r}")
    return datetime.fromisoformat(stamped)


def epoch_seconds(moment: datetime) -> int:
    return int(moment.timestamp())
