"""What the tests of search stand on: an empty bucket, and a process that has opened nothing."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import aws, background, clock
from chalicelib.kernel.runtime.settings import settings
from doubles.clock_and_randomness import ManualClock
from tests.search.processes import begin_anew


@pytest.fixture
def cell(tables: None) -> Iterator[ManualClock]:  # noqa: ARG001 - it stands on them
    """An empty cell with a manual clock and its bucket."""
    manual_clock = ManualClock()
    clock.use(manual_clock)
    where = {"LocationConstraint": "eu-west-3"}
    aws.client("s3").create_bucket(Bucket=settings.files_bucket, CreateBucketConfiguration=where)
    background.use(background.InlineRunner())
    begin_anew()
    yield manual_clock
    begin_anew()
    background.use(background.ThreadRunner())
    clock.use(clock.SystemClock())
