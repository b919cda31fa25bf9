"""Every call the application makes is a place to die at: before it and after it, and nothing is lost by it."""

import pytest

from tests.conftest import CrashPoints
from tests.simulation.faults import Strike
from tests.simulation.histories import Plan, run
from tests.simulation.scenes import GOLDEN

READS = ("GetItem", "BatchGetItem", "Query", "Scan")
SEED = 0
# Far below what there is: the calls are found by looking, not counted here.
POINTS_MIN = 30

# What each golden scene is there for; a scene that no longer gets there proves nothing.
GOES_THROUGH = {
    "sold and delivered": {"order RESERVED PAID": 1, "line SHIPPED DELIVERED": 2},
    "declined, paid, cancelled and refunded": {"fact PaymentDeclined": 2, "fact LineRefunded": 2},
    "cancelled before it was paid": {"order RESERVED VOIDED": 1},
    "expired": {"order RESERVED EXPIRED": 1},
    "paid after it was released, and still there": {"order EXPIRED PAID": 1, "line SHIPPED DELIVERED": 2},
    "paid after it was released, and gone": {"fact LateMoneyArrived": 1, "fact LateMoneyReturned": 1},
    "refunded, sent back by the bank and refunded again": {"refund SUCCEEDED FAILED": 1, "fact LineRefunded": 2},
    "disputed, refused a refund and refunded after all": {"refund REFUSED REQUESTED": 1, "fact LineRefunded": 1},
    "cancelled by its seller, and by nobody in time": {"line PAID CANCELLED": 2, "fact LineRefunded": 2},
}


def _points(scene: str) -> list[str]:
    """Every moment before or after a call of a golden run without faults."""
    golden = run(Plan(seed=SEED, strikes=()), GOLDEN[scene])
    assert not golden.broken, golden.broken
    assert all(golden.edges[edge] == times for edge, times in GOES_THROUGH[scene].items()), golden.edges
    return [where for where in golden.opportunities if where.startswith(("aws.", "stripe.", "carrier."))]


def _is_read(where: str) -> bool:
    return where.split(" ")[2] in READS


def _crash_at(scene: str, points: list[str]) -> None:
    for where in points:
        outcome = run(Plan(seed=SEED, strikes=(Strike(where, "crash"),)), GOLDEN[scene])
        assert [strike.where for strike in outcome.strikes] == [where]
        assert not outcome.broken, f"{scene}, crash at {where}: {outcome.broken[0]}"


@pytest.mark.parametrize("scene", GOLDEN)
def test_a_crash_at_any_call_that_changes_something_loses_nothing(scene: str, crash_points: CrashPoints) -> None:
    points = [where for where in _points(scene) if not _is_read(where)]
    assert len(points) >= POINTS_MIN
    _crash_at(scene, points)
    crash_points("at calls that change something", scene, len(points))


@pytest.mark.long
@pytest.mark.parametrize("scene", GOLDEN)
def test_a_crash_at_any_read_loses_nothing(scene: str, crash_points: CrashPoints) -> None:
    """What a crash between two reads leaves is what one at the next write leaves; here it is looked at all the same."""
    points = [where for where in _points(scene) if _is_read(where)]
    assert len(points) >= POINTS_MIN
    _crash_at(scene, points)
    crash_points("at reads", scene, len(points))
