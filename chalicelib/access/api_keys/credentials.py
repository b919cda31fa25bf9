"""Keys of sellers and ops: shown once in plain text, stored as a keyed hash, compared in constant time."""

import base64
import hmac
from collections.abc import Collection
from datetime import timedelta
from typing import get_args

from chalicelib.access.api_keys import last_use, queries, slots
from chalicelib.access.api_keys.key import LIFE_DAYS_MAX, LIVE_KEYS_MAX, KeyKind, SellerScope, state_of
from chalicelib.access.api_keys.models import CredentialItem
from chalicelib.kernel.http.auth import Principal
from chalicelib.kernel.runtime import clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound, Unauthenticated

SCOPES: dict[KeyKind, frozenset[str]] = {
    "seller": frozenset(get_args(SellerScope)),
    "ops": frozenset(
        {
            "ledger:read",
            "ledger:write",
            "orders:read",
            "refunds:read",
            "refunds:write",
            "disputes:read",
            "disputes:write",
            "payouts:read",
            "payouts:write",
            "returns:read",
            "returns:write",
            "donations:read",
            "donations:write",
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
    """Keys of this kind cannot have the scope."""


class KeyExists(Exception):
    """A key with this id exists."""


def issue_key(
    kind: KeyKind, holder_id: str, scopes: Collection[str], expires_at: str | None = None, *, name: str = ""
) -> str:
    """Create a key; returns it in plain text, which is not stored: `rbk_<cell>_<key id>_<secret>`.

    `holder_id` is a seller's id, or the name of a person of ops. A seller's key expires after a year at the latest.
    Raises: UnknownScope for no scope or one that this kind cannot have, TooManyKeys.
    """
    if not scopes or not SCOPES[kind].issuperset(scopes):
        raise UnknownScope(", ".join(sorted(set(scopes) - SCOPES[kind])) or "a key without a scope opens nothing")
    latest = None if kind == "ops" else end_after(LIFE_DAYS_MAX)
    _, text = put_key(
        CredentialItem(
            ids.new_ulid(),
            kind=kind,
            holder_id=holder_id,
            name=name,
            scopes=set(scopes),
            expires_at=min(filter(None, (expires_at, latest)), default=None),
        )
    )
    return text


def put_key(key: CredentialItem) -> tuple[CredentialItem, str]:
    """Create the key; returns it as stored and in plain text. Raises: TooManyKeys, KeyExists."""
    secret = base64.urlsafe_b64encode(randomness.random_bytes(SECRET_BYTES)).decode().rstrip("=")
    key.secret_hash = _hash(key.key_id, secret)
    key.issued_at = clock.timestamp()
    put = transactions.put_new(key, _exists)
    if key.kind == "ops":
        transactions.commit([put])
    else:
        # Keys from before there were slots live in none; no more of them come to be, so a late index only errs below.
        older = queries.live_keys_without_slot(key.holder_id)
        slots.commit_in_a_slot(key, put, range(older + 1, LIVE_KEYS_MAX + 1))
    return key, f"rbk_{settings.cell}_{key.key_id}_{secret}"


def end_after(days: int) -> str:
    """When a key that is issued now expires."""
    return clock.stamp(clock.now() + timedelta(days=days))


def revoke_key(key_id: str, holder_id: str | None = None) -> CredentialItem:
    """Revoke a key; idempotent. Returns the key.

    Raises: NotFound for an absent key and, if `holder_id` is given, for another holder's.
    """
    key = queries.find_key(key_id)
    if key is None or holder_id not in (None, key.holder_id):
        raise NotFound()
    if not key.revoked_at:
        first = CredentialItem.revoked_at | clock.timestamp()
        exists = CredentialItem.key_id.exists()
        revocation = transactions.update(CredentialItem(key_id), CredentialItem.revoked_at.set(first), condition=exists)
        slots.commit_leaving_its_slot(key, revocation)
        key = CredentialItem.get(key_id, consistent_read=True)
    return key


def identify(token: str) -> Principal:
    """The principal of a key: a seller's has the seller's id, that of ops the key's id.

    Raises: Unauthenticated for unknown, wrong, revoked and expired keys, with the same message in constant time.
    """
    key_id, secret = _parts(token)
    stored = queries.find_key(key_id)  # never cached: a revoked key must fail at once
    expected = _NOBODYS_HASH if stored is None else stored.secret_hash
    matches = hmac.compare_digest(_hash(key_id, secret), expected)
    now = clock.timestamp()
    if stored is None or not matches or state_of(stored.revoked_at, stored.expires_at, now) != "LIVE":
        raise Unauthenticated()
    return _used(stored, now)


def principal_of(key_id: str) -> Principal:
    """The principal of a key that was presented before. Raises: Unauthenticated for one that is no longer live."""
    stored, now = queries.find_key(key_id), clock.timestamp()
    if stored is None or state_of(stored.revoked_at, stored.expires_at, now) != "LIVE":
        raise Unauthenticated()
    return _used(stored, now)


def key_id_of(token: str) -> str:
    """The id in a key's plain text. Raises: Unauthenticated for anything that is no key of this cell."""
    return _parts(token)[0]


def _used(stored: CredentialItem, now: str) -> Principal:
    last_use.record_use(stored, now)
    if stored.kind == "seller":
        return Principal(kind="seller", id=stored.holder_id, scopes=frozenset(stored.scopes))
    return Principal(kind="ops", id=stored.key_id, scopes=frozenset(stored.scopes))


def _parts(token: str) -> tuple[str, str]:
    parts = token.split("_", 3)
    if len(parts) != 4 or parts[0] != "rbk" or parts[1] != settings.cell or not parts[2]:
        raise Unauthenticated()
    return parts[2], parts[3]


def _hash(key_id: str, secret: str) -> bytes:
    return ids.keyed_hash("credential", key_id, secret)


def _exists(_: Table | None) -> Exception:
    return KeyExists()
