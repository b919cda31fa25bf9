"""What a client is given of keys, member by member."""

from typing import TypedDict

from chalicelib.access.api_keys.key import KeyState


class ShownKey(TypedDict):
    """A key without its secret; `last_used_at` is right to the hour, null for a key that never opened anything."""

    key_id: str
    name: str
    scopes: list[str]
    state: KeyState
    issued_at: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None


class KeyWithSecret(ShownKey):
    """A new key, with `key` to send from now on; null where the same request made it before."""

    key: str | None
