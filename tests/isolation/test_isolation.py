"""Nobody reaches what is not theirs: each route × everybody who may come × own, foreign and unknown things."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote_plus, urlencode

import msgspec
import pytest

import app as application
from chalicelib.access import console_sessions
from chalicelib.kernel.http.route import Route
from chalicelib.ops_console.pages import CONSOLE as OF_OPERATORS
from chalicelib.seller_console.pages import CONSOLE as OF_SELLERS
from chalicelib.storefront.checkout_pages import ORDER_COOKIE
from chalicelib.storefront.visitor import BASKET_COOKIE, visitor_of
from local.gateway import Gateway
from local.proxy_events import Arrived
from tests.contract import keeping_its_word
from tests.isolation.principals import PRINCIPALS, SESSION, Principal
from tests.isolation.row import PRIVATE, Row
from tests.isolation.rows import LINKED, ROWS
from tests.isolation.world import RECONCILED_DAY, Things, World, prepared
from tests.test_api_docs import routes

Target = Literal["own", "shared", "foreign", "foreign line", "unknown"]
SHARED = {"market": ("FR", "ZZ"), "slug": ("iphones", "nothing"), "file_name": ("mark.0.svg", "nothing.0.svg")}
SHARED |= {"day": (RECONCILED_DAY, "nothing"), "page_name": ("whatever", "nothing"), "below": ("whatever", "nothing")}
SHARED |= {"month": ("2026-11", "1999-01")}
# What differs from one answer to the next, whatever it is about.
WHICH = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]{3}_eu_[0-9A-Z]{26}|\d{4}-\d\d-\d\dT[\d:.]+Z"

ASKED = [
    pytest.param(method, path, row, id=f"{method} {path} by {row.credential_in}")
    for (method, path), row in sorted([*ROWS.items(), *LINKED.items()], key=lambda one: one[0])
]


class Answer(msgspec.Struct, frozen=True):
    """What came back, headers and all, and what it wrote; what was asked, and about what.

    `refused` is the status that the request's credential alone is refused with, None for a good one.
    """

    status: int
    text: str
    wrote: list[str]
    asked: str
    about: Things
    refused: int | None

    @property
    def told(self) -> tuple[int, str]:
        """What a stranger learns: everything but which request this was, when, and of what."""
        named = "|".join(re.escape(each) for each in msgspec.structs.astuple(self.about) if len(each) > 2)
        return self.status, re.sub(f"{named}|{WHICH}", "", self.text)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with prepared() as found:
        yield found


class Visit:
    """Somebody before a route, again and again from the same beginning."""

    def __init__(self, world: World, route: Route, path: str, row: Row) -> None:
        self.world, self.route, self.path, self.row = world, route, path, row
        self._gateway = Gateway(application.app)

    def ask(self, who: Principal, target: Target) -> Answer:
        """One request."""
        token, refused = who.carries(self.world, self.route, self.row)
        things = self.things(who, target)
        headers, body = self._sent(token, who, things)
        path = self.path.format(**self._names(things, target))
        query = self.row.query(things) if self.row.query else ""
        if self.row.credential_in == "link":
            query = urlencode({"token": token})
        self.world.wrote.clear()
        answer = self._gateway.handle(
            Arrived(method=self.route.method, path=path, query=query, headers=headers, body=body, peer="192.0.2.1")
        )
        text = answer.body.decode()
        if path.startswith("/v1/"):
            keeping_its_word(self.route.method, path, answer.status, msgspec.json.decode(text) if text else None)
        shown = "\n".join([text, *(value for _, value in answer.headers)])
        asked = unquote_plus(f"{path}?{query} {body.decode()}")
        return Answer(answer.status, shown, list(self.world.wrote), asked, things, refused)

    def things(self, who: Principal, target: Target) -> Things:
        """What a request is about; `shared` is one's part of an order of both sellers, `foreign line` the other's."""
        mine, other = (self.world.b, self.world.a) if who.has_b else (self.world.a, self.world.b)
        part, others_part = self.world.within_a, self.world.within_b
        if who.has_b:
            part, others_part = others_part, part
        found: dict[Target, Things] = {"own": mine, "foreign": other, "shared": part, "foreign line": others_part}
        return found.get(target, self.world.nobody)

    def _names(self, things: Things, target: Target) -> dict[str, str]:
        own = {name: values[target == "unknown"] for name, values in SHARED.items()}
        if self.path.startswith("/problems/"):
            own["slug"] = "nothing" if target == "unknown" else "conflict"
        return (
            msgspec.structs.asdict(things)
            | own
            | {
                "line_id": getattr(things, self.row.line),
                "refund_id": getattr(things, self.row.refund),
            }
        )

    def _sent(self, token: str, who: Principal, things: Things) -> tuple[list[tuple[str, str]], bytes]:
        headers, carried = [], [SESSION]
        if token.startswith("rbo_") and not self.path.startswith("/v1/"):
            carried += [] if self.row.credential_in == "link" else [f"{ORDER_COOKIE}={token}"]
        elif token and self.row.credential_in == "console":
            carried += self._sessions(token)
        elif token and self.row.credential_in != "link":
            headers.append(("Authorization", f"Bearer {token}"))
        if self.row.in_basket:
            carried.append(f"{BASKET_COOKIE}={things.offer_id}.1")
        headers.append(("Cookie", "; ".join(carried)))
        if self.route.keyed:
            headers.append(("Idempotency-Key", f"7a0f4b6e-51a0-4c57-9d0e-{PRINCIPALS.index(who):012d}"))
        if self.row.is_signed:
            event = self.world.event
            return [*headers, ("Stripe-Signature", event.headers["Stripe-Signature"])], event.body
        if self.row.form is not None:
            fields = self.row.form(things) | {"form_token": visitor_of({"cookie": SESSION}).form_token}
            return [*headers, ("Content-Type", "application/x-www-form-urlencoded")], urlencode(fields).encode()
        headers.append(("Content-Type", "application/json"))
        return headers, b"" if self.row.body is None else msgspec.json.encode(self.row.body(things))

    def _sessions(self, token: str) -> list[str]:
        """The cookies of a key's session; what is no key of this cell stands in them itself."""
        session = console_sessions.open_session(token.split("_")[2]) if token.startswith("rbk_eu_") else token
        return [f"{console.cookie}={session}" for console in (OF_SELLERS, OF_OPERATORS)]


