"""HTTP: views that take a call and answer a value or raise a problem, whatever the framework does around them."""

import inspect
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypedDict, Unpack, get_args, get_origin
from urllib.parse import unquote

import msgspec
from chalice.app import Blueprint, Chalice, CORSConfig, Request, Response
from typing_extensions import TypeVar

from chalicelib.kernel.http import auth, idempotency
from chalicelib.kernel.http.auth import Identify, Needs, Principal
from chalicelib.kernel.runtime import aws, log
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids, payloads, problems
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import Problem

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
    400: problems.MalformedBody,
    404: problems.NotFound,
    405: problems.MethodNotAllowed,
    415: problems.UnsupportedMediaType,
}


Body = TypeVar("Body", default=Any)


class Answer(msgspec.Struct, Generic[Body], frozen=True, kw_only=True):
    """What a view answers when a plain value is not enough; `Answer[Card]` gives a card."""

    body: Body
    status: int = 200
    headers: dict[str, Any] = {}
    content_type: str = JSON


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a view sees it. `origin` is the caller's address.

    `body` and `asked` are what the route `takes` and its `query`, each None for a route that states none.
    """

    request_id: str
    principal: Principal
    origin: str
    query: dict[str, str]
    headers: Any
    raw_body: bytes
    body: Any = None
    asked: Any = None
    idempotency_key: str = ""


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


View = Callable[..., Any]


class Application(Chalice):  # type: ignore[misc]
    """The application. The request lies in the thread: several serve one application object at once locally."""

    _in_thread = threading.local()

    def __init__(self, name: str, identify: Identify) -> None:
        super().__init__(app_name=name)
        self.identify = identify
        self.register_middleware(restate_framework_errors, "http")

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

    def get(self, path: str, needs: Needs, **stated: Unpack[RouteOptions]) -> Callable[[View], View]:
        return self._serve("GET", path, needs, stated)

    def post(self, path: str, needs: Needs, **stated: Unpack[RouteOptions]) -> Callable[[View], View]:
        return self._serve("POST", path, needs, stated)

    def put(self, path: str, needs: Needs, **stated: Unpack[RouteOptions]) -> Callable[[View], View]:
        return self._serve("PUT", path, needs, stated)

    def patch(self, path: str, needs: Needs, **stated: Unpack[RouteOptions]) -> Callable[[View], View]:
        return self._serve("PATCH", path, needs, stated)

    def delete(self, path: str, needs: Needs, **stated: Unpack[RouteOptions]) -> Callable[[View], View]:
        return self._serve("DELETE", path, needs, stated)

    def _serve(self, method: str, path: str, needs: Needs, stated: RouteOptions) -> Callable[[View], View]:
        def register(view: View) -> View:
            route = _route(method, path, needs, view=view, stated=stated)
            self.table.append(route)

            @wraps(view)
            def answer(**_: str) -> Response:
                return self._respond(route, view)

            self.route(path, methods=[method], cors=self.cors, content_types=self.content_types)(answer)
            return view

        return register

    def _respond(self, route: Route, view: View) -> Response:
        """Run a view for the current request and put its value, or its problem, into a response."""
        request = self.current_request
        request_id = _id_of(request)
        try:
            where = {name: unquote(value) for name, value in (request.uri_params or {}).items()}
            for value in where.values():
                ids.require_cell(value)
            result = view(_call(request, route, self.current_app.identify), **where)
            return _response(result if isinstance(result, Answer) else _plain(result, route))
        except Problem as problem:
            log.write("refused", problem=problem.slug, route=route.view, request_id=request_id)
            return self.refuse(problem, request_id)
        except Exception as error:  # noqa: BLE001 - a client must never see what broke
            return self.refuse(_problem_for(error, route.view, request_id), request_id)

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
    """Middleware: what the framework itself refuses (405, 415) or what breaks before a view becomes a problem too."""
    try:
        response = get_response(request)
    except Exception as error:  # noqa: BLE001 - a client must never see what broke
        request_id = _id_of(request)
        refused = problem_response(_problem_for(error, "before any view", request_id), request_id)
        refused.headers = CORS.get_access_control_headers() | refused.headers
        return refused
    if response.status_code < 400 or not (isinstance(response.body, dict) and "Code" in response.body):
        return response
    problem = _RESTATED.get(response.status_code, problems.InternalError)()
    restated = problem_response(problem, _id_of(request))
    restated.headers = response.headers | restated.headers
    return restated


def _route(method: str, path: str, needs: Needs, *, view: View, stated: RouteOptions) -> Route:
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


def _id_of(request: Request) -> str:
    return str(request.context.get("requestId", ""))


def _problem_for(error: Exception, route: str, request_id: str) -> Problem:
    """The problem that stands for what broke; what it was is for the log alone."""
    is_passing = aws.is_passing(error)
    log.failure("aws-unavailable" if is_passing else "broken", error, route=route, request_id=request_id)
    return problems.Unavailable() if is_passing else problems.InternalError()


def _plain(value: Any, route: Route) -> Answer:
    return Answer(body="" if value is None else value, status=route.statuses[0])


def _response(answer: Answer) -> Response:
    body = answer.body if isinstance(answer.body, str) else msgspec.json.encode(answer.body).decode()
    return Response(body, _HEADERS | {"Content-Type": answer.content_type} | answer.headers, answer.status)


def _call(request: Request, route: Route, identify: Identify) -> Call:
    headers = request.headers
    query = {name: request.query_params[name] for name in request.query_params or {}}
    who = auth.principal(headers.get("authorization"), identify)
    return Call(
        request_id=_id_of(request),
        principal=auth.require(who, route.needs),
        origin=_origin(request),
        query=query,
        headers=headers,
        raw_body=request.raw_body,
        idempotency_key=idempotency.require_key(headers.get("idempotency-key")) if route.keyed else "",
        body=payloads.decode(request.raw_body, route.takes) if route.takes else None,
        asked=payloads.convert(query, route.query) if route.query else None,
    )


def _origin(request: Request) -> str:
    """The caller's address: API Gateway's word for it, and a header's only where no gateway stands before us."""
    if settings.stage == "local" and (forwarded := request.headers.get("x-forwarded-for")):
        return str(forwarded).split(",")[0].strip()
    return str(request.context.get("identity", {}).get("sourceIp", "unknown"))
