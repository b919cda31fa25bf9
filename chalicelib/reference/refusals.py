"""Which problems a route can meet: those any such route can, and those its room names."""

from chalicelib.kernel import errors
from chalicelib.kernel.errors import Problem
from chalicelib.kernel.http import Route

Kinds = set[type[Problem]]


def refusals(route: Route) -> dict[int, list[type[Problem]]]:
    """The problems of a route by status, each status's by slug."""
    kinds: Kinds = {errors.InternalError, errors.Unavailable} | _of_caller(route) | _of_request(route)
    found: dict[int, list[type[Problem]]] = {}
    for kind in sorted(kinds | set(route.refuses), key=lambda one: (one.status, one.slug)):
        found.setdefault(kind.status, []).append(kind)
    return found


def _of_caller(route: Route) -> Kinds:
    """A credential is read wherever it is carried, so even a route for anybody refuses a wrong one."""
    kinds: Kinds = {errors.Unauthenticated, errors.WrongCell}
    if route.needs.kind != "anonymous":
        kinds.add(errors.NotFound)
    if route.needs.scope:
        kinds.add(errors.Forbidden)
    return kinds


def _of_request(route: Route) -> Kinds:
    kinds: Kinds = set()
    if "{" in route.path:
        kinds.add(errors.NotFound)
    if route.method != "GET":
        kinds.add(errors.UnsupportedMediaType)
    if route.takes is not None:
        kinds |= {errors.MalformedBody, errors.BodyTooLarge, errors.InvalidRequest}
    if route.query is not None:
        kinds.add(errors.InvalidRequest)
    if route.keyed:
        kinds |= {
            errors.MissingIdempotencyKey,
            errors.InvalidRequest,
            errors.IdempotencyKeyReused,
            errors.InProgress,
        }
    return kinds
