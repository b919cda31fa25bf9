"""The API's answers about keys."""

from typing import TypedDict

from chalicelib.access.api_keys.key import KeyState


class ShownKey(TypedDict):
    """A key without its secret. `last_used_at` is accurate to the hour, null for a key never used."""

    key_id: str
    name: str
    scopes: list[str]
    state: KeyState
    issued_at: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None


class KeyWithSecret(ShownKey):
    """A new key. `key` is the credential; null if an earlier request with the same Idempotency-Key created it."""

    key: str | None
