"""API keys: secret ones may do everything, restricted ones what they list, publishable ones very little."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from doubles.stripe_double.calls import Route
from doubles.stripe_double.errors import Refusal, invalid


@dataclass(frozen=True)
class Keys:
    """`restricted` maps a key to the route names it may call, such as `payment_intents.create`."""

    secret: frozenset[str]
    restricted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    publishable: frozenset[str] = frozenset()

    def admit(self, route: Route, headers: Mapping[str, str]) -> bool:
        """Whether the caller is a browser's publishable key; refuses whom the route is not for."""
        key = _presented(headers)
        if key is None:
            raise _unauthorised(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using "
                "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            )
        if key in self.secret:
            return False
        if key in self.restricted:
            if route.name in self.restricted[key]:
                return False
            raise invalid(
                f"The provided key '{_masked(key)}' does not have the required permissions for this endpoint "
                f"({route.name}).",
                status=403,
            )
        if key in self.publishable:
            if route.published:
                return True
            raise invalid(
                "This API call cannot be made with a publishable API key. Please use a secret API key.",
                code="secret_key_required",
                status=403,
            )
        raise _unauthorised(f"Invalid API Key provided: {_masked(key)}")


def _presented(headers: Mapping[str, str]) -> str | None:
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credential:
        return credential.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credential, validate=True).decode().partition(":")[0] or None
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None


def _masked(key: str) -> str:
    return f"{key[:8]}{'*' * 8}{key[-4:]}"


def _unauthorised(message: str) -> Refusal:
    return Refusal(401, {"type": "invalid_request_error", "message": message})
