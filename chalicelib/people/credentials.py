"""Keys of sellers and of ops: issued once in plain text, kept as a keyed hash, identified in constant time."""

import base64
import hmac
from collections.abc import Collection
from typing import Literal

from chalicelib.kernel import chance, clock, ids, transactions
from chalicelib.kernel.auth import Principal
from chalicelib.kernel.errors import NotFound, Unauthenticated
from chalicelib.kernel.settings import settings
from chalicelib.people.models import CredentialItem

KeyKind = Literal["seller", "ops"]

SCOPES: dict[KeyKind, frozenset[str]] = {
    "seller": frozenset(
        {
            "offers:read",
            "offers:write",
            "orders:read",
            "orders:write",
            "balance:read",
            "profile:read",
            "webhooks:read",
            "webhooks:write",
        }
    ),
    "ops": frozenset(
        {
            "ledger:read",
            "orders:read",
            "catalog:write",
            "ranking:write",
            "health:read",
            "sellers:write",
            "carbon:read",
        }
    ),
}

SECRET_BYTES = 32
_NOBODYS_HASH = bytes(32)


class UnknownScope(ValueError):
    """A scope that keys of this kind cannot have."""


def issue_key(kind: KeyKind, holder_id: str, scopes: Collection[str], expires_at: str | None = None) -> str:
    """A new key, in plain text for the only time; `rbk_<cell>_<key id>_<secret>`.

    `holder_id` is a seller's id, or names the person of ops. UnknownScope for none or for foreign scopes.
    """
    if not scopes or not SCOPES[kind].issuperset(scopes):
        raise UnknownScope(", ".join(sorted(set(scopes) - SCOPES[kind])) or "a key without a scope opens nothing")
    key_id = ids.new_ulid()
    secret = base64.urlsafe_b64encode(chance.random_bytes(SECRET_BYTES)).decode().rstrip("=")
    item = CredentialItem(
        key_id,
        secret_hash=_hash(key_id, secret),
        kind=kind,
        holder_id=holder_id,
        scopes=set(scopes),
        issued_at=clock.timestamp(),
        expires_at=expires_at,
    )
    transactions.commit([transactions.put_new(item)])
    return f"rbk_{settings.cell}_{key_id}_{secret}"


def revoke_key(key_id: str) -> None:
    """The key opens nothing from now on; again changes nothing. NotFound for a key that never was."""
    revoked_at = CredentialItem.revoked_at
    transactions.commit(
        [
            transactions.update(
                CredentialItem(key_id),
                revoked_at.set(revoked_at | clock.timestamp()),
                condition=CredentialItem.key_id.exists(),
                refusal=lambda _: NotFound(),
            )
        ]
    )


def identify(token: str) -> Principal:
    """Whose key this is: a seller's principal has the seller's id, that of ops the key's id.

    Unauthenticated, in words and time alike, for keys that never were, are wrong, revoked or expired.
    """
    key_id, secret = _parts(token)
    stored = _find(key_id)
    expected = _NOBODYS_HASH if stored is None else stored.secret_hash
    matches = hmac.compare_digest(_hash(key_id, secret), expected)
    if stored is None or not matches or not _lives(stored):
        raise Unauthenticated()
    if stored.kind == "seller":
        return Principal(kind="seller", id=stored.holder_id, scopes=frozenset(stored.scopes))
    return Principal(kind="ops", id=key_id, scopes=frozenset(stored.scopes))


def _parts(token: str) -> tuple[str, str]:
    parts = token.split("_", 3)
    if len(parts) != 4 or parts[0] != "rbk" or parts[1] != settings.cell or not parts[2]:
        raise Unauthenticated()
    return parts[2], parts[3]


def _find(key_id: str) -> CredentialItem | None:
    try:
        return CredentialItem.get(key_id, consistent_read=True)  # a revoked key must not live on in a stale replica
    except CredentialItem.DoesNotExist:
        return None


def _lives(stored: CredentialItem) -> bool:
    if stored.revoked_at:
        return False
    return not stored.expires_at or clock.timestamp() < stored.expires_at


def _hash(key_id: str, secret: str) -> bytes:
    return ids.keyed_hash("credential", key_id, secret)
