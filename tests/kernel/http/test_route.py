"""A route is read from its view's annotations; a view that contradicts its route is refused when it is imported."""

from typing import Any

import pytest

from chalicelib.kernel.http.answer import Answer, Replayable
from chalicelib.kernel.http.auth import ANYONE, Needs, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.route import RouteMismatch, Signed, View
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.payloads import Payload

SIGNED = Signed(header="Signature", body_type=Payload)


class Wanted(Payload, frozen=True, kw_only=True):
    name: str


class Filters(Payload, frozen=True, kw_only=True):
    colour: str = ""


def with_nothing(_: Call) -> None: ...


def with_body(_: Call[Wanted]) -> dict[str, str]:
    """Wants a thing."""
    return {}


def with_query(_: Call[None, Filters]) -> Answer[list[str]]:
    return Answer(body=[])


def with_both(_: Call[Wanted, Filters], name: str) -> Replayable[int]:
    return Replayable(body=len(name), is_replay=False)


def with_text(_: Call) -> Answer:
    return Answer(body="text")


def declared(view: View, path: str = "/things", **options: Any) -> Any:
    routes = Routes(__name__)
    routes.post(path, ANYONE, **options)(view)
    return routes.table[0]


@pytest.mark.parametrize(
    ("view", "path", "body_type", "query_type", "response_type", "statuses"),
    [
        (with_nothing, "/things", None, None, None, (204,)),
        (with_body, "/things", Wanted, None, dict[str, str], (200,)),
        (with_query, "/things", None, Filters, list[str], (200,)),
        (with_both, "/things/{name}", Wanted, Filters, int, (200,)),
        (with_text, "/things", None, None, str, (200,)),
    ],
)
def test_what_is_sent_and_answered_is_stated_once_by_the_view(
    *, view: View, path: str, body_type: Any, query_type: Any, response_type: Any, statuses: tuple[int, ...]
) -> None:
    route = declared(view, path, keyed=True)
    assert (route.body_type, route.query_type, route.response_type) == (body_type, query_type, response_type)
    assert route.statuses == statuses
    assert route.replays == (view is with_both)


def test_the_statuses_of_a_success_are_the_options() -> None:
    assert declared(with_body, status=202).statuses == (202,)
    assert declared(with_body, status=(201, 200)).statuses == (201, 200)


def without_call() -> None: ...


def with_another_first(_: str) -> None: ...


def without_annotation(_) -> None: ...  # type: ignore[no-untyped-def]


def without_return(_: Call): ...  # type: ignore[no-untyped-def]


def with_a_body_of_any_shape(_: Call[dict[str, str]]) -> None: ...


def with_a_query_of_text(_: Call[None, str]) -> None: ...


@pytest.mark.parametrize(
    "view",
    [
        without_call,
        with_another_first,
        without_annotation,
        without_return,
        with_a_body_of_any_shape,
        with_a_query_of_text,
    ],
)
def test_a_view_that_does_not_say_what_it_reads_or_answers_is_refused(view: View) -> None:
    with pytest.raises(RouteMismatch, match=view.__name__):
        declared(view)


@pytest.mark.parametrize(
    ("method", "view", "path", "needs", "options"),
    [
        ("get", with_body, "/things", ANYONE, {}),
        ("delete", with_body, "/things", ANYONE, {}),
        ("get", with_nothing, "/things", ANYONE, {"signed": SIGNED}),
        ("post", with_body, "/things", ANYONE, {"signed": SIGNED}),
        ("post", with_body, "/things/{name}", ANYONE, {}),
        ("post", with_both, "/things", ANYONE, {"keyed": True}),
        ("post", with_both, "/things/{title}", ANYONE, {"keyed": True}),
        ("post", with_both, "/things/{name}", ANYONE, {}),
        ("get", with_nothing, "/things", seller("things:read"), {"optional_credential": seller("things:write")}),
    ],
)
def test_a_route_that_contradicts_its_view_is_refused(
    *, method: str, view: View, path: str, needs: Needs, options: dict[str, Any]
) -> None:
    routes = Routes(__name__)
    with pytest.raises(RouteMismatch, match=view.__name__):
        getattr(routes, method)(path, needs, **options)(view)
    assert routes.table == []
