"""What travels between a client and the double: one request in, one answer out, no sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

Json = dict[str, Any]

API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Request:
    """A request with its header names lowered and its query taken off the path."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @staticmethod
    def read(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
        parts = urlsplit(target)
        lowered = {name.lower(): value for name, value in headers.items()}
        return Request(method.upper(), unquote(parts.path), parts.query, lowered, body)


class StripeTimesOut(Exception):
    """No answer came. The call may or may not have had its effect."""

    def __init__(self, message: str, *, silence_seconds: int = 0) -> None:
        super().__init__(message)
        self.silence_seconds = silence_seconds


class StillRunning(StripeTimesOut):
    """The call has begun and takes effect later; `StripeDouble.finish(token)` waits for its answer."""

    def __init__(self, token: str, seconds: int) -> None:
        super().__init__(f"still running for {seconds} s", silence_seconds=seconds)
        self.token = token
        self.seconds = seconds


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, {"Content-Type": "application/json", **(headers or {})}, json_bytes(value))


def frozen(value: Json) -> Json:
    """A copy that later changes to the original cannot reach."""
    copy: Json = json.loads(json.dumps(value))
    return copy
