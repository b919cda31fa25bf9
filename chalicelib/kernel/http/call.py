"""The request as a view sees it: its principal, its body and its query, decoded into the types the view names."""

from collections.abc import Mapping
from typing import Generic

import msgspec
from typing_extensions import TypeVar

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.auth import Principal

Body = TypeVar("Body", default=None)
Query = TypeVar("Query", default=None)


class Call(msgspec.Struct, Generic[Body, Query], frozen=True, kw_only=True):
    """One request. `Call[PlaceOrder]` has a body, `Call[None, CategoryPage]` a query, `Call` neither.

    `route` is the method and the whole path of the route, `POST /v1/seller/offers/{sku}/stock-changes`, and
    `path_params` what this request has for its names. `query_params` is the query as sent, `origin` the caller's
    address. Header names are found in any case.
    """

    request_id: str
    route: str
    path_params: Mapping[str, str]
    principal: Principal
    origin: str
    headers: Mapping[str, str]
    query_params: Mapping[str, str]
    raw_body: bytes
    body: Body
    query: Query
    idempotency_key: str = ""

    def keyed(self, *, key: str = "", principal: str = "", body: object = None) -> idempotency.Request:
        """The request under its Idempotency-Key: equal to another where route, caller, path and body are.

        A page, whose form carries the key and whose cookie names the caller, states what the API has in headers.
        Raises: ValueError without any key.
        """
        if not (key or self.idempotency_key):
            raise ValueError(f"{self.route} is not keyed")
        return idempotency.Request(
            route=self.route,
            principal=principal or self.principal.subject,
            key=key or self.idempotency_key,
            fingerprint=idempotency.fingerprint(self.body if body is None else body, *self.path_values()),
        )

    def path_values(self) -> list[str]:
        """The path's values, in the order of their names."""
        return [value for _, value in sorted(self.path_params.items())]
