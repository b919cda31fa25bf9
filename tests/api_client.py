"""Calling the application as a client does: a method, a path, headers and JSON in; status, headers and body out."""

from collections.abc import Callable
from typing import Any

import msgspec
from urllib3 import HTTPHeaderDict

from app import app
from local.gateway import Gateway
from local.proxy_events import Arrived
from tests.contract import keeping_its_word

_gateway = Gateway(app)


class Reply(msgspec.Struct, frozen=True):
    """What came back; header names in any case. `body` is the value of a JSON body, else its text, None for none."""

    status: int
    headers: HTTPHeaderDict
    raw: bytes

    @property
    def body(self) -> Any:
        if not self.raw:
            return None
        is_json = "json" in self.headers["Content-Type"]
        return msgspec.json.decode(self.raw) if is_json else self.raw.decode()


Api = Callable[..., Reply]


def call(
    method: str, path: str, body: object = None, *, key: str = "", idempotency_key: str = "", **headers: str
) -> Reply:
    """One request in this process, and a check that the document has its answer.

    `body` is sent as JSON unless it is bytes; `key` is any credential; `accept_language` and the like become headers.
    """
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
    if key:
        sent["Authorization"] = f"Bearer {key}"
    if idempotency_key:
        sent["Idempotency-Key"] = idempotency_key
    raw = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    where, _, query = path.partition("?")
    answered = _gateway.handle(
        Arrived(method=method, path=where, query=query, headers=list(sent.items()), body=raw, peer="198.51.100.1")
    )
    reply = Reply(answered.status, HTTPHeaderDict(answered.headers), answered.body)
    keeping_its_word(method, where, reply.status, reply.body)
    return reply


def bearer(token: str) -> str:
    """The Authorization header of a credential."""
    return f"Bearer {token}"
