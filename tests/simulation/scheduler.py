"""Virtual time: tasks that run one at a time on one thread, each until it waits; who waits least goes next.

A task is a greenlet, so the application's code is interleaved as it is written, without knowing. Nothing here sleeps:
when every task waits, the clock moves to the first that need not any more.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MICROSECONDS = 1_000_000


class Task(greenlet):
    """Work that may wait. `on_wake` is asked each time it goes on and may raise into it (a function timed out)."""

    def __init__(self, name: str, work: Callable[[], None], hub: greenlet) -> None:
        super().__init__(self._live, parent=hub)
        self.name = name
        self.on_wake: Callable[[], None] = lambda: None
        self.fields: dict[str, Any] = {}
        self._work = work
        self._turn = 0
        self.waiting: list[Task] = []
        self.has_ended = False

    def _live(self) -> None:
        self._work()
        self.has_ended = True

    def turn(self) -> int:
        """Names the next wake-up, so that an earlier planned one finds itself overtaken."""
        self._turn += 1
        return self._turn

    def is_turn(self, turn: int) -> bool:
        return self._turn == turn


class Scheduler:
    """The hub. Moments are microseconds since START; for the same moment the order of planning counts."""

    def __init__(self) -> None:
        self.moment = 0
        self._planned: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0
        self._hub = getcurrent()
        self._tasks: set[Task] = set()
        self._until: int | None = None
        self._stop: Callable[[], bool] = lambda: False

    def now(self) -> datetime:
        return START + timedelta(microseconds=self.moment)

    def monotonic(self) -> float:
        return self.moment / MICROSECONDS

    def epoch(self) -> float:
        return START.timestamp() + self.moment / MICROSECONDS

    def sleep(self, seconds: float) -> None:
        """Wait; outside every task there is nobody to wait for and time just passes."""
        task = self.current()
        if task is None:
            self.moment += round(seconds * MICROSECONDS)
            return
        moment = self.moment + round(seconds * MICROSECONDS)
        if self._is_next(moment):
            self.moment = moment
            task.turn()
            task.on_wake()
            return
        self._resume_at(task, moment)
        self._switch(task)

    def _is_next(self, moment: int) -> bool:
        """Whether a task that wakes at the moment is the next in any case, and need not go through the hub."""
        is_first = not self._planned or moment < self._planned[0][0]
        return is_first and (self._until is None or moment <= self._until) and not self._stop()

    def current(self) -> Task | None:
        found = getcurrent()
        return found if isinstance(found, Task) else None

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Have `act` done by the hub; it may start tasks and must not wait."""
        self._plan(self.moment + round(seconds * MICROSECONDS), act)

    def start(self, name: str, work: Callable[[], None], after: float = 0.0) -> Task:
        """A new task."""
        task = Task(name, work, self._hub)
        self._tasks.add(task)
        self._resume_at(task, self.moment + round(after * MICROSECONDS))
        return task

    def await_end(self, other: Task, seconds_max: float) -> bool:
        """Wait until another task has ended, at most so long; whether it has."""
        if not other.has_ended:
            task = self.current()
            if task is None:
                raise RuntimeError("only a task can wait for another")
            other.waiting.append(task)
            self._resume_at(task, self.moment + round(seconds_max * MICROSECONDS))
            self._switch(task)
        return other.has_ended

    def run(self, until: int | None = None, *, stop: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that is planned before `until` (for ever, until nothing is); the clock ends there."""
        self._until, self._stop = until, stop
        while self._planned and not stop():
            moment, _, act = self._planned[0]
            if until is not None and moment > until:
                break
            heapq.heappop(self._planned)
            self.moment = max(self.moment, moment)
            act()
        if until is not None and not stop():
            self.moment = max(self.moment, until)

    def end(self) -> None:
        """End what still waits, so that no half-run stack outlives its history."""
        for task in sorted(self._tasks, key=lambda task: task.name):
            if not task.dead:
                task.throw(GreenletExit)
        self._tasks.clear()
        self._planned.clear()

    def _switch(self, task: Task) -> None:
        self._hub.switch()
        task.on_wake()

    def _resume_at(self, task: Task, moment: int) -> None:
        turn = task.turn()

        def resume() -> None:
            if task.is_turn(turn) and not task.dead:
                task.switch()
                if task.dead:
                    self._ended(task)

        self._plan(moment, resume)

    def _ended(self, task: Task) -> None:
        self._tasks.discard(task)
        for waiting in task.waiting:
            self._resume_at(waiting, self.moment)

    def _plan(self, moment: int, act: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._planned, (moment, self._count, act))
