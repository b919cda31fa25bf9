"""The log tells what happened where, one line each, and never what anybody wrote."""

import json
from typing import Any

import pytest

from chalicelib.kernel.runtime import log
from doubles.clock_and_randomness import ManualClock


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def fail(depth: int) -> None:
    if depth:
        fail(depth - 1)
    raise KeyError("zoe@example.org")


def test_an_event_is_one_line_with_its_time_cell_and_members(
    manual_clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write("order-placed", order_id="ord_1", lines=2, replay=False, note=None)
    log.write("two\nlines")
    assert manual_clock.moment.year == 2026
    assert lines(capsys) == [
        {
            "at": "2026-11-23T09:00:00.001Z",
            "cell": "eu",
            "event": "order-placed",
            "order_id": "ord_1",
            "lines": 2,
            "replay": False,
            "note": None,
        },
        {"at": "2026-11-23T09:00:00.002Z", "cell": "eu", "event": "two\nlines"},
    ]


def test_a_failure_says_what_and_where_but_not_what_it_was_about(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as failure:
        fail(1)
    log.failure("broken", failure.value, request_id="r-1")
    line = lines(capsys)[0]
    assert line["error"] == "KeyError"
    assert line["request_id"] == "r-1"
    assert line["where"].split(" < ")[0].startswith("test_log.py:")
    assert "zoe" not in str(line)


def test_a_deep_failure_is_told_by_its_innermost_six_places(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as failure:
        fail(20)
    log.failure("broken", failure.value)
    assert lines(capsys)[0]["where"].count("test_log.py") == 6


def test_a_failure_that_was_never_raised_has_no_place(capsys: pytest.CaptureFixture[str]) -> None:
    log.failure("broken", ValueError("zoe@example.org"))
    assert lines(capsys)[0]["where"] == ""
