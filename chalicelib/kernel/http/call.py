"""The request as a view sees it."""

from typing import Any

import msgspec

from chalicelib.kernel.http.auth import Principal


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a view sees it. `origin` is the caller's address.

    `body` and `asked` are what the route `takes` and its `query`, each None for a route that states none.
    """

    request_id: str
    principal: Principal
    origin: str
    query: dict[str, str]
    headers: Any
    raw_body: bytes
    body: Any = None
    asked: Any = None
    idempotency_key: str = ""
