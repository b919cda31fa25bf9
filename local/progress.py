"""Reports the progress of long work and an estimate of the time that is left."""

import json
import sys
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

SECONDS_BETWEEN_LINES = 30.0
_ERASED = "\r\x1b[K"
# Those that are open, the outermost first: the end of an inner one shows the outer one's line again.
_open: list["Progress"] = []


class Progress:
    """One line on standard error: rewritten on a terminal, elsewhere written at most every 30 seconds.

    `what` names the work, `total` counts its parts. As a context it erases its line from a terminal at the end.
    """

    def __init__(
        self,
        what: str,
        total: int,
        *,
        screen: TextIO | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._screen = sys.stderr if screen is None else screen
        self._is_terminal = self._screen.isatty()
        self._monotonic = monotonic
        self._began = monotonic()
        self._line = ""
        # Work that ends within the first interval writes nothing to a pipe.
        self._told_at = self._began

    def __enter__(self) -> Self:
        _open.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _open.remove(self)
        if self._is_terminal:
            self._screen.write(_ERASED + (_open[-1]._line if _open else ""))
            self._screen.flush()

    def show(self, done: int, *, share: float | None = None, note: str = "") -> None:
        """Report how many parts are done; `note` names the current one.

        `share` (0 to 1) is the share of the time that the done parts took, where it is known; otherwise each part
        counts the same. The estimate is elapsed × (1 - share) / share.
        """
        now = self._monotonic()
        self._line = self._told(done, done / self._total if share is None else share, now - self._began, note)
        if self._is_terminal:
            self._screen.write(_ERASED + self._line)
        elif now - self._told_at >= SECONDS_BETWEEN_LINES:
            self._screen.write(f"{self._line}\n")
            self._told_at = now
        self._screen.flush()

    def _told(self, done: int, share: float, elapsed: float, note: str) -> str:
        line = f"{self._what}: {done:,} of {self._total:,} done in {duration(elapsed)}"
        if share > 0:
            line += f", about {duration(elapsed * (1 - share) / share)} left"
        return f"{line} ({note})" if note else line


def duration(seconds: float) -> str:
    """A length of time in one or two units: `40 s`, `12 min`, `2 h 05 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d} min"


class Durations:
    """How many seconds each part of some work took when it ran last, kept in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seconds: dict[str, float] = json.loads(file.read_text()) if file.exists() else {}

    def share(self, done: Collection[str], parts: Collection[str]) -> float:
        """The share of the time of all parts that the done ones took; a part without a record counts as the mean."""
        known = [self._seconds[part] for part in parts if part in self._seconds]
        mean = sum(known) / len(known) if sum(known) else 1.0
        total = sum(self._seconds.get(part, mean) for part in parts)
        return sum(self._seconds.get(part, mean) for part in done) / total if total else 0.0

    def keep(self, seconds: Mapping[str, float]) -> None:
        """Record how long parts took in this run, and keep the records of the others."""
        self._seconds |= {part: round(took, 1) for part, took in seconds.items()}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._seconds, indent=1, sort_keys=True) + "\n")
