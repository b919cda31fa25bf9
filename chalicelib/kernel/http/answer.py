"""Answers: what a view returns when a plain value is not enough, and how a problem is answered."""

from typing import Any, Generic

import msgspec
from typing_extensions import TypeVar

from chalicelib.kernel.values.problems import Problem

JSON = "application/json"
PROBLEM = "application/problem+json"

Body = TypeVar("Body", default=Any)


class Answer(msgspec.Struct, Generic[Body], frozen=True, kw_only=True):
    """What a view answers when a plain value is not enough; `Answer[Card]` gives a card."""

    body: Body
    status: int = 200
    headers: dict[str, Any] = {}
    content_type: str = JSON


def problem_answer(problem: Problem, request_id: str) -> Answer:
    """The problem as application/problem+json."""
    headers = {}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Answer(body=problem.document(request_id), status=problem.status, headers=headers, content_type=PROBLEM)
