"""The plugin of `make test-long`: writes a dated summary of a run from what its tests counted.

A test counts with the fixture `long_counts`. Each part of the long tests (`PARTS`) keeps its counts in
`.build/long-tests/`, so that parts that were run alone on one commit make one summary.
"""

import platform
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests import long_report
from tests.long_report import HITS_MIN, PART_NAMES, PROPERTY, Part, part_of, rarely_hit

KEPT = ".build/long-tests"
SUMMARIES = ".build/evidence"


class LongSummary:
    """One run: what each part's tests counted, how long they took and which failed."""

    def __init__(self, root: Path, commit: str, began: str) -> None:
        self._root = root
        self._commit = commit
        self._began = began
        self._clock_at_start = time.monotonic()
        self._counts: dict[str, Counter[str]] = {}
        self._tests: dict[str, set[str]] = {}
        self._failed: dict[str, set[str]] = {}
        self._seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up what a test counted."""
        part = part_of(report.nodeid.partition("::")[0])
        self._tests.setdefault(part, set()).add(report.nodeid)
        self._seconds[part] += round(report.duration * 1000)
        if report.failed:
            self._failed.setdefault(part, set()).add(report.nodeid)
        if report.when == "call":
            for name, counted in report.user_properties:
                if name == PROPERTY and isinstance(counted, Mapping):
                    self._counts.setdefault(part, Counter()).update(counted)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep each part that ran and write the summary of all parts of this commit; rare faults fail the run."""
        ran = [self._part(name) for name in self._tests]
        folder = self._root / KEPT
        folder.mkdir(parents=True, exist_ok=True)
        for part in ran:
            (folder / f"{part.name}.json").write_bytes(msgspec.json.encode(part))
        kept = [msgspec.json.decode(file.read_bytes(), type=Part) for file in sorted(folder.glob("*.json"))]
        parts = [part for part in kept if part.commit == self._commit]
        summaries = self._root / SUMMARIES
        summaries.mkdir(parents=True, exist_ok=True)
        written = summaries / f"{self._began[:10]}-long-tests.md"
        written.write_text(long_report.report(parts, self._began[:10], f"Python {platform.python_version()}"))
        session.config.get_terminal_writer().line(f"\nsummary: {written.relative_to(self._root)}")
        if rare := [name for part in ran for name in rarely_hit(part)]:
            session.config.get_terminal_writer().line(f"hit less than {HITS_MIN} times: {', '.join(rare)}", red=True)
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def _part(self, name: str) -> Part:
        return Part(
            name=name,
            commit=self._commit,
            began=self._began,
            run_seconds=round(time.monotonic() - self._clock_at_start),
            test_seconds=round(self._seconds[name] / 1000),
            tests=len(self._tests[name]),
            failed=sorted(self._failed.get(name, ())),
            counts=dict(sorted(self._counts.get(name, Counter()).items())),
        )


def commit_of(root: Path) -> str:
    """The commit that is checked out, and whether files differ from it."""
    head = subprocess.run(
        ["git", "rev-parse", "--short=7", "HEAD"], cwd=root, capture_output=True, text=True, check=True
    )
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True)
    return head.stdout.strip() + (" with changes" if changed.stdout.strip() else "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=PART_NAMES, help="the only part of the long tests to run")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the files of other parts."""
    part = config.getoption("part")
    if part is None or not (collection_path.match("test_*.py") and collection_path.is_relative_to(config.rootpath)):
        return None
    return part_of(collection_path.relative_to(config.rootpath).as_posix()) != part or None


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        began = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        config.pluginmanager.register(LongSummary(config.rootpath, commit_of(config.rootpath), began), "long summary")
