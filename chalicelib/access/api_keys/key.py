"""API keys: their scopes, their life and their state."""

from typing import Literal

KeyKind = Literal["seller", "ops"]
KeyState = Literal["LIVE", "EXPIRED", "REVOKED"]

SellerScope = Literal[
    "offers:read",
    "offers:write",
    "orders:read",
    "orders:write",
    "returns:read",
    "returns:write",
    "balance:read",
    "payouts:write",
    "tax:write",
    "profile:read",
    "webhooks:read",
    "webhooks:write",
    "keys:write",
]

# Two, so that a system can change from one to the next without downtime.
LIVE_KEYS_MAX = 2
LIFE_DAYS_MAX = 365


def state_of(revoked_at: str | None, expires_at: str | None, now: str) -> KeyState:
    """The state of a key; one without `expires_at` is live until it is revoked."""
    if revoked_at is not None:
        return "REVOKED"
    return "LIVE" if expires_at is None or now < expires_at else "EXPIRED"
