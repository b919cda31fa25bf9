"""Days that are due to be reconciled: begun by a schedule, which holds no key and sends commands."""

from datetime import date, timedelta

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import Conflict, Problem
from chalicelib.payments import money_commands
from chalicelib.payments.money_commands import ReconcileDay
from chalicelib.payments.reconciliation import day_runs, unexplained_money
from chalicelib.payments.reconciliation.day_result import DayRun

# A day is over for us two hours after its end in UTC: the last events of a day and their journals are there by then.
SETTLED_AFTER = timedelta(hours=2)
# The last days are reconciled every day again: late events and Stripe's delayed list would else be missed.
DAYS_AGAIN = 3
# A cell that was down catches up by at most these many days; what is older is run by hand.
DAYS_BACK_MAX = 31
LOST_AFTER = timedelta(minutes=15)
# What is unexplained is looked at again after an hour, that of longer ago once a day.
LOOK_AGAIN, LOOK_AGAIN_LATER = timedelta(hours=1), timedelta(hours=20)
BEGUN_MAX = 10


class DayNotOver(Problem):
    slug, status, title = "day-not-over", 409, "A day is reconciled two hours after its end in UTC"


def begin_due() -> int:
    """Begin what is due, continue what was lost; returns how many days."""
    last = last_day()
    first = last - timedelta(days=DAYS_BACK_MAX)
    runs = {run.day: run for run in day_runs.since(first.isoformat())}
    newest = _newest_day() or last - timedelta(days=DAYS_AGAIN)
    oldest = max(first, min(last - timedelta(days=DAYS_AGAIN - 1), newest + timedelta(days=1)))
    days = {(oldest + timedelta(days=after)).isoformat() for after in range((last - oldest).days + 1)}
    open_days = set(unexplained_money.open_days())
    due = [
        day for day in sorted(days | open_days) if _is_due(day, runs.get(day) or day_runs.find(day), day in open_days)
    ]
    for day in due[:BEGUN_MAX]:
        begin(day)
    return len(due[:BEGUN_MAX])


def _newest_day() -> date | None:
    found, _ = day_runs.newest(1, None)
    return date.fromisoformat(found[0].day) if found else None


def last_day() -> date:
    """The latest day that can be reconciled."""
    return (clock.now() - SETTLED_AFTER).date() - timedelta(days=1)


def begin(day: str) -> DayRun:
    """Begin a run of a day, or continue the one under way; the run.

    Raises: DayNotOver.
    """
    if day > last_day().isoformat():
        raise DayNotOver()
    run = day_runs.find(day)
    if run is None or run.state == "DONE":
        try:
            run = day_runs.begin(day, run)
        except Conflict:  # another caller began it
            run = day_runs.of_day(day)
    money_commands.send(ReconcileDay(run.day, run.run))
    return run


def _is_due(day: str, run: DayRun | None, is_open: bool) -> bool:
    """Whether a day was never run, is stuck, was not run today and is one of the last, or has anything unexplained."""
    if run is None:
        return True
    now = clock.now()
    since = now - clock.parse(run.touched_at)
    if run.state == "RUNNING":
        return since >= LOST_AFTER
    is_recent = day > (last_day() - timedelta(days=DAYS_AGAIN)).isoformat()
    if is_open:
        return since >= (LOOK_AGAIN if is_recent else LOOK_AGAIN_LATER)
    return is_recent and (clock.parse(run.begun_at) - SETTLED_AFTER).date() < (now - SETTLED_AFTER).date()
