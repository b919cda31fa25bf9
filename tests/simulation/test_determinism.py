"""A seed is a history: lived again it is the same, call by call, in any process, its faults drawn or written down."""

import os
import subprocess
import sys

import pytest

from tests.simulation import market_world
from tests.simulation.histories import Plan, run
from tests.simulation.planted_bugs import plant
from tests.simulation.shrinking import shrink

SEEDS = range(25)
IN_ANOTHER_PROCESS = (0, 1, 2, 3, 4, 5, 6, 7, 1948)
WRITTEN = 6


def test_the_same_seed_is_the_same_history() -> None:
    hashes = [run(Plan(seed=seed)).trace_hash for seed in SEEDS]
    assert [run(Plan(seed=seed)).trace_hash for seed in SEEDS] == hashes
    assert len(set(hashes)) == len(SEEDS)


def test_the_same_seed_is_the_same_history_in_a_process_that_orders_sets_otherwise() -> None:
    elsewhere = _hashes_in_another_process(IN_ANOTHER_PROCESS, before="")
    assert elsewhere == [run(Plan(seed=seed)).trace_hash for seed in IN_ANOTHER_PROCESS]


def test_the_same_seed_is_the_same_history_in_a_process_that_began_with_a_planted_bug() -> None:
    before = """
from tests.simulation.planted_bugs import plant
with plant("facts recorded outside the transaction"):
    run(Plan(seed=0))
"""
    assert _hashes_in_another_process((0,), before=before) == [run(Plan(seed=0)).trace_hash]


@pytest.mark.parametrize("seed", [0, 1948])
def test_calls_of_aws_without_http_make_the_same_history_as_calls_by_botocore(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    directly = run(Plan(seed=seed))
    monkeypatch.setattr(market_world, "DIRECT", frozenset())
    assert run(Plan(seed=seed)).trace == directly.trace


def _hashes_in_another_process(seeds: tuple[int, ...], *, before: str) -> list[str]:
    program = f"""
import tests.conftest
from tests.simulation.histories import Plan, run
{before}
for seed in {seeds}:
    print(run(Plan(seed=seed)).trace_hash)
"""
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    return elsewhere.stdout.split()


def test_faults_written_down_make_the_same_history_as_faults_drawn() -> None:
    for seed in range(WRITTEN):
        drawn = run(Plan(seed=seed))
        written = run(Plan(seed=seed, strikes=tuple(drawn.strikes)))
        assert written.trace_hash == drawn.trace_hash


def test_a_history_that_breaks_is_shrunk_to_what_it_takes() -> None:
    with plant("facts recorded outside the transaction"):
        failed = next(outcome for seed in range(200) if (outcome := run(Plan(seed=seed))).broken)
        least = shrink(failed)
    assert least.broken
    assert len(least.strikes) < len(failed.strikes)
    assert not run(least.plan).broken
