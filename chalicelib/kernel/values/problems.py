"""Problems: errors as clients see them (RFC 9457), and those that every room can raise."""

from typing import Any, ClassVar, NotRequired, TypedDict, cast


class ProblemDocument(TypedDict):
    """A problem document (RFC 9457); some problems have further members."""

    type: str
    title: str
    status: int
    instance: str
    detail: NotRequired[str]


class Problem(Exception):
    """An error that a client is shown; subclasses name the situation.

    `members` are machine-readable extension members of the problem document.
    """

    slug: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request was refused"
    retry_after_seconds: ClassVar[int | None] = None

    def __init__(self, detail: str = "", **members: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.members = members

    def document(self, instance: str) -> ProblemDocument:
        """The problem as its JSON document; `instance` is the request's id."""
        body: ProblemDocument = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "instance": instance,
        }
        if self.detail:
            body["detail"] = self.detail
        return cast(ProblemDocument, {**body, **self.members})


class NotFound(Problem):
    slug, status, title = "not-found", 404, "Not found"


class InvalidRequest(Problem):
    """`errors` lists every fault: {"pointer": JSON pointer, "reason": text}."""

    slug, status, title = "invalid-request", 422, "Invalid request"


class MalformedBody(Problem):
    slug, status, title = "malformed-body", 400, "The body is not JSON"


class BodyTooLarge(Problem):
    slug, status, title = "body-too-large", 413, "The body is too large"


class InvalidCursor(Problem):
    slug, status, title = "invalid-cursor", 400, "The cursor does not belong to this list"


class Unauthenticated(Problem):
    slug, status, title = "unauthenticated", 401, "A valid credential is required"


class Forbidden(Problem):
    slug, status, title = "forbidden", 403, "The credential does not permit this"


class WrongCell(Problem):
    """`cell` is the cell to ask instead."""

    slug, status, title = "wrong-cell", 421, "This resource belongs to the other cell"


class MissingIdempotencyKey(Problem):
    slug, status, title = "missing-idempotency-key", 400, "An Idempotency-Key header is required"


class IdempotencyKeyReused(Problem):
    slug, status, title = "idempotency-key-reused", 422, "The Idempotency-Key was used with another request"


class InProgress(Problem):
    slug, status, title = "in-progress", 409, "The same request is still in progress"
    retry_after_seconds = 1


class Conflict(Problem):
    slug, status, title = "conflict", 409, "Another request changed it at the same time; read it again"


class TooManyRequests(Problem):
    slug, status, title = "too-many-requests", 429, "Too many requests; try again later"
    retry_after_seconds = 60


class Unavailable(Problem):
    """Nothing was changed, or the same request with the same key finds what was."""

    slug, status, title = "unavailable", 503, "Temporarily unavailable; try again"
    retry_after_seconds = 2


class MethodNotAllowed(Problem):
    slug, status, title = "method-not-allowed", 405, "Method not allowed"


class UnsupportedMediaType(Problem):
    slug, status, title = "unsupported-media-type", 415, "The body must be JSON"


class InternalError(Problem):
    slug, status, title = "internal-error", 500, "Internal error"
