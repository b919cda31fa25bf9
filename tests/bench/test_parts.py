"""The parts of a bench leave standard output to its tables: the application's log goes to a file."""

import json
from pathlib import Path

import pytest

from bench.market import market
from bench.parts import measured
from doubles.clock_and_randomness import ManualClock, SeededRandomness


def seed_a_market() -> str:
    """What most parts begin with; seeding writes a log line."""
    with market(ManualClock(), SeededRandomness(1)) as given:
        return given.stripe.__class__.__name__


def test_what_the_application_logs_while_it_is_measured_is_not_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "bench.log"
    found = measured({"market": seed_a_market}, log=log, durations=tmp_path / "durations.json")
    assert found == {"market": "StripeDouble"}
    assert capfd.readouterr().out == ""
    assert '"event":"seeded"' in log.read_text()


def test_each_part_is_measured_once_in_order_and_its_duration_is_kept(tmp_path: Path) -> None:
    durations = tmp_path / "durations.json"
    measured_parts: list[str] = []
    parts = {name: (lambda name=name: measured_parts.append(name)) for name in ("units", "search")}
    assert (
        list(measured(parts, log=tmp_path / "bench.log", durations=durations)) == measured_parts == ["units", "search"]
    )
    assert json.loads(durations.read_text()).keys() == {"units", "search"}
