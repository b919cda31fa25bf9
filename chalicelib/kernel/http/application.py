"""The framework's application: a current request per thread, and the framework's errors as problems."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from chalice.app import Blueprint, Chalice, CORSConfig, Request, Response

from chalicelib.kernel.http.answer import Answer, problem_answer
from chalicelib.kernel.http.auth import Identify
from chalicelib.kernel.runtime import aws, local_clock, log
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


class Application(Chalice):  # type: ignore[misc]
    """The application. The current request is thread-local: locally several threads share one application."""

    _in_thread = threading.local()

    def __init__(self, name: str, identify: Identify) -> None:
        super().__init__(app_name=name)
        self.identify = identify
        self.register_middleware(restate_framework_errors, "http")
        self.register_middleware(local_clock.moved, "all")

    def serve(self, *, api: Iterable[Blueprint], pages: Iterable[Blueprint]) -> None:
        """Serve the rooms' routes of the API under its version, and those of pages where they say."""
        for room in pages:
            self.register_blueprint(room)
        for room in api:
            self.register_blueprint(room, url_prefix="/v1")

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
