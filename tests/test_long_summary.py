"""The long tests write their own summary: from counters, over the parts that were run, with what is missing said."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doc_pages import ROOT
from tests.long_report import HITS_MIN, PARTS, Part, explained_percent, rarely_hit, report

COUNTS = {
    "histories": 10_240,
    "violations": 2,
    "planted no stock": 1,
    "planted no cap": 1,
    "found no cap": 17,
    "fault aws.before crash": 1_234,
    "transition order - RESERVED": 99,
    "money explained minor": 99_999_999,
    "money moved minor": 100_000_000,
}


def a_part(**changed: object) -> Part:
    given: dict[str, object] = {
        "name": "histories",
        "commit": "abc1234",
        "began": "2026-11-30T09:00:00Z",
        "run_seconds": 61,
        "test_seconds": 120,
        "tests": 40,
        "failed": ["tests/simulation/test_histories.py::test_one"],
        "counts": COUNTS,
    }
    return Part(**(given | changed))  # type: ignore[arg-type]


def test_the_summary_says_what_was_counted() -> None:
    written = report([a_part()], "2026-11-30", "Python 3.11.2")
    assert written.startswith("# 2026-11-30: the long tests\n")
    for line in (
        "- 10,240 histories, 2 violations",
        "- 1 of 2 planted bugs found",
        "- 99.999 % of money explained",
        "- **failed**: `tests/simulation/test_histories.py::test_one`",
        "| histories | 40 | 1 | 120 |",
        "| year | not run on this commit | | |",
        "| no cap | 17 |",
        "| aws.before crash | 1,234 |",
        "| order - RESERVED | 99 |",
    ):
        assert f"\n{line}\n" in written


def test_parts_that_ran_together_count_their_time_once() -> None:
    parts = [a_part(), a_part(name="bugs"), a_part(name="year", began="2026-11-30T10:00:00Z", run_seconds=100)]
    assert "**161 seconds**" in report(parts, "2026-11-30", "Python 3.11.2")


@pytest.mark.parametrize(
    ("explained", "moved", "percent"), [(1, 1, "100.000"), (99_999_999, 100_000_000, "99.999"), (0, 7, "0.000")]
)
def test_a_missing_cent_is_never_rounded_away(explained: int, moved: int, percent: str) -> None:
    assert explained_percent(explained, moved) == percent


def test_what_the_histories_met_too_rarely_is_named() -> None:
    assert HITS_MIN == 100
    assert rarely_hit(a_part()) == ["transition order - RESERVED"]
    assert rarely_hit(a_part(name="bugs")) == []


@pytest.mark.parametrize("file", PARTS)
def test_a_file_that_is_a_part_exists(file: str) -> None:
    assert (ROOT / file).is_file()


A_PART_AND_THE_REST = {
    "tests/simulation/test_year.py": """
def test_a_year(record_property):
    record_property("long counts", {"money explained minor": 5, "money moved minor": 5})
""",
    "tests/test_other.py": """
def test_another(record_property):
    record_property("long counts", {"messages": 7})
def test_one_that_fails():
    assert False
""",
}


@pytest.mark.parametrize("processes", ["0", "2"])
def test_parts_that_are_run_alone_make_one_summary(processes: str, tmp_path: Path) -> None:
    for name, text in A_PART_AND_THE_REST.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".gitignore").write_text(".build\n__pycache__\n")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for step in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "tests: begin"]):
        subprocess.run([*git, *step], cwd=tmp_path, check=True)
    assert "1 passed" in _run(tmp_path, processes, "year")
    assert "1 failed, 1 passed" in _run(tmp_path, processes, "rest")
    (written,) = (tmp_path / ".build/evidence").glob("*.md")
    summary = written.read_text()
    assert re.search(r"\*\*Commit\*\* `[0-9a-f]{7}`", summary)
    assert "- 100.000 % of money explained" in summary
    assert "- **failed**: `tests/test_other.py::test_one_that_fails`" in summary
    assert "| messages | 7 |" in summary
    assert "| histories | not run on this commit | | |" in summary


def _run(root: Path, processes: str, part: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.long_summary", "-p", "no:cacheprovider"]
    command += ["--rootdir", str(root), "-c", os.devnull, "-n", processes, "--part", part, str(root / "tests")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert re.search(r"summary: \.build/evidence/[0-9-]+-long-tests\.md", done.stdout), done.stdout + done.stderr
    return done.stdout
