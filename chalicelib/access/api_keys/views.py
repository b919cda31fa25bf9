"""Keys as sellers see them."""

from chalicelib.access.api_keys.answers import KeyWithSecret, ShownKey
from chalicelib.access.api_keys.key import state_of
from chalicelib.access.api_keys.models import CredentialItem
from chalicelib.kernel.runtime import clock


def key_view(key: CredentialItem) -> ShownKey:
    """A key without its secret."""
    return {
        "key_id": key.key_id,
        "name": key.name or "",
        "scopes": sorted(key.scopes),
        "state": state_of(key.revoked_at, key.expires_at, clock.timestamp()),
        "issued_at": key.issued_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }


def secret_view(key: CredentialItem, text: str | None) -> KeyWithSecret:
    """A key with its plain text; None for a repetition."""
    return {**key_view(key), "key": text}
