"""Pages of reconciliation: each day's money compared with Stripe's list, and what has no counterpart."""

from datetime import date

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.ops_console.pages import page
from chalicelib.payments import views
from chalicelib.payments.reconciliation import day_runs, due_days, unexplained_money
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import redirect


def list_days(call: Call[None, PageRequest], operator: ConsoleReader) -> Answer:
    """A page of the days that were compared, newest first. Raises: InvalidCursor."""
    listed = paged(call, day_runs.newest, views.day)
    return page(operator, "reconciliations.html", days=listed["items"], next_cursor=listed["next_cursor"])


def show(operator: ConsoleReader, day: str, refusal: Problem | None = None) -> Answer:
    """A day with everything that was unexplained of it. Raises: NotFound."""
    return page(
        operator,
        "reconciliation.html",
        status=200 if refusal is None else refusal.status,
        day=views.day_with_unexplained(day_runs.of_day(day), unexplained_money.of_day(day)),
        refusal=told(operator.language, refusal),
    )


def run_again(call: Call, operator: ConsoleReader, day: str) -> Answer:
    """Compare a day again. Raises: NotFound, FormExpired."""
    forms.posted(call, operator)
    if not forms.is_day(day):
        raise NotFound()
    try:
        due_days.begin(date.fromisoformat(day).isoformat())
    except Problem as refusal:
        if day_runs.find(day) is None:
            raise
        return show(operator, day, refusal)
    return redirect(operator, f"/ops/reconciliations/{day}")
