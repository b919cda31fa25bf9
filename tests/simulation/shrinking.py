"""Shrinking: from a history that fails to the least that still does: which faults it takes, and which buyers."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.simulation.faults import Strike
from tests.simulation.histories import Outcome, Plan, run

T = TypeVar("T")
RUNS_MAX = 150


def shrink(failed: Outcome) -> Outcome:
    """The smallest history found that still fails; its plan says what is left."""
    best = failed
    runs = 0

    def still_fails(plan: Plan) -> bool:
        nonlocal best, runs
        runs += 1
        if runs > RUNS_MAX:
            return False
        outcome = run(plan)
        if outcome.broken:
            best = outcome
        return bool(outcome.broken)

    seed = failed.plan.seed
    buyers = list(failed.buyers)

    def with_strikes(kept: Sequence[Strike]) -> Plan:
        return Plan(seed=seed, buyers=tuple(buyers), strikes=tuple(kept))

    strikes = _least(failed.strikes, lambda kept: still_fails(with_strikes(kept)))
    for buyer in list(buyers):
        fewer = [each for each in buyers if each != buyer]
        if fewer and still_fails(Plan(seed=seed, buyers=tuple(fewer), strikes=tuple(strikes))):
            buyers = fewer
    return best


def _least(things: list[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """A subset that still fails and of which no single piece can be left out (Zeller's ddmin)."""
    if not things or fails([]):
        return []
    pieces = 2
    while len(things) >= 2:
        size = -(-len(things) // pieces)
        for start in range(0, len(things), size):
            rest = things[:start] + things[start + size :]
            if fails(rest):
                things, pieces = rest, max(2, pieces - 1)
                break
        else:
            if size == 1:
                break
            pieces = min(len(things), pieces * 2)
    return things
