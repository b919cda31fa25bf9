"""A deadline is acted on once its time has passed, by the handler of its kind, and is never lost."""

from contextlib import suppress

import pytest

from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, DeadlineItem, DeadlinesFailed, Handler, Handlers, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from doubles.clock_and_randomness import ManualClock

pytestmark = pytest.mark.usefixtures("tables", "manual_clock")

PAYOUT, RETURN, UNKNOWN = Kind("payments.payout"), Kind("aftersales.return"), Kind("nobody.knows")


class Acted:
    """Handlers that note what they were given, and fail as often as they are told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.on: list[Deadline] = []

    def act(self, deadline: Deadline) -> None:
        if self.failures:
            raise self.failures.pop()
        self.on.append(deadline)

    @property
    def handlers(self) -> Handlers:
        return {PAYOUT: Handler(self.act), RETURN: Handler(self.act, runs_last=True)}


def schedule(kind: Kind, subject: str, due_at: str, **payload: str) -> Deadline:
    deadline = Deadline(kind=kind, subject=subject, due_at=due_at, payload=payload)
    transactions.write(deadlines.schedule_act(deadline))
    return deadline


def hours_of(kind: Kind) -> list[str]:
    return [item.due_hour[:13] for item in DeadlineItem.scan() if item.kind == kind]


def test_a_deadline_is_acted_on_after_its_time_with_what_it_carries_and_is_gone(manual_clock: ManualClock) -> None:
    acted = Acted()
    scheduled = schedule(PAYOUT, "sel_1", "2026-11-23T11:30:00.000Z", currency="EUR")
    manual_clock.moment = clock.parse("2026-11-23T11:29:00.000Z")
    assert deadlines.check_deadlines(acted.handlers) == 0
    manual_clock.moment = clock.parse("2026-11-23T11:31:00.000Z")
    assert deadlines.check_deadlines(acted.handlers) == 1
    assert acted.on == [scheduled]
    assert list(DeadlineItem.scan()) == []


def test_kinds_and_subjects_are_apart_and_the_same_one_again_is_one(manual_clock: ManualClock) -> None:
    acted = Acted()
    at = "2026-11-23T11:30:00.000Z"
    schedule(PAYOUT, "sel_1", at, currency="EUR")
    later = [
        schedule(PAYOUT, "sel_1", at, currency="USD"),
        schedule(PAYOUT, "sel_2", at),
        schedule(RETURN, "sel_1", at),
    ]
    manual_clock.moment = clock.parse("2026-11-23T12:00:00.000Z")
    assert deadlines.check_deadlines(acted.handlers) == 3
    assert sorted(acted.on, key=lambda each: (each.kind, each.subject)) == sorted(
        later, key=lambda each: (each.kind, each.subject)
    )


def test_what_waits_for_others_outside_runs_after_all_hours_of_the_rest(manual_clock: ManualClock) -> None:
    acted = Acted()
    first = schedule(RETURN, "ret_1", "2026-11-23T10:00:00.000Z")
    second = schedule(PAYOUT, "sel_1", "2026-11-23T12:00:00.000Z")
    manual_clock.moment = clock.parse("2026-11-23T13:00:00.000Z")
    deadlines.check_deadlines(acted.handlers)
    assert acted.on == [second, first]


def test_a_deadline_of_a_kind_nobody_handles_fails_every_run_and_is_kept(manual_clock: ManualClock) -> None:
    acted = Acted()
    schedule(UNKNOWN, "x", "2026-11-23T10:00:00.000Z")
    known = schedule(PAYOUT, "sel_1", "2026-11-23T10:00:00.000Z")
    for hour in range(11, 15):
        manual_clock.moment = clock.parse(f"2026-11-23T{hour}:30:00.000Z")
        with pytest.raises(DeadlinesFailed, match="1 of"):
            deadlines.check_deadlines(acted.handlers)
    assert acted.on == [known]
    assert hours_of(UNKNOWN) == ["2026-11-23T14"]


def test_a_change_by_somebody_else_meanwhile_is_no_failure_until_it_goes_on(manual_clock: ManualClock) -> None:
    once, always = Acted(Conflict()), Acted(*[Conflict()] * transactions.ATTEMPTS_MAX)
    schedule(PAYOUT, "sel_1", "2026-11-23T10:00:00.000Z")
    manual_clock.moment = clock.parse("2026-11-23T11:00:00.000Z")
    with pytest.raises(DeadlinesFailed, match="1 of 1"):
        deadlines.check_deadlines(always.handlers)
    assert deadlines.check_deadlines(once.handlers) == 1


def test_one_that_fails_moves_to_the_current_hour_with_its_time_and_its_payload(manual_clock: ManualClock) -> None:
    failing, acted = Acted(ValueError()), Acted()
    scheduled = schedule(PAYOUT, "sel_1", "2026-11-23T10:00:00.000Z", currency="EUR")
    manual_clock.moment = clock.parse("2026-11-23T13:00:00.000Z")
    with suppress(DeadlinesFailed):
        deadlines.check_deadlines(failing.handlers)
    assert hours_of(PAYOUT) == ["2026-11-23T13"]
    assert deadlines.check_deadlines(acted.handlers) == 1
    assert acted.on == [scheduled]


def test_one_that_is_scheduled_after_its_hour_was_closed_is_found(manual_clock: ManualClock) -> None:
    acted = Acted()
    manual_clock.moment = clock.parse("2026-11-23T15:00:00.000Z")
    assert deadlines.check_deadlines(acted.handlers) == 0
    scheduled = schedule(PAYOUT, "sel_1", "2026-11-23T10:00:00.000Z")
    assert deadlines.check_deadlines(acted.handlers) == 1
    assert acted.on == [scheduled]


def test_what_is_escalated_is_counted_for_operators_and_acted_on_by_nobody(manual_clock: ManualClock) -> None:
    acted = Acted()
    deadline = Deadline(kind=RETURN, subject="ret_1", due_at="2026-11-23T10:00:00.000Z")
    for _ in range(2):
        transactions.write(deadlines.escalate_act(deadline))
    manual_clock.moment = clock.parse("2026-11-23T13:00:00.000Z")
    assert deadlines.check_deadlines(acted.handlers) == 0
    assert (deadlines.count_escalated(RETURN), deadlines.count_escalated(PAYOUT)) == (1, 0)
    transactions.write(deadlines.resolve_act(RETURN, "ret_1"))
    assert deadlines.count_escalated(RETURN) == 0


def test_what_waits_for_operators_is_measured_even_where_a_deadline_fails(capsys: pytest.CaptureFixture[str]) -> None:
    schedule(UNKNOWN, "ord_eu_1", "2026-11-23T08:30:00.000Z")
    with pytest.raises(DeadlinesFailed):
        deadlines.check_deadlines({}, [("returns_waiting", lambda: 2)])
    (measured,) = [line for line in capsys.readouterr().out.splitlines() if '"measured"' in line]
    assert '"returns_waiting":2' in measured
