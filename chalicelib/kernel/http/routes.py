"""A room's routes: a view takes a call and returns a value or raises a problem; the rest is done here."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, Unpack
from urllib.parse import unquote

from chalice.app import Blueprint, Chalice, CORSConfig, Request, Response

from chalicelib.kernel.http import application, auth, idempotency
from chalicelib.kernel.http.answer import JSON, REPLAYED, Answer, Replayable, problem_answer
from chalicelib.kernel.http.auth import Needs, Principal
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.route import Route, RouteOptions, View, declared_route
from chalicelib.kernel.runtime import log
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids, payloads
from chalicelib.kernel.values.problems import NotFound, Problem

# No id or sku is longer, and DynamoDB refuses sort keys above 1,024 bytes.
PATH_VALUE_BYTES_MAX = 256

ViewType = TypeVar("ViewType", bound=View)


class Routes(Blueprint):  # type: ignore[misc]
    """The routes of a room. A view takes a Call and the path's parameters; a problem it raises is the answer."""

    content_types = [JSON]
    cors: CORSConfig | None = application.CORS

    def __init__(self, import_name: str) -> None:
        super().__init__(import_name)
        self.table: list[Route] = []
        self.prefix = ""

    def get(self, path: str, needs: Needs, **options: Unpack[RouteOptions]) -> Callable[[ViewType], ViewType]:
        return self._serve("GET", path, needs, options)

    def post(self, path: str, needs: Needs, **options: Unpack[RouteOptions]) -> Callable[[ViewType], ViewType]:
        return self._serve("POST", path, needs, options)

    def put(self, path: str, needs: Needs, **options: Unpack[RouteOptions]) -> Callable[[ViewType], ViewType]:
        return self._serve("PUT", path, needs, options)

    def patch(self, path: str, needs: Needs, **options: Unpack[RouteOptions]) -> Callable[[ViewType], ViewType]:
        return self._serve("PATCH", path, needs, options)

    def delete(self, path: str, needs: Needs, **options: Unpack[RouteOptions]) -> Callable[[ViewType], ViewType]:
        return self._serve("DELETE", path, needs, options)

    def register(self, app: Chalice, options: dict[str, Any]) -> None:
        """Called by the framework when the application takes the routes in, under a prefix (`/v1`) or none."""
        self.prefix = options.get("url_prefix") or ""
        super().register(app, options)

    def refuse(self, problem: Problem, request_id: str) -> Answer[Any]:
        """How these routes answer a problem: as problem+json; pages override it."""
        return problem_answer(problem, request_id)

    def caller(self, request: Request) -> Principal:
        """Who sends a request, by its Authorization header; consoles go by their cookie.

        Raises: Unauthenticated, WrongCell.
        """
        return auth.principal(request.headers.get("authorization"), self.current_app.identify)

    def _serve(self, method: str, path: str, needs: Needs, options: RouteOptions) -> Callable[[ViewType], ViewType]:
        def register(view: ViewType) -> ViewType:
            route = declared_route(method, path, needs, view=view, options=options)
            self.table.append(route)

            @wraps(view)
            def answer(**_: str) -> Response:
                return self._respond(route, view)

            self.route(path, methods=[method], cors=self.cors, content_types=self.content_types)(answer)
            return view

        return register

    def _respond(self, route: Route, view: View) -> Response:
        """The response to the current request: what the view returns, or the problem it raises."""
        request = self.current_request
        request_id = application.request_id(request)
        try:
            call = self._call(request, route)
            return application.response(_answer(view(call, **call.path_params), route))
        except Problem as problem:
            log.write("refused", problem=problem.slug, route=route.view, request_id=request_id)
            return application.response(self.refuse(problem, request_id))
        except Exception as error:  # noqa: BLE001 - clients must not see internal errors
            unexplained = application.problem_for(error, route.view, request_id)
            return application.response(self.refuse(unexplained, request_id))

    def _call(self, request: Request, route: Route) -> Call[Any, Any]:
        path_params = {name: unquote(value) for name, value in (request.uri_params or {}).items()}
        for value in path_params.values():
            if len(value.encode()) > PATH_VALUE_BYTES_MAX:
                raise NotFound()
            ids.require_cell(value)
        headers, query_params = request.headers, dict(request.query_params or {})
        return Call(
            request_id=application.request_id(request),
            route=f"{route.method} {self.prefix}{route.path}",
            path_params=path_params,
            principal=auth.require(self.caller(request), route.needs),
            origin=_origin(request),
            headers=headers,
            query_params=query_params,
            raw_body=request.raw_body,
            idempotency_key=idempotency.require_key(headers.get("idempotency-key")) if route.keyed else "",
            body=payloads.decode(request.raw_body, route.body_type) if route.body_type else None,
            query=payloads.convert(query_params, route.query_type) if route.query_type else None,
        )


def _answer(returned: object, route: Route) -> Answer[Any]:
    """What a view returned, as an answer."""
    if isinstance(returned, Answer):
        return returned
    if isinstance(returned, Replayable):
        headers = {REPLAYED: "true"} if returned.is_replay else {}
        return Answer(body=returned.body, status=route.statuses[0], headers=headers)
    return Answer(body="" if returned is None else returned, status=route.statuses[0])


def _origin(request: Request) -> str:
    """The caller's address: as API Gateway states it; as a proxy's header states it only in the local stage."""
    if settings.stage == "local" and (forwarded := request.headers.get("x-forwarded-for")):
        return str(forwarded).split(",")[0].strip()
    return str(request.context.get("identity", {}).get("sourceIp", "unknown"))
