"""The framework's application: a current request per thread, and the framework's errors as problems."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from chalice.app import Blueprint, Chalice, CORSConfig, Request, Response

from chalicelib.kernel.http.answer import Answer, problem_answer
from chalicelib.kernel.http.auth import Identify
from chalicelib.kernel.runtime import aws, deferred_imports, log
from chalicelib.kernel.values import problems
from chalicelib.kernel.values.problems import Problem

CORS = CORSConfig(
    allow_origin="*",
    allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
    expose_headers=["Idempotent-Replayed", "Retry-After", "Location"],
    max_age=600,
)
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_RESTATED: dict[int, type[Problem]] = {
    400: problems.MalformedBody,
    404: problems.NotFound,
    405: problems.MethodNotAllowed,
    415: problems.UnsupportedMediaType,
}


class RoomRoutes(Protocol):
    """A room's module of routes."""

    @property
    def routes(self) -> Blueprint: ...


class Application(Chalice):  # type: ignore[misc]
    """The application. The current request is thread-local: locally several threads share one application.

    In the package that ships, the rooms of a path are loaded and registered when it is first requested.
    """

    _in_thread = threading.local()

    def __init__(self, name: str, identify: Identify) -> None:
        super().__init__(app_name=name)
        self.identify = identify
        self._rooms: list[tuple[RoomRoutes, str]] = []
        self._registered: set[int] = set()
        self._rooms_by_path = deferred_imports.rooms_by_path()
        self.register_middleware(restate_framework_errors, "http")

    def serve(self, rooms: Sequence[RoomRoutes], *, prefix: str = "") -> None:
        """Serve the routes of rooms, under a prefix."""
        self._rooms += [(room, prefix) for room in rooms]
        if self._rooms_by_path is None:
            self._register(range(len(self._rooms)))

    def rooms(self, prefix: str) -> tuple[Any, ...]:
        """The routes of the rooms that are served under a prefix, all loaded and registered: they know their prefix."""
        self._register(range(len(self._rooms)))
        return tuple(room.routes for room, served_under in self._rooms if served_under == prefix)

    def rooms_by_path(self) -> dict[str, list[int]]:
        """Which rooms serve each path, by position: what the build writes down."""
        found: dict[str, list[int]] = {}
        for position, (room, prefix) in enumerate(self._rooms):
            for path in dict.fromkeys(f"{prefix}{route.path}" for route in room.routes.table):
                found.setdefault(path, []).append(position)
        return found

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        if self._rooms_by_path is not None:
            path = event.get("requestContext", {}).get("resourcePath")
            self._register(self._rooms_by_path.get(path, ()))
        answered: dict[str, Any] = super().__call__(event, context)
        return answered

    def _register(self, positions: Iterable[int]) -> None:
        for position in positions:
            if position not in self._registered:
                self._registered.add(position)
                room, prefix = self._rooms[position]
                self.register_blueprint(room.routes, url_prefix=prefix or None)

    @property
    def current_request(self) -> Request | None:
        return getattr(self._in_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._in_thread.request = request


def restate_framework_errors(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware: turns the framework's own errors (405, 415) and exceptions before a view into problems."""
    try:
        answered = get_response(request)
    except Exception as error:  # noqa: BLE001 - clients must not see internal errors
        problem = problem_for(error, "before any view", request_id(request))
        refused = response(problem_answer(problem, request_id(request)))
        refused.headers = CORS.get_access_control_headers() | refused.headers
        return refused
    if answered.status_code < 400 or not (isinstance(answered.body, dict) and "Code" in answered.body):
        return answered
    problem = _RESTATED.get(answered.status_code, problems.InternalError)()
    restated = response(problem_answer(problem, request_id(request)))
    restated.headers = answered.headers | restated.headers
    return restated


def request_id(request: Request) -> str:
    """The gateway's id of a request; empty where there is none."""
    return str(request.context.get("requestId", ""))


def problem_for(error: Exception, route: str, in_request: str) -> Problem:
    """The problem shown instead of an exception, which is logged."""
    is_passing = aws.is_passing(error)
    log.failure("aws-unavailable" if is_passing else "broken", error, route=route, request_id=in_request)
    return problems.Unavailable() if is_passing else problems.InternalError()


def response(answer: Answer[Any]) -> Response:
    """The answer as the framework sends it. Raises: TypeError for a body that cannot be written as JSON."""
    body = answer.body if isinstance(answer.body, str) else msgspec.json.encode(answer.body).decode()
    return Response(body, _HEADERS | {"Content-Type": answer.content_type} | answer.headers, answer.status)
