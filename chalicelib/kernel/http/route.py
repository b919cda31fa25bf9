"""Routes as they are declared: for whom, what is sent and answered; read by dispatch, documents and tests."""

import inspect
from collections.abc import Callable
from typing import Any, TypedDict, get_args, get_origin

import msgspec

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import Needs
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import Problem

View = Callable[..., Any]


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A body whose bytes a header signs: the view checks one against the other before anything of it is read.

    `kind` is the type it is written in, for the document.
    """

    header: str
    kind: Any


class RouteOptions(TypedDict, total=False):
    """What a room states of a route besides its path and whom it is for.

    `query` and `takes` are the payload types of the query and of the body; `keyed` asks for an Idempotency-Key.
    `signed` is said instead of `takes` where the view reads the raw body. `welcomes` is the credential that is told
    more where anybody may come.
    `status` is that of a success, or all that are possible, the one of a plain value first. `refuses` names the
    room's own problems; what any route can meet (no credential, a body that is no JSON) goes without saying.
    """

    query: type[Payload]
    takes: Any
    signed: Signed
    welcomes: Needs
    keyed: bool
    status: int | tuple[int, ...]
    refuses: tuple[type[Problem], ...]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a route: enough to call it, document it and test who may.

    `gives` is the type of a success's body, read from the view's own return annotation, None for no body;
    `said` is the view's docstring.
    """

    method: str
    path: str
    needs: Needs
    view: str
    said: str
    gives: Any
    statuses: tuple[int, ...]
    query: Any = None
    takes: Any = None
    signed: Signed | None = None
    welcomes: Needs | None = None
    keyed: bool = False
    refuses: tuple[type[Problem], ...] = ()


def declared_route(method: str, path: str, needs: Needs, *, view: View, stated: RouteOptions) -> Route:
    """The route of a view with these options."""
    gives: Any = inspect.get_annotations(view).get("return", Any)
    if gives is Answer or get_origin(gives) is Answer:
        (gives,) = get_args(gives) or (Any,)
    status = stated.get("status", 204 if gives is None else 200)
    return Route(
        method=method,
        path=path,
        needs=needs,
        view=f"{view.__module__}.{view.__name__}",
        said=inspect.getdoc(view) or "",
        gives=gives,
        statuses=status if isinstance(status, tuple) else (status,),
        query=stated.get("query"),
        takes=stated.get("takes"),
        signed=stated.get("signed"),
        welcomes=stated.get("welcomes"),
        keyed=stated.get("keyed", False),
        refuses=stated.get("refuses", ()),
    )
