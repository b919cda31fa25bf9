"""HTTP: views that take a call and answer a value or raise a problem, whatever the framework does around them."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote

import msgspec
from chalice.app import Blueprint, Chalice, CORSConfig, Request, Response

from chalicelib.kernel import auth, aws, errors, idempotency, ids, log, payloads
from chalicelib.kernel.auth import Identify, Needs, Principal
from chalicelib.kernel.errors import Problem
from chalicelib.kernel.settings import settings

JSON = "application/json"
PROBLEM = "application/problem+json"
CORS = CORSConfig(
    allow_origin="*",
    allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
    expose_headers=["Idempotent-Replayed", "Retry-After", "Location"],
    max_age=600,
)
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_RESTATED: dict[int, type[Problem]] = {
    400: errors.MalformedBody,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    415: errors.UnsupportedMediaType,
}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a view answers when a plain value is not enough."""

    body: Any
    status: int = 200
    headers: dict[str, Any] = {}
    content_type: str = JSON


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a view sees it. `origin` is the caller's address."""

    request_id: str
    principal: Principal
    origin: str
    query: dict[str, str]
    headers: Any
    raw_body: bytes
    body: Any = None
    idempotency_key: str = ""

    def asked(self, kind: type[Any]) -> Any:
        """The query parameters as a payload type; InvalidRequest for unknown or impossible ones."""
        return payloads.convert(dict(self.query), kind)


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a route: enough to call it, document it and test who may."""

    method: str
    path: str
    view: str
    needs: Needs
    takes: Any = None
    keyed: bool = False


View = Callable[..., Any]


class Market(Chalice):  # type: ignore[misc]
    """The application. The request lies in the thread: several serve one application object at once locally."""

    _in_thread = threading.local()

    def __init__(self, name: str, identify: Identify) -> None:
        super().__init__(app_name=name)
        self.identify = identify

    @property
    def current_request(self) -> Request | None:
        return getattr(self._in_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._in_thread.request = request


class Routes(Blueprint):  # type: ignore[misc]
    """A room's URL surface. Views take a Call and path parameters; problems they raise become answers with CORS."""

    content_types = [JSON]
    cors: CORSConfig | None = CORS  # pages have none: they are read where they are shown

    def __init__(self, import_name: str) -> None:
        super().__init__(import_name)
        self.table: list[Route] = []

    def get(self, path: str, needs: Needs) -> Callable[[View], View]:
        return self._serve(Route(method="GET", path=path, view="", needs=needs))

    def post(self, path: str, needs: Needs, *, takes: Any = None, keyed: bool = False) -> Callable[[View], View]:
        """`takes` is the payload type of the body, `keyed` asks for an Idempotency-Key."""
        return self._serve(Route(method="POST", path=path, view="", needs=needs, takes=takes, keyed=keyed))

    def put(self, path: str, needs: Needs, *, takes: Any) -> Callable[[View], View]:
        return self._serve(Route(method="PUT", path=path, view="", needs=needs, takes=takes))

    def patch(self, path: str, needs: Needs, *, takes: Any) -> Callable[[View], View]:
        return self._serve(Route(method="PATCH", path=path, view="", needs=needs, takes=takes))

    def delete(self, path: str, needs: Needs) -> Callable[[View], View]:
        return self._serve(Route(method="DELETE", path=path, view="", needs=needs))

    def _serve(self, route: Route) -> Callable[[View], View]:
        def register(view: View) -> View:
            known = msgspec.structs.replace(route, view=f"{view.__module__}.{view.__name__}")
            self.table.append(known)

            @wraps(view)
            def answer(**_: str) -> Response:
                return self._respond(known, view)

            self.route(route.path, methods=[route.method], cors=self.cors, content_types=self.content_types)(answer)
            return view

        return register

    def _respond(self, route: Route, view: View) -> Response:
        """Run a view for the current request and put its value, or its problem, into a response."""
        request = self.current_request
        request_id = str(request.context.get("requestId", ""))
        try:
            where = {name: unquote(value) for name, value in (request.uri_params or {}).items()}
            for value in where.values():
                ids.require_cell(value)
            result = view(_call(request, route, self.current_app.identify), **where)
            return _response(result if isinstance(result, Answer) else Answer(body=result))
        except Problem as problem:
            log.write("refused", problem=problem.slug, route=route.view, request_id=request_id)
            return self.refuse(problem, request_id)
        except Exception as error:  # noqa: BLE001 - a client must never see what broke
            is_passing = aws.is_passing(error)
            event = "aws-unavailable" if is_passing else "broken"
            log.failure(event, error, route=route.view, request_id=request_id)
            return self.refuse(errors.Unavailable() if is_passing else errors.InternalError(), request_id)

    def refuse(self, problem: Problem, request_id: str) -> Response:
        """How this surface says no; pages say it in HTML."""
        return problem_response(problem, request_id)


def problem_response(problem: Problem, request_id: str) -> Response:
    """The problem as application/problem+json."""
    headers = {}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _response(
        Answer(body=problem.document(request_id), status=problem.status, headers=headers, content_type=PROBLEM)
    )


def restate_framework_errors(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware: what the framework itself refuses (405, 415) becomes a problem too."""
    response = get_response(request)
    if response.status_code < 400 or not (isinstance(response.body, dict) and "Code" in response.body):
        return response
    problem = _RESTATED.get(response.status_code, errors.InternalError)()
    restated = problem_response(problem, str(request.context.get("requestId", "")))
    restated.headers = response.headers | restated.headers
    return restated


def _response(answer: Answer) -> Response:
    body = answer.body if isinstance(answer.body, str) else msgspec.json.encode(answer.body).decode()
    return Response(body, _HEADERS | {"Content-Type": answer.content_type} | answer.headers, answer.status)


def _call(request: Request, route: Route, identify: Identify) -> Call:
    headers = request.headers
    who = auth.principal(headers.get("authorization"), identify)
    return Call(
        request_id=str(request.context.get("requestId", "")),
        principal=auth.require(who, route.needs),
        origin=_origin(request),
        query={name: request.query_params[name] for name in request.query_params or {}},
        headers=headers,
        raw_body=request.raw_body,
        idempotency_key=idempotency.require_key(headers.get("idempotency-key")) if route.keyed else "",
        body=payloads.decode(request.raw_body, route.takes) if route.takes else None,
    )


def _origin(request: Request) -> str:
    """The caller's address: API Gateway's word for it, and a header's only where no gateway stands before us."""
    if settings.stage == "local" and (forwarded := request.headers.get("x-forwarded-for")):
        return str(forwarded).split(",")[0].strip()
    return str(request.context.get("identity", {}).get("sourceIp", "unknown"))
