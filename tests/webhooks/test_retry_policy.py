"""The schedule: ten attempts over three days, spread, and lengthened by whoever asks for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.webhooks import retry_policy
from chalicelib.webhooks.lifecycle import FINAL, FIRST, NEXT, OPEN, DeliveryState, before
from chalicelib.webhooks.retry_policy import ATTEMPTS_MAX, PAUSES, RETRY_AFTER_MAX, has_failed_for_good, pause_after


def test_ten_attempts_take_seventy_five_hours() -> None:
    assert ATTEMPTS_MAX == 10
    assert sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


@given(st.integers(1, 9), st.integers(0, 40), st.none() | st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_pause_is_a_fifth_off_at_most_unless_the_receiver_asks_for_longer(
    tries: int, spread: int, asked: timedelta | None
) -> None:
    pause = pause_after(tries, spread, asked)
    assert pause is not None
    assert pause >= PAUSES[tries - 1] * 4 / 5
    assert pause <= max(PAUSES[tries - 1] * 6 / 5, min(asked or timedelta(), RETRY_AFTER_MAX))


def test_the_tenth_failure_is_the_last() -> None:
    assert pause_after(ATTEMPTS_MAX, 20, timedelta(hours=1)) is None


@pytest.mark.parametrize(("days", "failures", "is_over"), [(5, 3, True), (4, 40, False), (6, 2, False)])
def test_only_days_of_nothing_but_failure_end_an_endpoint(days: int, failures: int, *, is_over: bool) -> None:
    assert has_failed_for_good(timedelta(days=days), failures) is is_over


def test_two_time_outs_in_a_row_make_an_endpoint_slow() -> None:
    assert [retry_policy.is_slow(count) for count in range(4)] == [False, False, True, True]


def test_every_state_of_a_message_is_reached_and_none_is_a_trap() -> None:
    reached = {FIRST}
    for _ in NEXT:
        reached |= {following for state in reached for following in NEXT[state]}
    assert reached == set(NEXT)
    assert set(NEXT) == OPEN | FINAL
    assert all(NEXT[state] for state in OPEN)
    assert before(FIRST) == set(NEXT) - {FIRST, DeliveryState.DROPPED}, "only what was never tried cannot begin again"
