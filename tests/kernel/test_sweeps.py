"""A sweep reads every slot of time until nothing can be added to it, and continues where it stopped."""

from datetime import datetime, timedelta

import pytest

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value
from chalicelib.kernel.sweeps import Sweep
from doubles.clock_and_randomness import ManualClock

pytestmark = pytest.mark.usefixtures("tables")

SWEEP = Sweep(
    cursor="cursor#test",
    slot=timedelta(minutes=1),
    closes_after=timedelta(minutes=2),
    first_look_back=timedelta(minutes=5),
)


class Index:
    """What lies in which minute, and which minutes were read."""

    def __init__(self, **found: int) -> None:
        self.found = {int(minute.removeprefix("m")): count for minute, count in found.items()}
        self.read: list[int] = []

    def look(self, minute: datetime) -> int:
        self.read.append(minute.minute)
        return self.found.get(minute.minute, 0)


@pytest.fixture(autouse=True)
def at_half_past_nine(manual_clock: ManualClock) -> None:
    manual_clock.moment = clock.parse("2026-11-23T09:30:30.000Z")


def cursor() -> str | None:
    found = key_value.find(SWEEP.cursor)
    return None if found is None else (found.content or "")[11:16]


def test_a_first_run_looks_back_and_later_ones_continue_at_the_cursor(manual_clock: ManualClock) -> None:
    first, second, third = Index(), Index(), Index()
    SWEEP.run(first.look)
    assert (first.read, cursor()) == ([25, 26, 27, 28, 29, 30], "09:28")
    SWEEP.run(second.look)
    assert second.read == [28, 29, 30]
    manual_clock.advance(minutes=20)
    SWEEP.run(third.look)
    assert third.read == list(range(28, 51))


def test_the_cursor_of_a_cell_that_rested_for_days_is_kept(manual_clock: ManualClock) -> None:
    SWEEP.run(Index().look)
    manual_clock.moment += timedelta(days=2)
    late = Index()
    SWEEP.run(late.look)
    assert len(late.read) == 2 * 24 * 60 + 3
    stored = key_value.find(SWEEP.cursor)
    assert stored is not None
    assert stored.expires_epoch is None


def test_a_slot_is_read_until_it_is_old_enough_to_be_closed(manual_clock: ManualClock) -> None:
    manual_clock.moment = clock.parse("2026-11-23T09:30:59.900Z")
    SWEEP.run(Index().look)
    assert cursor() == "09:28"
    manual_clock.moment = clock.parse("2026-11-23T09:31:00.000Z")
    SWEEP.run(Index().look)
    assert cursor() == "09:29"


def test_a_slot_that_fails_is_repeated_and_those_before_it_are_not() -> None:
    def fails(minute: datetime) -> int:
        if minute.minute == 27:
            raise RuntimeError
        return 1

    with pytest.raises(RuntimeError):
        SWEEP.run(fails)
    again = Index()
    SWEEP.run(again.look)
    assert again.read == [27, 28, 29, 30]


def test_a_run_ends_when_it_has_found_enough_and_the_next_goes_on() -> None:
    full = Index(m25=2, m26=2, m27=2)
    assert SWEEP.run(full.look, found_max=3) == 4
    assert (full.read, cursor()) == ([25, 26], "09:27")


def test_where_things_must_be_gone_the_cursor_waits_for_the_first_that_is_not() -> None:
    assert SWEEP.run(Index(m26=1, m27=1).look, waits_until_empty=True) == 2
    assert cursor() == "09:26"
    later = Index(m27=1)
    assert SWEEP.run(later.look, waits_until_empty=True) == 1
    assert later.read == [26, 27, 28, 29, 30]
    assert cursor() == "09:27"


def test_slots_may_be_read_only_some_time_after_they_began(manual_clock: ManualClock) -> None:
    hours = Sweep(
        cursor="cursor#hours",
        slot=timedelta(hours=1),
        read_after=timedelta(minutes=5),
        closes_after=timedelta(minutes=10),
        first_look_back=timedelta(hours=2),
    )
    manual_clock.moment = clock.parse("2026-11-23T09:04:00.000Z")
    assert [start.hour for start in hours.slots(clock.now())] == [7, 8]
    manual_clock.moment = clock.parse("2026-11-23T09:05:00.000Z")
    assert [start.hour for start in hours.slots(clock.now())] == [7, 8, 9]


def test_what_was_read_before_a_slot_was_complete_does_not_close_it(manual_clock: ManualClock) -> None:
    began = clock.now()
    read = list(SWEEP.slots(began))
    manual_clock.advance(minutes=30)
    SWEEP.close(read, began)
    assert cursor() == "09:28"
