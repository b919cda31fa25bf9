"""Hundreds of markets at their worst: nothing is ever oversold, lost, booked twice or told in vain."""

from collections import Counter

import msgspec
import pytest

from tests.simulation.faults import KINDS
from tests.simulation.histories import Outcome, Plan, run
from tests.simulation.market_world import seeded
from tests.simulation.scenes import drawn

SEEDS, CHUNK = 512, 32
LONG_SEEDS, LONG_CHUNK = 10_240, 512
WALKED = 2

# What every few hundred histories must have gone through, or they prove less than they seem to.
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
RARE_EDGES = (
    "order EXPIRED PAID",
    "fact LateMoneyArrived",
    "fact LateMoneyReturned",
    "refund REQUESTED PENDING",
    "refund PENDING SUCCEEDED",
    "refund PENDING FAILED",
    "refund SUCCEEDED FAILED",
    "refund FAILED REQUESTED",
    "refund REQUESTED REFUSED",
    "refund REFUSED REQUESTED",
)


def _live_through(seeds: range) -> tuple[Counter[str], Counter[str]]:
    """Which edges and faults the seeds' histories had, once none of them broke."""
    edges: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for seed in seeds:
        outcome = run(Plan(seed=seed))
        assert not outcome.broken, _told(outcome)
        edges.update(outcome.edges)
        faults.update(f"{strike.where.partition(':')[0]} {strike.kind}" for strike in outcome.strikes)
    return edges, faults


def _told(outcome: Outcome) -> str:
    seed = outcome.plan.seed
    return f"{outcome.broken[0]}\nSee `python -m tests.simulation --seeds {seed}:{seed + 1}`"


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_history_breaks_the_books(first: int) -> None:
    edges, faults = _live_through(range(first, first + CHUNK))
    assert all(edges[edge] for edge in EDGES), edges
    assert len(faults) >= 20, faults


@pytest.mark.parametrize("seed", range(WALKED))
def test_sweepers_that_walk_through_every_quiet_minute_find_no_more(seed: int) -> None:
    scene = msgspec.structs.replace(drawn(seed, len(seeded().offers)), walks_every_minute=True)
    outcome = run(Plan(seed=seed), scene)
    assert not outcome.broken, _told(outcome)


@pytest.mark.long
@pytest.mark.parametrize("first", range(SEEDS, SEEDS + LONG_SEEDS, LONG_CHUNK))
def test_no_history_breaks_the_books_at_full_volume(first: int) -> None:
    edges, faults = _live_through(range(first, first + LONG_CHUNK))
    assert all(edges[edge] >= 20 for edge in EDGES), edges
    assert all(edges[edge] for edge in RARE_EDGES), edges
    # Parcels are asked for rarely: any of the carriers' faults will do.
    every_kind = {f"{family} {kind}" for family, kinds in KINDS.items() for kind in kinds if family != "carrier.before"}
    assert every_kind <= faults.keys(), every_kind - faults.keys()
    assert any(fault.startswith("carrier.before") for fault in faults), faults
