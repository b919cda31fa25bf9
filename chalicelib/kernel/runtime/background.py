"""The background: the only module that starts threads, for work nobody need wait for; a simulation can own it."""

import threading
from collections.abc import Callable
from typing import Protocol

from chalicelib.kernel.runtime import log

Task = Callable[[], None]


class Runner(Protocol):
    """Where work is done that nobody waits for; a thread in production, the caller itself in a simulation."""

    def run(self, task: Task) -> None: ...


class ThreadRunner:
    """A thread of its own. Lambda holds it still between two requests, and ends it with the process."""

    def run(self, task: Task) -> None:
        threading.Thread(target=_guarded, args=(task,), daemon=True).start()


class InlineRunner:
    """At once and in the caller's thread: for whoever owns time, and for functions that have nobody waiting."""

    def run(self, task: Task) -> None:
        _guarded(task)


_source: Runner = ThreadRunner()


def use(source: Runner) -> None:
    """Let work be done by `source` from now on."""
    global _source
    _source = source


def run(task: Task) -> None:
    """Do something without waiting for it. What breaks is logged: the next one who needs it tries again."""
    _source.run(task)


def _guarded(task: Task) -> None:
    try:
        task()
    except Exception as error:  # noqa: BLE001 - nobody is there to catch it
        log.failure("background-failed", error)
