"""Calling the application as a client does: a method, a path, headers and JSON in; status, headers and JSON out."""

from typing import Any

import msgspec

from app import app
from local.gateway import Gateway
from local.proxy_events import Arrived
from tests.contract import keeping_its_word

_gateway = Gateway(app)


class Reply(msgspec.Struct, frozen=True):
    """What came back. `json` is None for a body that is none."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.raw)


def call(method: str, path: str, body: Any = None, **headers: str) -> Reply:
    """One request in this process. `body` is JSON unless it is bytes; header names take _ for -."""
    raw = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    where, _, query = path.partition("?")
    named = [("Content-Type", "application/json")] + [
        (name.replace("_", "-"), value) for name, value in headers.items()
    ]
    answered = _gateway.handle(
        Arrived(method=method, path=where, query=query, headers=named, body=raw, peer="198.51.100.1")
    )
    reply = Reply(answered.status, {name.lower(): value for name, value in answered.headers}, answered.body)
    keeping_its_word(method, where, reply.status, reply.json if reply.raw else None)
    return reply


def bearer(token: str) -> str:
    """The Authorization header of a credential."""
    return f"Bearer {token}"
