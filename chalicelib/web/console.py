"""Consoles: what the pages of sellers and of operators have in common: who is signed in, signing in and out."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from chalicelib.access import console_sessions
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANONYMOUS, Kind, Principal
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.problems import Unauthenticated, WrongCell
from chalicelib.web import cookies, forms
from chalicelib.web.forms import first
from chalicelib.web.reader import Reader
from chalicelib.web.rendering import redirect
from chalicelib.web.surface import Pages, ProblemPage

_STEPS = re.compile(r"(/[A-Za-z0-9_.~-]+)*")


class Console(msgspec.Struct, frozen=True, kw_only=True):
    """A console: the path that all its pages are below, and the kind of key that opens it."""

    path: str
    kind: Kind

    @property
    def cookie(self) -> str:
        return cookies.path_cookie(f"{self.kind}_console")

    @property
    def sign_in_path(self) -> str:
        return f"{self.path}/sign-in"


class ConsoleReader(Reader, frozen=True, kw_only=True):
    """The browser of somebody who is, or is not yet, signed in to a console."""

    principal: Principal = ANONYMOUS

    @property
    def is_signed_in(self) -> bool:
        return self.principal.kind != "anonymous"

    def may(self, scope: str) -> bool:
        """Whether the key that was entered has a scope."""
        return scope in self.principal.scopes


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a console's navigation, shown to keys with its scope. `name` is that of its pages."""

    name: str
    path: str
    label: str
    scope: str


class ConsolePages(Pages):
    """The URLs of a console: a request's principal is the holder of the session in the console's cookie."""

    def __init__(
        self, import_name: str, problem_page: ProblemPage, console: Console, *, parts: Sequence[Pages] = ()
    ) -> None:
        super().__init__(import_name, problem_page, parts)
        self._console = console

    def caller(self, request: Any) -> Principal:
        """The holder of the request's session; an Authorization header counts for nothing here."""
        return console_sessions.holder(cookies.received(request.headers).get(self._console.cookie, ""))


def sign_in(call: Call, reader: Reader, console: Console, refused: Callable[[int], Answer]) -> Answer:
    """Exchange the key of a posted form for a session; `refused` makes the page for a key that opens nothing here.

    Raises: FormExpired, TooManySignIns.
    """
    key = first(forms.posted(call, reader), "key")
    try:
        token = console_sessions.sign_in(key, console.kind, call.origin)
    except (Unauthenticated, WrongCell) as refusal:
        return refused(refusal.status)
    return redirect(reader, _came_from(call, console), _cookie(console, token, console_sessions.SECONDS))


def sign_out(call: Call, reader: Reader, console: Console) -> Answer:
    """End the session and forget its cookie. Raises: FormExpired."""
    forms.posted(call, reader)
    console_sessions.sign_out(cookies.received(call.headers).get(console.cookie, ""))
    return redirect(reader, console.sign_in_path, _cookie(console, "", 0))


def _came_from(call: Call, console: Console) -> str:
    """The page of this console that asked for the key, by the Referer; the console's first page otherwise."""
    path = urlsplit(str(call.headers.get("referer", ""))).path
    is_page = path.startswith(f"{console.path}/") and _STEPS.fullmatch(path) is not None
    return path if is_page and not path.startswith(console.sign_in_path) else console.path


def _cookie(console: Console, value: str, max_age_seconds: int) -> str:
    return cookies.kept(console.cookie, value, path=console.path, max_age_seconds=max_age_seconds, same_site="Strict")
