"""Creation of keys by sellers: a new key has no scope that the key of the request lacks."""

from collections.abc import Collection

import msgspec

from chalicelib.access.api_keys import credentials, queries
from chalicelib.access.api_keys.credentials import KeyExists
from chalicelib.access.api_keys.models import CredentialItem
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.auth import Principal
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Forbidden


class KeyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A key as requested; `life_days` from now."""

    name: str
    scopes: tuple[str, ...]
    life_days: int


def make_key(maker: Principal, wanted: KeyRequest, request: Request) -> tuple[CredentialItem, str | None]:
    """A new key of the maker's seller, and its plain text: None if the same request created it before.

    Raises: Forbidden for a scope that the maker lacks, TooManyKeys, IdempotencyKeyReused.
    """
    _require_scopes(maker, wanted.scopes)
    (key_id,) = idempotency.find_decision(request) or idempotency.decide(request, (ids.new_ulid(),))
    made = queries.find_key(key_id)
    if made is not None:
        return made, None
    key = CredentialItem(
        key_id,
        kind="seller",
        holder_id=maker.id,
        name=wanted.name,
        scopes=set(wanted.scopes),
        expires_at=credentials.end_after(wanted.life_days),
    )
    try:
        return credentials.put_key(key)
    except KeyExists:  # a concurrent repetition
        return queries.key_of(maker.id, key_id), None


def _require_scopes(maker: Principal, scopes: Collection[str]) -> None:
    lacking = sorted(set(scopes) - maker.scopes)
    if lacking:
        raise Forbidden(f"A key cannot give scopes that it lacks: {', '.join(lacking)}")
