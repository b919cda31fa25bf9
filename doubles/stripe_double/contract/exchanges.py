"""Sends API calls to Stripe or to a double and records what each was answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3

from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.wire import API_VERSION, Json

TIMEOUT_SECONDS = 30

# Method, path with its query, headers and body of a request; status, headers and body of its answer.
Send = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]


@dataclass(frozen=True)
class Exchange:
    """One call and its answer. `replayed`: the answer is the one an idempotency key got before."""

    title: str
    method: str
    path: str
    status: int
    body: Json
    replayed: bool = False


class NotAnsweredAsExpected(Exception):
    """A call whose success later calls need was refused."""


class Conversation:
    """Calls made one after the other with one key. `wait(seconds)` lets Stripe finish what it does later.

    `nonce` is part of every idempotency key and reference: Stripe remembers those of earlier runs.
    """

    def __init__(self, send: Send, key: str, *, wait: Callable[[int], None], nonce: str) -> None:
        self._send = send
        self._key = key
        self.wait = wait
        self.nonce = nonce
        self.exchanges: list[Exchange] = []

    def call(self, title: str, target: str, parameters: Json | None = None, **options: str | None) -> Json:
        """Make one call, such as "GET /v1/balance", and record it; the answer's body, also that of an error.

        Options: `idempotency_key`, `account` (a connected account to act for), `key` (another API key).
        """
        method, _, path = target.partition(" ")
        encoded = urlencode(list(_pairs(parameters or {})))
        queried = f"{path}?{encoded}" if method == "GET" and encoded else path
        body = encoded.encode() if method == "POST" else b""
        status, headers, answered = self._send(method, queried, _headers({"key": self._key, **options}), body)
        replayed = {name.lower(): value for name, value in headers.items()}.get("idempotent-replayed") == "true"
        found: Json = json.loads(answered)
        self.exchanges.append(Exchange(title, method, path, status, found, replayed))
        return found

    def need(self, title: str, target: str, parameters: Json | None = None, **options: str | None) -> Json:
        """Like `call`, for a call that the rest of its chapter builds on. Raises: NotAnsweredAsExpected."""
        found = self.call(title, target, parameters, **options)
        if "error" in found:
            raise NotAnsweredAsExpected(title)
        return found


def _headers(options: Mapping[str, str | None]) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {options['key']}", "Stripe-Version": API_VERSION}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    for option, name in (("idempotency_key", "Idempotency-Key"), ("account", "Stripe-Account")):
        value = options.get(option)
        if value:
            headers[name] = value
    return headers


def _pairs(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested parameters as Stripe wants them: `metadata[order]`, `line_items[0][amount]`."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if entries is None:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)
        return
    for key, entry in entries:
        yield from _pairs(entry, f"{name}[{key}]" if name else str(key))


def over_http(address: str) -> Send:
    """Send to a server, `https://api.stripe.com` or a double that listens on a port."""
    pool = urllib3.PoolManager(timeout=TIMEOUT_SECONDS, retries=False)

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        answer = pool.request(method, f"{address}{path}", headers=dict(headers), body=body or None)
        return answer.status, answer.headers, answer.data

    return send


def in_process(double: StripeDouble) -> Send:
    """Send to a double in this process."""

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        answer = double.answer(method, path, headers, body)
        return answer.status, answer.headers, answer.body

    return send
