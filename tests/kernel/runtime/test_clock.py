"""Times are stored as text that sorts, and read back as nothing else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.runtime import clock
from doubles.clock_and_randomness import ManualClock

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS)
def test_stored_times_sort_as_they_happened(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert clock.stamp(earlier) <= clock.stamp(later)


@given(MOMENTS)
def test_a_stored_time_is_read_back_to_the_millisecond(moment: datetime) -> None:
    read = clock.parse(clock.stamp(moment))
    assert timedelta(0) <= moment - read < timedelta(milliseconds=1)
    assert read.tzinfo is UTC


def test_a_time_of_another_zone_is_stored_in_utc() -> None:
    paris = timezone(timedelta(hours=1))
    assert clock.stamp(datetime(2026, 11, 23, 0, 30, 0, 999, tzinfo=paris)) == "2026-11-22T23:30:00.000Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00.0Z",
        "2026-1-2T3:4:5.100Z",
        "2026-11-23T09:00:00.000000Z",
        "2026-11-23T09:00:00.000",
        "2026-11-23T09:00:00.000+00:00",
        "2026-02-30T09:00:00.000Z",
        "2026-11-23T09:00:00.000Z ",
        "\u0662026-11-23T09:00:00.000Z",
    ],
)
def test_what_was_not_stored_by_us_is_not_a_time(text: str) -> None:
    with pytest.raises(ValueError):
        clock.parse(text)


def test_the_machines_clock_is_now_in_utc() -> None:
    machine = clock.SystemClock()
    before = datetime.now(UTC)
    assert before <= machine.now() <= datetime.now(UTC)
    first = machine.monotonic()
    machine.sleep(0)
    assert machine.monotonic() >= first


def test_a_shifted_clock_is_ahead_for_everybody_and_its_monotonic_twin_is_not(manual_clock: ManualClock) -> None:
    clock.shift(900)
    assert clock.now() - manual_clock.moment == timedelta(seconds=900)
    assert clock.monotonic() == manual_clock.moment.timestamp()
    assert clock.timestamp() == clock.stamp(manual_clock.moment + timedelta(seconds=900))


def test_an_epoch_counts_whole_seconds() -> None:
    assert clock.epoch_seconds(datetime(1970, 1, 1, 0, 1, 0, 999_999, tzinfo=UTC)) == 60
