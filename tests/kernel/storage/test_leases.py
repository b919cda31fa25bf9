"""A lease is one holder's until it is given back or has run out."""

import pytest

from chalicelib.kernel.storage import leases
from doubles.clock_and_randomness import ManualClock

pytestmark = pytest.mark.usefixtures("tables")
SECONDS = 60


def test_one_holds_it_and_the_next_waits_until_it_is_given_back(manual_clock: ManualClock) -> None:  # noqa: ARG001 - it holds time
    holder = leases.acquire("a", SECONDS)
    assert holder is not None
    assert leases.acquire("a", SECONDS) is None
    assert leases.acquire("b", SECONDS) is not None
    leases.release("a", holder)
    assert leases.acquire("a", SECONDS) is not None


def test_it_runs_out_by_itself_and_who_held_it_cannot_end_the_next_ones(manual_clock: ManualClock) -> None:
    late = leases.acquire("a", SECONDS)
    assert late is not None
    manual_clock.advance(seconds=SECONDS)
    assert leases.acquire("a", SECONDS) is not None
    leases.release("a", late)
    assert leases.acquire("a", SECONDS) is None
