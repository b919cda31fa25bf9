"""Time: the only module that asks what time it is, so that a simulation can own it."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where time comes from; the machine in production, the scheduler in a simulation."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


# strptime and fromisoformat alone also take what is nearly a stamp, which would no longer sort as text.
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_source: Clock = SystemClock()
_offset = timedelta()


def use(source: Clock) -> None:
    """Take time from `source` from now on."""
    global _source
    _source = source


def shift(offset_seconds: int) -> None:
    """Move now() by an offset; `kernel.runtime.local_clock` alone calls this, in the local stage alone."""
    global _offset
    _offset = timedelta(seconds=offset_seconds)


def now() -> datetime:
    """The present, aware, in UTC."""
    return _source.now() + _offset


def timestamp() -> str:
    """The present as it is stored: ISO-8601, milliseconds, `Z`; sorts as text."""
    return stamp(now())


def monotonic() -> float:
    return _source.monotonic()


def sleep(seconds: float) -> None:
    _source.sleep(seconds)


def stamp(moment: datetime) -> str:
    """`moment` as stored text, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse(stamped: str) -> datetime:
    """The moment a stored text names; ValueError for anything `stamp` did not write."""
    if not _STAMP.fullmatch(stamped):
        raise ValueError(f"not a stored time: {stamped!r}")
    return datetime.fromisoformat(stamped)


def epoch_seconds(moment: datetime) -> int:
    return int(moment.timestamp())
