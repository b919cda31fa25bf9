"""Hundreds of markets at their worst: nothing is ever oversold, lost, booked twice or told in vain."""

from collections import Counter

import msgspec
import pytest

from tests.conftest import LongCounts
from tests.long_report import FAULT, HISTORIES, TRANSITION, VIOLATIONS
from tests.simulation.faults import EVERY_FAULT
from tests.simulation.histories import Outcome, Plan, run
from tests.simulation.market_world import seeded
from tests.simulation.scenes import FIRST_LONG_SEED, drawn
from tests.simulation.transitions import COUNTED_TRANSITIONS, EVERY_TRANSITION

SEEDS, CHUNK = 512, 32
LONG_SEEDS, LONG_CHUNK = 10_240, 256
WALKED = 2
FAULTS_MIN = 20

# What every few histories must have gone through, or they prove less than they seem to.
EDGES = (
    "order - RESERVED",
    "order RESERVED PAID",
    "order RESERVED EXPIRED",
    "order RESERVED VOIDED",
    "line PAID ACCEPTED",
    "line PAID CANCELLED",
    "line ACCEPTED CANCELLED",
    "line ACCEPTED SHIPPED",
    "line SHIPPED DELIVERED",
    "fact PaymentDeclined",
    "fact LineRefunded",
    "refund REQUESTED SUCCEEDED",
)
# Transitions of no lifecycle of their own.
FACTS = ("fact PaymentDeclined", "fact LateMoneyArrived", "fact LateMoneyReturned", "refund from the dashboard")


class Lived:
    """What the histories of some seeds had in them, and what broke."""

    def __init__(self, seeds: range) -> None:
        self.histories = len(seeds)
        self.edges: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.broken: list[str] = []
        for seed in seeds:
            outcome = run(Plan(seed=seed))
            self.edges.update(outcome.edges)
            self.faults.update(f"{strike.where.partition(':')[0]} {strike.kind}" for strike in outcome.strikes)
            if outcome.broken:
                self.broken.append(_told(outcome))

    def counts(self) -> dict[str, int]:
        """For the summary of the long tests; what was never met counts zero."""
        transitions = {f"{TRANSITION}{each}": self.edges[each] for each in (*EVERY_TRANSITION, *FACTS)}
        counted = {each: self.edges[each] for each in COUNTED_TRANSITIONS}
        faults = {f"{FAULT}{each}": self.faults[each] for each in EVERY_FAULT}
        return {HISTORIES: self.histories, VIOLATIONS: len(self.broken), **transitions, **faults, **counted}


def _told(outcome: Outcome) -> str:
    seed = outcome.plan.seed
    return f"{outcome.broken[0]}\nSee `python -m tests.simulation --seeds {seed}:{seed + 1}`"


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_history_breaks_the_books(first: int) -> None:
    lived = Lived(range(first, first + CHUNK))
    assert not lived.broken, lived.broken[0]
    assert all(lived.edges[edge] for edge in EDGES), lived.edges
    assert len(lived.faults) >= FAULTS_MIN, lived.faults


@pytest.mark.parametrize("seed", range(WALKED))
def test_sweepers_that_walk_through_every_quiet_minute_find_no_more(seed: int) -> None:
    scene = msgspec.structs.replace(drawn(seed, len(seeded().offers)), walks_every_minute=True)
    outcome = run(Plan(seed=seed), scene)
    assert not outcome.broken, _told(outcome)


@pytest.mark.long
@pytest.mark.parametrize("first", range(FIRST_LONG_SEED, FIRST_LONG_SEED + LONG_SEEDS, LONG_CHUNK))
def test_no_history_breaks_the_books_at_full_volume(first: int, long_counts: LongCounts) -> None:
    """That all of them together meet everything often enough is asked by the summary (tests/long_summary.py)."""
    lived = Lived(range(first, first + LONG_CHUNK))
    long_counts(lived.counts())
    assert not lived.broken, lived.broken[0]
    assert all(lived.edges[edge] >= 10 for edge in EDGES), lived.edges
