"""What the tests of search stand on: an empty bucket, and a process that has opened nothing."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import aws, background, clock
from chalicelib.kernel.runtime.settings import settings
from doubles.clock_and_dice import HeldClock
from tests.search.processes import begin_anew


@pytest.fixture
def cell(tables: None) -> Iterator[HeldClock]:  # noqa: ARG001 - it stands on them
    """An empty cell whose time is held, with its bucket."""
    held = HeldClock()
    clock.use(held)
    where = {"LocationConstraint": "eu-west-3"}
    aws.client("s3").create_bucket(Bucket=settings.files_bucket, CreateBucketConfiguration=where)
    background.use(background.InlineRunner())
    begin_anew()
    yield held
    begin_anew()
    background.use(background.ThreadRunner())
    clock.use(clock.SystemClock())
