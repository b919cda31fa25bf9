"""What the tests of search stand on: an empty bucket, and a process that has opened nothing."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import background, clock
from doubles.clock_and_randomness import ManualClock
from testing.cell import create_bucket
from tests.search.processes import begin_anew


@pytest.fixture
def cell(tables: None) -> Iterator[ManualClock]:  # noqa: ARG001 - it stands on them
    """An empty cell with a manual clock and its bucket."""
    manual_clock = ManualClock()
    clock.use(manual_clock)
    create_bucket()
    background.use(background.InlineRunner())
    begin_anew()
    yield manual_clock
    begin_anew()
    background.use(background.ThreadRunner())
    clock.use(clock.SystemClock())
