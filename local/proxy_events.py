"""Proxy events: an HTTP request as API Gateway's REST proxy (version 1) hands it to a function, and the answer back."""

import base64
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any
from urllib.parse import parse_qsl

Headers = list[tuple[str, str]]
Event = dict[str, Any]


@dataclass(frozen=True)
class Arrived:
    """A request off the wire; `path` still percent-encoded, as a REST API passes it on."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    peer: str

    def header(self, name: str) -> str:
        """The last value of a header, or nothing."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name), "")


@dataclass(frozen=True)
class Answered:
    """A function's answer, ready for the wire."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Matched:
    """The resource of the API that a path belongs to."""

    resource: str
    parameters: dict[str, str] = field(default_factory=dict)


class Resources:
    """The API's resources, found segment by segment; a literal segment wins over a parameter, as in API Gateway."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._tree: dict[str, Any] = {}
        for path in paths:
            node = self._tree
            for segment in _segments(path):
                node = node.setdefault("{}" if segment.startswith("{") else segment, {})
            node["/"] = path

    def match(self, path: str) -> Matched | None:
        """The resource of a path, or None; one trailing slash makes no difference."""
        segments = _segments(path)
        resource = self._find(self._tree, segments)
        if resource is None:
            return None
        named = zip(_segments(resource), segments, strict=True)
        return Matched(resource, {name[1:-1]: value for name, value in named if name.startswith("{")})

    def _find(self, node: Mapping[str, Any], segments: list[str]) -> str | None:
        if not segments:
            return node.get("/")
        for key in (segments[0], "{}"):
            if key in node and segments[0] and (found := self._find(node[key], segments[1:])):
                return found
        return None


def _segments(path: str) -> list[str]:
    inner = path.removeprefix("/").removesuffix("/")
    return inner.split("/") if inner else []


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    return groups


def is_binary(content_type: str, binary_types: Iterable[str]) -> bool:
    """Whether API Gateway carries this content as base64."""
    kind = content_type.partition(";")[0].strip().lower()
    return any(fnmatch(kind, binary) for binary in binary_types)


def event_of(request: Arrived, matched: Matched, binary_types: Iterable[str]) -> Event:
    """The event of a request. The caller's address is `X-Forwarded-For`'s first, for want of a network in front."""
    headers = _grouped(request.headers)
    queries = _grouped(parse_qsl(request.query, keep_blank_values=True))
    binary = is_binary(request.header("content-type"), binary_types)
    body = base64.b64encode(request.body).decode() if binary else request.body.decode("utf-8", "replace")
    forwarded = request.header("x-forwarded-for").partition(",")[0].strip()
    return {
        "resource": matched.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()} or None,
        "multiValueHeaders": headers or None,
        "queryStringParameters": {name: values[-1] for name, values in queries.items()} or None,
        "multiValueQueryStringParameters": queries or None,
        "pathParameters": matched.parameters or None,
        "stageVariables": None,
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "resourcePath": matched.resource,
            "httpMethod": request.method,
            "path": request.path,
            "protocol": "HTTP/1.1",
            "stage": "api",
            "requestTimeEpoch": int(time.time() * 1000),
            "identity": {"sourceIp": forwarded or request.peer, "userAgent": request.header("user-agent") or None},
        },
        "body": body if request.body else None,
        "isBase64Encoded": binary and bool(request.body),
    }


def answer_of(result: Mapping[str, Any]) -> Answered:
    """The answer in a function's result; ValueError or KeyError if it is none (API Gateway's 502)."""
    headers = [(name, str(value)) for name, value in (result.get("headers") or {}).items()]
    for name, values in (result.get("multiValueHeaders") or {}).items():
        headers += [(name, str(value)) for value in values]
    body = result.get("body") or ""
    encoded = result.get("isBase64Encoded", False)
    return Answered(int(result["statusCode"]), headers, base64.b64decode(body) if encoded else body.encode())
