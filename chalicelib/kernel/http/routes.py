"""Rooms' routes: views take a call and answer a value or raise a problem, whatever the framework does around them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Unpack
from urllib.parse import unquote

from chalice.app import Blueprint, CORSConfig, Request, Response

from chalicelib.kernel.http import application, auth, idempotency
from chalicelib.kernel.http.answer import JSON, Answer, problem_answer
from chalicelib.kernel.http.auth import Identify, Needs
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.route import Route, RouteOptions, View, declared_route
from chalicelib.kernel.runtime import log
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids, payloads
from chalicelib.kernel.values.problems import Problem


class Routes(Blueprint):  # type: ignore[misc]
    """A room's URL surface. Views take a Call and path parameters; problems they raise become answers with CORS."""

    content_types = [JSON]
    cors: CORSConfig | None = application.CORS  # pages have none: they are read where they are shown

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

    def refuse(self, problem: Problem, request_id: str) -> Answer:
        """How this surface says no; pages say it in HTML."""
        return problem_answer(problem, request_id)

    def _serve(self, method: str, path: str, needs: Needs, stated: RouteOptions) -> Callable[[View], View]:
        def register(view: View) -> View:
            route = declared_route(method, path, needs, view=view, stated=stated)
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
        request_id = application.request_id(request)
        try:
            where = {name: unquote(value) for name, value in (request.uri_params or {}).items()}
            for value in where.values():
                ids.require_cell(value)
            result = view(_call(request, route, self.current_app.identify), **where)
            return application.response(result if isinstance(result, Answer) else _plain(result, route))
        except Problem as problem:
            log.write("refused", problem=problem.slug, route=route.view, request_id=request_id)
            return application.response(self.refuse(problem, request_id))
        except Exception as error:  # noqa: BLE001 - a client must never see what broke
            unexplained = application.problem_for(error, route.view, request_id)
            return application.response(self.refuse(unexplained, request_id))


def _plain(value: Any, route: Route) -> Answer:
    return Answer(body="" if value is None else value, status=route.statuses[0])


def _call(request: Request, route: Route, identify: Identify) -> Call:
    headers = request.headers
    query = {name: request.query_params[name] for name in request.query_params or {}}
    who = auth.principal(headers.get("authorization"), identify)
    return Call(
        request_id=application.request_id(request),
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
