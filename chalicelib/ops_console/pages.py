"""The operators' pages: the page kit with their templates, in English, with a section per scope."""

from pathlib import Path
from typing import Any

from chalicelib.access import console_sessions
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANONYMOUS, Principal
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import Problem
from chalicelib.web import cookies
from chalicelib.web.console import Console, ConsoleReader, Section
from chalicelib.web.reader import session_of
from chalicelib.web.rendering import PageRenderer

CONSOLE = Console(path="/ops", kind="ops")
SECTIONS = (
    Section(name="orders", path="/ops/orders", label="Orders", scope="orders:read"),
    Section(name="refunds", path="/ops/refunds", label="Failed refunds", scope="refunds:read"),
    Section(name="disputes", path="/ops/disputes", label="Disputes", scope="disputes:read"),
    Section(name="returns", path="/ops/returns", label="Returns", scope="returns:read"),
    Section(name="claims", path="/ops/claims", label="Claims", scope="returns:read"),
    Section(name="payouts", path="/ops/payouts", label="Payouts", scope="payouts:read"),
    Section(name="ledger", path="/ops/ledger", label="Ledger", scope="ledger:read"),
    Section(name="reconciliations", path="/ops/reconciliations", label="Reconciliation", scope="ledger:read"),
)


def _values(_: ConsoleReader) -> dict[str, Any]:
    return {"console": CONSOLE, "console_name": "Operators", "sections": SECTIONS, "amount_of": Money}


_RENDERER = PageRenderer(Path(__file__).with_name("templates"), _values)
page = _RENDERER.page


def operator_of(call: Call[Any, Any]) -> ConsoleReader:
    """The operator who sends a request."""
    return _reader(call.headers, call.principal)


def sign_in_page(reader: ConsoleReader, *, status: int = 200, refused: int | None = None) -> Answer:
    """The form for a key; `refused` is the status that a key was refused with."""
    return page(reader, "sign_in.html", status=status, refused=refused, session_hours=console_sessions.HOURS)


def problem_page(headers: Any, problem: Problem, reference: str) -> Answer:
    """A refusal as a page; the form for a key where one is missing."""
    reader = _reader(headers, ANONYMOUS)
    if problem.status == 401:
        return sign_in_page(reader, status=problem.status)
    return _RENDERER.problem_page(reader, problem, reference=reference)


def _reader(headers: Any, principal: Principal) -> ConsoleReader:
    return ConsoleReader(language="en", session=session_of(cookies.received(headers)), principal=principal)
