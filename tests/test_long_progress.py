"""The long tests tell how far they are, whether one process runs them or several, and know it better the next time."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from local.progress import Durations
from tests.doc_pages import ROOT
from tests.long_progress import DURATIONS, LongRun
from tests.terminal import Terminal

TESTS = """
def test_the_first_of_three_passes(): pass
def test_the_second_of_three_fails(): assert False
def test_the_third_of_three_passes(): pass
"""


def report(test: str, when: str, outcome: str = "passed") -> pytest.TestReport:
    return pytest.TestReport(test, ("", 0, ""), {}, outcome, None, when, duration=1.0)  # type: ignore[arg-type]


def test_a_test_is_done_after_its_last_phase(tmp_path: Path) -> None:
    screen = Terminal()
    run = LongRun(Durations(tmp_path / "seconds.json"), screen)
    run.begin(["one", "two"])
    for when in ("setup", "call"):
        run.pytest_runtest_logreport(report("one", when))
    assert screen.getvalue() == ""
    run.pytest_runtest_logreport(report("one", "teardown"))
    assert "long tests: 1 of 2 done" in screen.getvalue()
    run.pytest_sessionfinish()
    assert json.loads((tmp_path / "seconds.json").read_text()) == {"one": 3.0}


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_rewrites_one_line_and_keeps_what_its_tests_took(processes: str, tmp_path: Path) -> None:
    (tmp_path / "test_three.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.long_progress", "-p", "no:cacheprovider"]
    command += ["-n", processes, "--rootdir", str(tmp_path), "-c", os.devnull, str(tmp_path / "test_three.py")]
    ours, theirs = pty.openpty()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False)
    told = os.read(ours, 65_536).decode()
    for end in (ours, theirs):
        os.close(end)
    assert [f"long tests: {number} of 3 done" in told for number in (1, 2, 3)] == [True, True, True]
    assert "(1 failed)" in told
    assert "1 failed, 2 passed" in done.stdout
    assert ".F." not in done.stdout
    kept = json.loads((tmp_path / DURATIONS).read_text())
    assert {test.rpartition("::")[2] for test in kept} == {
        "test_the_first_of_three_passes",
        "test_the_third_of_three_passes",
    }
