"""Time can be moved on a desk, for every process of it, and nowhere else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.kernel.runtime import clock, local_clock
from chalicelib.kernel.storage import key_value
from doubles.clock_and_randomness import START, ManualClock
from tests.api_client import call
from tests.kernel.aws_stub import AwsStub, PlannedResponse, error_response

HOUR = 3600


@pytest.fixture(autouse=True)
def _unread(tables: None, manual_clock: ManualClock) -> Iterator[None]:  # noqa: ARG001 - it stands on both
    local_clock._read_at = float("-inf")
    yield
    local_clock._read_at = float("-inf")


def ahead(manual_clock: ManualClock) -> timedelta:
    now = clock.now()
    return now - manual_clock.moment


def test_whatever_wakes_the_application_wakes_at_the_markets_time(manual_clock: ManualClock) -> None:
    local_clock.set_offset(HOUR)
    answers = local_clock.moved("event", lambda event: (event, ahead(manual_clock)))
    assert answers == ("event", timedelta(hours=1))


def test_a_clock_nobody_moved_is_the_machines(manual_clock: ManualClock) -> None:
    local_clock.refresh()
    assert ahead(manual_clock) == timedelta()


def test_a_clock_can_be_moved_on_and_back_again(manual_clock: ManualClock) -> None:
    for seconds in (HOUR, 14 * 24 * HOUR, -HOUR, 0):
        local_clock.set_offset(seconds)
        local_clock.refresh()
        assert ahead(manual_clock) == timedelta(seconds=seconds)


def test_an_offset_outlives_every_process(manual_clock: ManualClock) -> None:
    local_clock.set_offset(HOUR)
    stored = key_value.find(local_clock.KEY)
    assert stored is not None
    assert stored.attribute_values.get("expires_epoch") is None
    manual_clock.advance(days=30)
    local_clock.refresh()
    assert ahead(manual_clock) == timedelta(hours=1)


def test_a_busy_process_looks_twice_a_second_at_most(manual_clock: ManualClock) -> None:
    dynamodb = AwsStub("dynamodb")
    for _ in range(20):
        local_clock.refresh()
        manual_clock.advance(milliseconds=100)
    assert 3 <= len(dynamodb.requests("GetItem")) <= 4
    assert manual_clock.moment - START == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("answer", "status", "slug"),
    [
        (error_response("ThrottlingException"), 503, "unavailable"),
        (error_response("ResourceNotFoundException"), 500, "internal-error"),
    ],
    ids=["throttled", "no table"],
)
def test_a_clock_that_cannot_be_read_is_a_problem_like_any_other(
    answer: PlannedResponse, status: int, slug: str
) -> None:
    AwsStub("dynamodb").plan("GetItem", answer)
    told = call("GET", "/v1/markets")
    assert (told.status, told.body["type"]) == (status, f"/problems/{slug}")
    assert told.headers["access-control-allow-origin"] == "*"


SCRIPT = """
import os
from moto import mock_aws
from chalicelib.kernel.runtime import clock, local_clock
from chalicelib.kernel.storage import key_value
from datetime import UTC, datetime
with mock_aws():
    key_value.KeyValueItem.create_table(billing_mode="PAY_PER_REQUEST")
    local_clock.set_offset(3600)
    local_clock.moved(None, lambda _: None)
    print(round((clock.now() - datetime.now(UTC)).total_seconds()))
"""


@pytest.mark.parametrize(("stage", "seconds_ahead"), [("local", 3600), ("eu", 0), ("us", 0)])
def test_deployed_cells_ignore_an_offset_whatever_their_table_says(stage: str, seconds_ahead: int) -> None:
    cell = "eu" if stage == "local" else stage
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"STAGE": stage, "CELL": cell, "STRIPE_TAX": "on"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout.split() == [str(seconds_ahead)]
