"""Every day is reconciled by itself: once it is over, again for two days, and as long as a cent is open."""

from collections.abc import Callable

import msgspec
import pytest

from chalicelib.payments.money_commands import ReconcileDay
from chalicelib.payments.reconciliation import day_runs, due_days, unexplained_money
from chalicelib.payments.reconciliation.day_result import MoneySide, UnexplainedMoney, UnexplainedReason
from chalicelib.payments.reconciliation.due_days import DayNotOver
from testing.cell import Cell
from tests.orders.cancellation.refund_steps import before_the_next_transaction
from tests.payments.conftest import commands

__all__ = ["commands"]

Take = Callable[[], list[str]]


def begun(take: Take) -> list[str]:
    """The days whose commands are in the queue."""
    return sorted(msgspec.json.decode(body, type=ReconcileDay).day for body in take())


def finish(day: str) -> None:
    run = day_runs.of_day(day)
    day_runs.save(msgspec.structs.replace(run, state="DONE", result={}))


def open_movement(day: str) -> UnexplainedMoney:
    return UnexplainedMoney(
        day=day,
        entry_id="txn_1",
        side=MoneySide.STRIPE,
        reason=UnexplainedReason.NO_JOURNAL,
        kind="refund",
        object_id="re_1",
        currency="EUR",
        amount_minor=-1,
        since=f"{day}T12:00:00.000Z",
    )


def test_a_day_is_begun_two_hours_after_its_end(cell: Cell, commands: Take) -> None:
    cell.clock.moment = cell.clock.moment.replace(hour=1)
    assert due_days.begin_due() == 3
    assert begun(commands) == ["2026-11-19", "2026-11-20", "2026-11-21"]
    cell.clock.moment = cell.clock.moment.replace(hour=2, minute=1)
    due_days.begin_due()
    assert "2026-11-22" in begun(commands)


def test_the_last_three_days_are_run_once_a_day(cell: Cell, commands: Take) -> None:
    due_days.begin_due()
    for day in begun(commands):
        finish(day)
    assert (due_days.begin_due(), commands()) == (0, [])
    cell.clock.advance(days=1)
    due_days.begin_due()
    assert begun(commands) == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert day_runs.of_day("2026-11-22").run == 2


def test_a_lost_command_is_sent_again_after_a_quarter_of_an_hour(cell: Cell, commands: Take) -> None:
    due_days.begin_due()
    assert len(commands()) == 3
    cell.clock.advance(minutes=14)
    assert due_days.begin_due() == 0
    cell.clock.advance(minutes=1)
    assert due_days.begin_due() == 3
    assert [day_runs.of_day(day).run for day in begun(commands)] == [1, 1, 1]


def test_a_cell_that_was_down_catches_up(cell: Cell, commands: Take) -> None:
    due_days.begin_due()
    for day in begun(commands):
        finish(day)
    cell.clock.advance(days=6)
    assert due_days.begin_due() == 6
    assert begun(commands)[0] == "2026-11-23"
    cell.clock.advance(days=60)
    assert due_days.begin_due() == due_days.BEGUN_MAX


def test_what_is_unexplained_is_looked_at_every_hour_and_of_long_ago_every_day(cell: Cell, commands: Take) -> None:
    due_days.begin_due()
    for day in begun(commands):
        finish(day)
    due_days.begin("2026-11-01")
    assert begun(commands) == ["2026-11-01"]
    finish("2026-11-01")
    for day in ("2026-11-22", "2026-11-01"):
        unexplained_money.report(open_movement(day))
    assert due_days.begin_due() == 0
    cell.clock.advance(hours=1)
    due_days.begin_due()
    assert begun(commands) == ["2026-11-22"]
    finish("2026-11-22")
    for day in ("2026-11-20", "2026-11-21"):
        finish(day)
    cell.clock.moment = cell.clock.moment.replace(hour=23)
    cell.clock.advance(hours=7)
    due_days.begin_due()
    assert "2026-11-01" in begun(commands)


@pytest.mark.usefixtures("cell")
def test_a_day_that_is_not_over_is_refused(commands: Take) -> None:
    with pytest.raises(DayNotOver):
        due_days.begin("2026-11-23")
    assert commands() == []


@pytest.mark.usefixtures("cell")
def test_a_run_that_another_caller_begins_at_the_same_moment_is_the_one_that_goes_on(commands: Take) -> None:
    due_days.begin("2026-11-22")
    finish("2026-11-22")
    before_the_next_transaction(lambda: due_days.begin("2026-11-22"))
    assert due_days.begin("2026-11-22").run == day_runs.of_day("2026-11-22").run == 2
    assert begun(commands) == ["2026-11-22"] * 3
