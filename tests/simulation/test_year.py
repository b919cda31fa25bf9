"""A year in the life of both cells: orders, deliveries, cancellations and refunds, to the last cent."""

import os
import subprocess
import sys

import msgspec
import pytest

from tests.conftest import LongCounts
from tests.doc_pages import ROOT
from tests.long_report import EXPLAINED, MOVED
from tests.simulation.year import Lived

CELLS = ("eu", "us")
ORDERS, DAYS = 2_500, 365


def _lived(cell: str, *, orders: int, days: int) -> Lived:
    """The year of a cell, in a process of its own: a process is of one cell for its life."""
    command = [sys.executable, "-m", "tests.simulation.year", "--orders", str(orders), "--days", str(days)]
    environment = os.environ | {"TEST_CELL": cell}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2_000:]
    return msgspec.json.decode(done.stdout, type=Lived)


@pytest.mark.parametrize("cell", CELLS)
def test_a_month_of_orders_leaves_no_cent_unexplained(cell: str) -> None:
    lived = _lived(cell, orders=20, days=30)
    assert lived.broken == []
    assert lived.counts["orders in a year"] == 20
    assert lived.counts[EXPLAINED] == lived.counts[MOVED] > 0


@pytest.mark.long
@pytest.mark.parametrize("cell", CELLS)
def test_a_year_of_orders_leaves_no_cent_unexplained(cell: str, long_counts: LongCounts) -> None:
    lived = _lived(cell, orders=ORDERS, days=DAYS)
    long_counts(lived.counts)
    assert lived.broken == []
    assert lived.counts["orders in a year"] == ORDERS
    assert lived.counts[EXPLAINED] == lived.counts[MOVED] > 0
