"""Routes as rooms declare them, read from a view's annotations: for whom, what is sent and what is answered."""

import inspect
import re
from collections.abc import Callable
from types import NoneType
from typing import Any, TypedDict, get_args, get_origin

import msgspec

from chalicelib.kernel.http.answer import Answer, Replayable
from chalicelib.kernel.http.auth import Needs
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import Problem

View = Callable[..., object]

# The prefix of every path of the API; pages have none.
API_PREFIX = "/v1"
_WITHOUT_BODY = ("GET", "DELETE")


class RouteMismatch(Exception):
    """A view's annotations and its route's options contradict each other; raised when the module is imported."""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A body whose bytes a header signs: the view checks the signature of `call.raw_body` before it reads it.

    `body_type` is the type of the body, for the API's document.
    """

    header: str
    body_type: type[msgspec.Struct]


class RouteOptions(TypedDict, total=False):
    """What a room states of a route besides its path and its credential.

    signed: the header that signs the body, where the view reads the raw body.
    optional_credential: where anybody may call, the credential that is shown more.
    keyed: whether the route requires an Idempotency-Key.
    status: the status of a success, or all possible ones, that of a plain value first; 200, or 204 without a body.
    refuses: the room's own problems. Those that any such route can answer (401, 415, 422 and the like) are derived.
    """

    signed: Signed
    optional_credential: Needs
    keyed: bool
    status: int | tuple[int, ...]
    refuses: tuple[type[Problem], ...]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A route: enough to call it, to document it and to test its access.

    `body_type`, `query_type` and `response_type` are the types of the request's body and query and of a success's
    body, each None for none; `doc` is the view's docstring. `replays` where a repetition's answer says that it is one.
    """

    method: str
    path: str
    needs: Needs
    view: str
    doc: str
    response_type: Any
    statuses: tuple[int, ...]
    query_type: type[Payload] | None = None
    body_type: type[Payload] | None = None
    signed: Signed | None = None
    optional_credential: Needs | None = None
    keyed: bool = False
    replays: bool = False
    refuses: tuple[type[Problem], ...] = ()


def declared_route(method: str, path: str, needs: Needs, *, view: View, options: RouteOptions) -> Route:
    """The route of a view with these options. Raises: RouteMismatch."""
    name = f"{view.__module__}.{view.__name__}"
    annotations = inspect.get_annotations(view, eval_str=True)
    parameters = list(inspect.signature(view).parameters.values())
    if "return" not in annotations:
        raise RouteMismatch(f"{name} does not say what it answers")
    response_type, replays = _answered(annotations["return"])
    body_type, query_type = _sent(annotations.get(parameters[0].name) if parameters else None, name)
    status = options.get("status", 204 if response_type is None else 200)
    route = Route(
        method=method,
        path=path,
        needs=needs,
        view=name,
        doc=inspect.getdoc(view) or "",
        response_type=response_type,
        statuses=status if isinstance(status, tuple) else (status,),
        query_type=query_type,
        body_type=body_type,
        signed=options.get("signed"),
        optional_credential=options.get("optional_credential"),
        keyed=options.get("keyed", False),
        replays=replays,
        refuses=options.get("refuses", ()),
    )
    _require_agreement(route, parameters[1:])
    return route


def _answered(annotation: Any) -> tuple[Any, bool]:
    """The type of a success's body, None for no body, and whether a repetition is told from a first request."""
    kind = get_origin(annotation) or annotation
    if kind in (Answer, Replayable):
        (annotation,) = get_args(annotation) or (str,)
    return None if annotation is NoneType else annotation, kind is Replayable


def _sent(annotation: Any, view: str) -> tuple[type[Payload] | None, type[Payload] | None]:
    """The types of the body and the query, from `Call[Body, Query]`."""
    if (get_origin(annotation) or annotation) is not Call:
        raise RouteMismatch(f"the first parameter of {view} is not a Call")
    body_type, query_type = (*get_args(annotation), None, None)[:2]
    for kind in (body_type, query_type):
        if kind not in (None, NoneType) and not (isinstance(kind, type) and issubclass(kind, Payload)):
            raise RouteMismatch(f"{kind} in the Call of {view} is not a Payload")
    return None if body_type is NoneType else body_type, None if query_type is NoneType else query_type


def _require_agreement(route: Route, parameters: list[inspect.Parameter]) -> None:
    takes_any = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters)
    faults = {
        "its parameters are not those of its path": not takes_any
        and [each.name for each in parameters] != re.findall(r"{(\w+)}", route.path),
        f"a {route.method} has no body": route.method in _WITHOUT_BODY
        and (route.body_type is not None or route.signed is not None),
        "a signed body is read by the view": route.signed is not None and route.body_type is not None,
        "it answers a Replayable and is not keyed": route.replays and not route.keyed,
        "a credential is optional only where anybody may call": route.optional_credential is not None
        and route.needs.kind != "anonymous",
    }
    for reason in (reason for reason, is_fault in faults.items() if is_fault):
        raise RouteMismatch(f"{route.view}: {reason}")
