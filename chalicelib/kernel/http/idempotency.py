"""Idempotency keys: a repeated POST is carried out once.

The first request with a key stores the fingerprint of what it asks and what was decided. A repetition follows the
stored decision; each of its steps has a condition of its own, so it also completes a request that crashed half-way.
"""

import hashlib
import re

import msgspec

from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import IdempotencyKeyReused, InvalidRequest, MissingIdempotencyKey, Unavailable

KEEP_DAYS = 7
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A keyed request: route, principal, key, and a fingerprint, which equal requests share."""

    route: str
    principal: str
    key: str
    fingerprint: str

    @property
    def item_key(self) -> str:
        return "decision#" + ids.keyed_hash("idempotency", self.route, self.principal, self.key).hex()


class _Stored(msgspec.Struct, frozen=True):
    fingerprint: str
    decision: tuple[str, ...]


class _DecidedBefore(Exception):
    def __init__(self, stored: Table | None) -> None:
        super().__init__()
        self.stored = stored


def require_key(value: str | None) -> str:
    """The header's value. Raises: MissingIdempotencyKey, InvalidRequest."""
    if not value:
        raise MissingIdempotencyKey()
    if not _KEY.fullmatch(value):
        reason = "1 to 255 printable ASCII characters"
        raise InvalidRequest(errors=[{"pointer": "Idempotency-Key", "reason": reason}])
    return value


def fingerprint(body: object, *context: str) -> str:
    """The SHA-256 (hex) of the path's parameters and the decoded body, which equal requests share."""
    digest = hashlib.sha256()
    for part in context:
        digest.update(part.encode() + b"\x1f")
    digest.update(msgspec.json.encode(body))
    return digest.hexdigest()


def find_decision(request: Request) -> tuple[str, ...] | None:
    """The decision of an earlier request with this key, or None. Raises: IdempotencyKeyReused for another body."""
    stored = key_value.find(request.item_key)
    return None if stored is None else _decision(request, stored)


def decide(request: Request, decision: tuple[str, ...]) -> tuple[str, ...]:
    """Store a decision unless there is one, and return the stored one. Raises: IdempotencyKeyReused."""
    content = msgspec.json.encode(_Stored(request.fingerprint, decision)).decode()
    item = key_value.item(request.item_key, content, KEEP_DAYS)
    try:
        transactions.write(transactions.put_new(item, _DecidedBefore))
    except _DecidedBefore as earlier:
        return _decision(request, earlier.stored)
    return decision


def _decision(request: Request, stored: Table | None) -> tuple[str, ...]:
    if not isinstance(stored, KeyValueItem) or stored.content is None:
        raise Unavailable()
    earlier = msgspec.json.decode(stored.content, type=_Stored)
    if earlier.fingerprint != request.fingerprint:
        raise IdempotencyKeyReused()
    return earlier.decision