def names_in(path: str, row: Row) -> set[str]:
    """What a request names."""
    return set(re.findall(r"{(\w+)}", path)) | row.names


def private_in(route: Route, names: set[str]) -> set[str]:
    """What a request names that is one party's own; nothing is hidden from the operators."""
    return set() if route.needs.kind == "ops" else names & PRIVATE


def targets(path: str, row: Row) -> list[Target]:
    """What there is to ask for: a request that names nothing is the same whoever's things it is about."""
    names = names_in(path, row)
    if not names:
        return ["own"]
    has_sellers_lines = "line_id" in names and ("/seller/" in path or path.startswith("/sell/"))
    return ["own", "foreign", "foreign line", "unknown"] if has_sellers_lines else ["own", "foreign", "unknown"]


def expected(visit: Visit, who: Principal, target: Target, refused: int | None) -> tuple[int, ...]:
    """The statuses that may be, by what the route says of itself and the row of the matrix."""
    route, row = visit.route, visit.row
    kind = row.kind(route)
    own_kind = (kind if kind in ("ops", "order_token") else "seller") if who.kind == "same" else who.kind
    if refused is not None:
        return (refused,)
    if kind != "anonymous":
        if row.credential_in == "console" and own_kind in ("anonymous", "order_token"):
            return (401,)
        if row.credential_in != "authorization" and own_kind != kind:
            return (404,)
        if own_kind == "anonymous":
            return (401,)
        if own_kind != kind or (who.is_narrow and kind == "order_token"):
            return (404,)
        if who.is_narrow and route.needs.scope:
            return (403,)
    names = names_in(visit.path, row)
    is_missing = target == "unknown" or (target != "own" and bool(private_in(route, names)))
    return (row.elsewhere,) if names and is_missing else row.statuses or route.statuses


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert routes().keys() == ROWS.keys()


@pytest.mark.parametrize(("method", "path", "row"), ASKED)
def test_a_route_answers_everybody_for_what_is_theirs_alone(world: World, method: str, path: str, row: Row) -> None:
    visit, before = Visit(world, routes()[method, path], path, row), world.remember()
    for who in PRINCIPALS:
        answers: dict[Target, Answer] = {}
        for target in targets(path, row):
            answers[target] = visit.ask(who, target)
            if world.wrote:
                world.restore(before)
            _require_rightful(visit, who, target, answers[target])
        others = [answer for target, answer in answers.items() if target != "own" or row.tells_nothing]
        private = private_in(visit.route, names_in(path, row))
        strangers = {each.told for each in others if each.status >= 400 or private}
        assert len(strangers) <= 1, f"{who.name} can tell a foreign thing from none: {strangers}"


def test_everybody_is_shown_what_is_theirs(world: World) -> None:
    """Else what nobody is shown would be kept from strangers by showing nothing at all."""
    shown: dict[str, set[str]] = {text: set() for text in world.secrets}
    for who in (one for one in PRINCIPALS if one.name.startswith(("buyer", "seller", "ops"))):
        for (method, path), row in ROWS.items():
            if method == "GET":
                visit = Visit(world, routes()[method, path], path, row)
                said = visit.ask(who, "own").text + visit.ask(who, "shared").text
                said += visit.ask(who, "foreign").text if who.kind == "ops" else ""
                for text in (text for text in shown if text in said):
                    shown[text].add(who.name)
    assert shown == world.secrets


def _require_rightful(visit: Visit, who: Principal, target: Target, answer: Answer) -> None:
    case = f"{who.name} asks for {target} things: {answer.status} {answer.text[:300]}"
    assert answer.status in expected(visit, who, target, answer.refused), case
    if answer.status >= 400:
        assert answer.wrote == [], case
    shown = {text for text in visit.world.secrets if text in answer.text and text not in answer.asked}
    assert {text for text in shown if who.name not in visit.world.secrets[text]} == set(), case
