"""The problems that a route can answer: those of any such route, and those that its room names."""

from chalicelib.kernel.http.route import Route
from chalicelib.kernel.values import problems
from chalicelib.kernel.values.problems import Problem

Kinds = set[type[Problem]]


def refusals(route: Route) -> dict[int, list[type[Problem]]]:
    """The problems of a route by status; those of one status sorted by slug."""
    kinds: Kinds = {problems.InternalError, problems.Unavailable} | _of_caller(route) | _of_request(route)
    found: dict[int, list[type[Problem]]] = {}
    for kind in sorted(kinds | set(route.refuses), key=lambda one: (one.status, one.slug)):
        found.setdefault(kind.status, []).append(kind)
    return found


def _of_caller(route: Route) -> Kinds:
    """Problems of credentials. One that is sent is always checked, so every route refuses a wrong one."""
    kinds: Kinds = {problems.Unauthenticated, problems.WrongCell}
    if route.needs.kind != "anonymous":
        kinds.add(problems.NotFound)
    if route.needs.scope:
        kinds.add(problems.Forbidden)
    return kinds


def _of_request(route: Route) -> Kinds:
    kinds: Kinds = set()
    if "{" in route.path:
        kinds.add(problems.NotFound)
    if route.method != "GET":
        kinds.add(problems.UnsupportedMediaType)
    if route.body_type is not None:
        kinds |= {problems.MalformedBody, problems.BodyTooLarge, problems.InvalidRequest}
    if route.query_type is not None:
        kinds.add(problems.InvalidRequest)
    if route.keyed:
        kinds |= {
            problems.MissingIdempotencyKey,
            problems.InvalidRequest,
            problems.IdempotencyKeyReused,
            problems.InProgress,
        }
    return kinds
