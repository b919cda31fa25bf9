"""Answers: what a view returns where a plain value is not enough, and how a problem is answered."""

from typing import Any, Generic

import msgspec
from typing_extensions import TypeVar

from chalicelib.kernel.values.problems import Problem, ProblemDocument

JSON = "application/json"
PROBLEM = "application/problem+json"
REPLAYED = "Idempotent-Replayed"

# A body that is a text already is sent as it is: a page, a file.
Content = TypeVar("Content", default=str)


class Answer(msgspec.Struct, Generic[Content], frozen=True, kw_only=True):
    """A body with the status, headers and content type that the view chooses; `Answer[Card]` answers a card."""

    body: Content
    status: int = 200
    headers: dict[str, Any] = {}
    content_type: str = JSON


class Replayable(msgspec.Struct, Generic[Content], frozen=True, kw_only=True):
    """What a keyed request answers; a replay, which an earlier request with the same key carried out, says so.

    The status is the route's first; a replay carries `Idempotent-Replayed: true`.
    """

    body: Content
    is_replay: bool


def problem_answer(problem: Problem, request_id: str) -> Answer[ProblemDocument]:
    """The problem as application/problem+json."""
    headers = {}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Answer(body=problem.document(request_id), status=problem.status, headers=headers, content_type=PROBLEM)
