"""A manual clock, a clock ahead of the machine's, and seeded randomness, for runs that repeat exactly."""

import random
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class ManualClock:
    """Time that moves when it is advanced, when a caller sleeps, and by a millisecond with each reading."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def advance(self, **span: int) -> None:
        self.moment += timedelta(**span)


class OffsetClock:
    """The machine's clocks, ahead by what the clock was advanced."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    @property
    def moment(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def advance(self, **span: int) -> None:
        self._ahead += timedelta(**span)


class SeededRandomness:
    """Random bytes that are the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)
