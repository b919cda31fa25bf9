"""Background work: the only module that starts threads; a simulation can replace it."""

import threading
from collections.abc import Callable
from typing import Protocol

from chalicelib.kernel.runtime import log

Task = Callable[[], None]


class Runner(Protocol):
    """Runs tasks whose result is not awaited: in a thread in production, inline in a simulation."""

    def run(self, task: Task) -> None: ...


class ThreadRunner:
    """Runs each task in a new thread. Lambda freezes it between requests and ends it with the process."""

    def run(self, task: Task) -> None:
        threading.Thread(target=_guarded, args=(task,), daemon=True).start()


class InlineRunner:
    """Runs a task at once, in the caller's thread: for simulations and for functions that serve no request."""

    def run(self, task: Task) -> None:
        _guarded(task)


_source: Runner = ThreadRunner()


def use(source: Runner) -> None:
    """Run tasks by `source` from now on."""
    global _source
    _source = source


def run(task: Task) -> None:
    """Run a task without waiting for it. An error is logged and not raised; the next caller tries again."""
    _source.run(task)


def _guarded(task: Task) -> None:
    try:
        task()
    except Exception as error:  # noqa: BLE001 - there is no caller to catch it
        log.failure("background-failed", error)
