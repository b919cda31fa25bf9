"""The sellers' pages: the page kit with their templates, in the languages of pages, with a section per scope."""

from pathlib import Path
from typing import Any

from chalicelib.access import console_sessions
from chalicelib.catalog.languages import LANGUAGES, wanted
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANONYMOUS, Principal
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.problems import Problem
from chalicelib.web import cookies
from chalicelib.web.console import Console, ConsoleReader, Section
from chalicelib.web.reader import session_of
from chalicelib.web.rendering import PageRenderer
from chalicelib.web.wording import wording_in

CONSOLE = Console(path="/sell", kind="seller")
# Chosen on /preferences, for all pages of this host.
LANGUAGE_COOKIE = cookies.host_cookie("language")


def _values(seller: ConsoleReader) -> dict[str, Any]:
    _ = wording_in(seller.language).text
    sections = (
        Section(name="orders", path="/sell/orders", label=_("Orders"), scope="orders:read"),
        Section(name="returns", path="/sell/returns", label=_("Returns"), scope="returns:read"),
        Section(name="claims", path="/sell/claims", label=_("Reports of buyers"), scope="returns:read"),
        Section(name="money", path="/sell/money", label=_("Money"), scope="balance:read"),
    )
    return {"console": CONSOLE, "console_name": _("for sellers"), "sections": sections}


_RENDERER = PageRenderer(Path(__file__).with_name("templates"), _values)
page = _RENDERER.page


def seller_of(call: Call[Any, Any]) -> ConsoleReader:
    """The seller who sends a request."""
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
    sent = cookies.received(headers)
    chosen = sent.get(LANGUAGE_COOKIE, "")
    language = chosen if chosen in LANGUAGES else wanted(str(headers.get("accept-language", "")))
    return ConsoleReader(language=language, session=session_of(sent), principal=principal)
