"""Progress: a terminal has one line that is rewritten, a pipe a line every 30 seconds, both with an estimate."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from local.progress import Durations, Progress, duration
from tests.terminal import Terminal


def timed(*moments: float) -> Callable[[], float]:
    """A clock that is read once for each moment."""
    return iter(moments).__next__


def test_a_terminal_has_one_line_that_is_rewritten_and_erased_at_the_end() -> None:
    screen = Terminal()
    with Progress("index", 1_000_000, screen=screen, monotonic=timed(0, 10, 50)) as progress:
        progress.show(250_000)
        progress.show(500_000)
    assert screen.getvalue().split("\r\x1b[K") == [
        "",
        "index: 250,000 of 1,000,000 done in 10 s, about 30 s left",
        "index: 500,000 of 1,000,000 done in 50 s, about 50 s left",
        "",
    ]


def test_a_pipe_has_a_line_every_thirty_seconds_at_most() -> None:
    screen = io.StringIO()
    with Progress("index", 10, screen=screen, monotonic=timed(0, 1, 29, 31, 60, 61.5)) as progress:
        for done in range(1, 6):
            progress.show(done)
    assert screen.getvalue().splitlines() == [
        "index: 3 of 10 done in 31 s, about 72 s left",
        "index: 5 of 10 done in 62 s, about 62 s left",
    ]


def test_nothing_is_estimated_before_something_is_done() -> None:
    screen = Terminal()
    Progress("bench", 6, screen=screen, monotonic=timed(0, 5)).show(0, note="now units")
    assert screen.getvalue() == "\r\x1b[Kbench: 0 of 6 done in 5 s (now units)"


def test_parts_of_different_length_are_estimated_by_their_share_of_the_time() -> None:
    screen = Terminal()
    Progress("bench", 2, screen=screen, monotonic=timed(0, 60)).show(1, share=0.1)
    assert screen.getvalue().endswith("1 of 2 done in 60 s, about 9 min left")


def test_the_end_of_an_inner_progress_shows_the_outer_line_again() -> None:
    screen = Terminal()
    with Progress("bench", 6, screen=screen, monotonic=timed(0, 5)) as outer:
        outer.show(0)
        with Progress("index", 10, screen=screen, monotonic=timed(0, 1)) as inner:
            inner.show(1)
        assert screen.getvalue().endswith("\r\x1b[Kbench: 0 of 6 done in 5 s")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s"), (99.4, "99 s"), (100, "2 min"), (2_460, "41 min"), (5_640, "94 min"), (7_500, "2 h 05 min")],
)
def test_a_duration_has_the_unit_that_suits_its_length(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_what_parts_took_is_known_to_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "durations" / "bench.json"
    Durations(file).keep({"search": 90.0, "units": 10.0})
    assert Durations(file).share({"units"}, {"units", "search"}) == 0.1
    Durations(file).keep({"units": 30.0})
    assert Durations(file).share({"units"}, {"units", "search"}) == 0.25


def test_a_part_that_never_ran_counts_as_the_mean_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "durations.json"
    assert Durations(file).share({"units"}, {"units", "search"}) == 0.5
    Durations(file).keep({"search": 90.0, "units": 30.0})
    assert Durations(file).share({"new"}, {"units", "search", "new"}) == pytest.approx(1 / 3)
