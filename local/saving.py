"""Saving: keeps a running market, all its servers at one moment, so that a power cut takes back no more than moments.

Stripe's and the carriers' doubles are held first: their requests wait, those that run end. While they stand still the
cloud is copied between two of its own requests. So nothing is in one store that came after what is in another.
"""

import statistics
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from doubles.save_line import Json, NotSaved, SaveLine
from local.snapshots import Snapshots

STRIPE_FILE, CARRIERS_FILE = "stripe.json", "carriers.json"
# What saving may cost: this share of one core.
SHARE_MAX = 0.05
PAUSES_SECONDS = (10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600)
_REMEMBERED = 3


class Pace:
    """How often to save, by what the last saves cost."""

    def __init__(self) -> None:
        self._costs: deque[float] = deque(maxlen=_REMEMBERED)
        self.pause_seconds = PAUSES_SECONDS[0]

    def note(self, cpu_seconds: float) -> bool:
        """Take a save's cost into account; whether the pause is another one now."""
        self._costs.append(cpu_seconds)
        needed = self.cpu_seconds / SHARE_MAX
        before = self.pause_seconds
        self.pause_seconds = next((pause for pause in PAUSES_SECONDS if pause >= needed), PAUSES_SECONDS[-1])
        return self.pause_seconds != before

    @property
    def cpu_seconds(self) -> float:
        """What a save costs: the middle one of the last three."""
        return statistics.median(self._costs)


class Saver:
    """Saves the market of one folder whenever it is due."""

    def __init__(self, snapshots: Snapshots, cloud: SaveLine, doubles: dict[str, SaveLine]) -> None:
        """`doubles` by the name of the file that each saves into."""
        self._snapshots = snapshots
        self._cloud = cloud
        self._doubles = doubles
        self._due_at = 0.0
        self._last_failed = False
        self.pace = Pace()

    def open(self) -> str:
        """Let the doubles of a market that answers begin, and save it; how often it will be, in words.

        NotSaved if it cannot be.
        """
        for name in self._doubles.keys() & {STRIPE_FILE}:
            self._doubles[name].order("open")
        self.pace.note(self.save())
        self._due_at = time.monotonic() + self.pace.pause_seconds
        return self.words()

    def save(self) -> float:
        """Save now, as the newest snapshot; the CPU seconds it took. NotSaved, and the one before stays the newest."""
        began = time.thread_time()
        try:
            begun = self._snapshots.begin()
            costs = self._written(begun)
            self._snapshots.complete(begun)
        except OSError as problem:
            raise NotSaved(str(problem)) from problem
        return sum(float(cost["cpu_seconds"]) for cost in costs) + time.thread_time() - began

    def _written(self, begun: Path) -> list[Json]:
        """Make every server write its state of one moment; returns what each reports."""
        try:
            for double in self._doubles.values():
                double.order("hold")
            self._cloud.order("copy", folder=str(begun / "cloud"), former=self._former_cloud())
            costs = [double.order("save", file=str(begun / name)) for name, double in self._doubles.items()]
        finally:
            self._release()
        return [*costs, self._cloud.order("written")]

    def _release(self) -> None:
        """Release the doubles. One that was released when it had saved ignores it."""
        for double in self._doubles.values():
            # One that does not answer is why the save failed.
            with suppress(NotSaved):
                double.order("release")

    def _former_cloud(self) -> str:
        newest = self._snapshots.newest()
        return str(newest / "cloud") if newest else ""

    def save_if_due(self) -> None:
        """Save when the pause is over, and say so when the pause changes or saving begins to fail."""
        if time.monotonic() < self._due_at:
            return
        try:
            if self.pace.note(self.save()):
                print(self.words(), flush=True)
            self._last_failed = False
        except NotSaved as problem:
            if not self._last_failed:
                print(f"Not saved, and tried again every {self.pace.pause_seconds} s: {problem}", flush=True)
            self._last_failed = True
        self._due_at = time.monotonic() + self.pace.pause_seconds

    def words(self) -> str:
        """`A save takes 0.2 s of one core: saved every 10 s`."""
        return f"A save takes {self.pace.cpu_seconds:.1f} s of one core: saved every {self.pace.pause_seconds} s"
