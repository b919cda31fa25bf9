"""The plugin of `make test-long`: tells how many tests are done and about how much longer the rest takes.

It takes the place of pytest's line of dots. Estimates come from the durations of the last run, kept under `.build/`.
"""

from collections.abc import Generator, Sequence
from typing import Any, TextIO

import pytest

from local.progress import Durations, Progress

DURATIONS = ".build/durations/long-tests.json"


class LongRun:
    """One run: which tests there are, which are done and what each took."""

    def __init__(self, durations: Durations, screen: TextIO | None = None) -> None:
        self._durations = durations
        self._screen = screen
        self._tests: list[str] = []
        self._seconds: dict[str, float] = {}
        self._done: set[str] = set()
        self._failed: set[str] = set()
        self._progress: Progress | None = None

    def begin(self, tests: Sequence[str]) -> None:
        """Take in which tests there are; each process of a run finds the same ones."""
        if tests and self._progress is None:
            self._tests = list(tests)
            self._progress = Progress("long tests", len(tests), screen=self._screen).__enter__()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.begin([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        self.begin(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test when its last phase is over."""
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self._failed.add(report.nodeid)
        if report.when == "teardown" and self._progress is not None:
            self._done.add(report.nodeid)
            note = f"{len(self._failed)} failed" if self._failed else ""
            self._progress.show(len(self._done), share=self._durations.share(self._done, self._tests), note=note)

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self) -> Generator[None, Any, tuple[str, str, str]]:
        """Count every outcome as pytest does, without its letter."""
        category, _, _ = yield
        return category, "", ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """End the line before pytest writes its summary, and keep what each test took that ran to its end."""
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._durations.keep({test: self._seconds[test] for test in self._done - self._failed})


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LongRun(Durations(config.rootpath / DURATIONS)), "long run")
