"""A simulation is worth what it finds: each bug planted in the application is found, and found again from its seed."""

from pathlib import Path

import msgspec
import pytest

from tests.conftest import LongCounts
from tests.long_report import FOUND, PLANTED
from tests.simulation.histories import Plan, run
from tests.simulation.planted_bugs import BUGS, plant

FAILING_SEEDS = Path(__file__).parent / "failing_seeds.json"
SEEDS_MAX = 2_000


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A bug, the least history that shows it, and what it breaks."""

    bug: str
    plan: Plan
    broken: str


def _found() -> dict[str, Found]:
    return {each.bug: each for each in msgspec.json.decode(FAILING_SEEDS.read_bytes(), type=list[Found])}


def test_every_planted_bug_has_a_history_that_shows_it() -> None:
    assert sorted(_found()) == sorted(BUGS)
    assert len(BUGS) >= 10


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_is_found_again_from_its_seed_and_nothing_is_found_without_it(bug: str) -> None:
    plan = _found()[bug].plan
    with plant(bug):
        assert run(plan).broken, f"`python -m tests.simulation --store` looks for {bug!r} anew"
    assert run(plan).broken == []


@pytest.mark.long
@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_is_found_within_two_thousand_seeds(bug: str, long_counts: LongCounts) -> None:
    with plant(bug):
        seed = next((seed for seed in range(SEEDS_MAX) if run(Plan(seed=seed)).broken), None)
    found = {} if seed is None else {f"{FOUND}{bug}": seed + 1}
    long_counts({f"{PLANTED}{bug}": 1, **found})
    assert seed is not None
