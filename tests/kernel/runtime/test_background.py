"""Work nobody waits for: done beside, and what breaks there is told in the log."""

import threading

import pytest

from chalicelib.kernel.runtime import background


def test_what_runs_in_the_background_runs_in_a_thread_of_its_own() -> None:
    seen, done = [], threading.Event()

    def task() -> None:
        seen.append(threading.get_ident())
        done.set()

    background.use(background.ThreadRunner())
    background.run(task)
    assert done.wait(5)
    assert seen != [threading.get_ident()]


def test_whoever_owns_time_has_it_done_at_once_and_hears_of_what_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ValueError("a secret")

    background.use(background.InlineRunner())
    try:
        background.run(broken)
    finally:
        background.use(background.ThreadRunner())
    told = capsys.readouterr().out
    assert "background-failed" in told
    assert "a secret" not in told
