"""Idempotency keys: what makes a repeated POST one act, and the answer kept for its repetition."""

import hashlib
import re

import msgspec

from chalicelib.kernel import house, ids, transactions
from chalicelib.kernel.errors import IdempotencyKeyReused, InvalidRequest, MissingIdempotencyKey

KEEP_DAYS = 7
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class StoredAnswer(msgspec.Struct, frozen=True):
    """What was answered, kept with a hash of what was asked."""

    body_hash: str
    body: msgspec.Raw


class AnsweredBefore(Exception):
    """The transaction that would have answered found its answer stored already."""


def require_key(value: str | None) -> str:
    """The header's value; MissingIdempotencyKey or InvalidRequest."""
    if not value:
        raise MissingIdempotencyKey()
    if not _KEY.fullmatch(value):
        raise InvalidRequest(errors=[{"pointer": "Idempotency-Key", "reason": "1 to 255 printable ASCII characters"}])
    return value


def body_hash(body: bytes, *context: str) -> str:
    """The fingerprint two requests must share to be the same: path parameters and the parsed body's JSON."""
    digest = hashlib.sha256()
    for part in (*context, ""):
        digest.update(part.encode() + b"\x1f")
    digest.update(body)
    return digest.hexdigest()


def storing(scope: tuple[str, ...], asked: str, answer: object) -> transactions.Act:
    """The act that keeps an answer with the change it reports; its refusal is AnsweredBefore.

    `scope` is (route, principal, key); `asked` is the request's body_hash.
    """
    content = msgspec.json.encode({"body_hash": asked, "body": answer}).decode()
    return transactions.put_new(house.item(_key(scope), content, KEEP_DAYS), lambda _: AnsweredBefore())


def replay(scope: tuple[str, ...], asked: str) -> msgspec.Raw | None:
    """The stored answer, None if there is none, IdempotencyKeyReused if it answered something else."""
    stored = house.find(_key(scope))
    if stored is None or stored.content is None:
        return None
    answer = msgspec.json.decode(stored.content, type=StoredAnswer)
    if answer.body_hash != asked:
        raise IdempotencyKeyReused()
    return answer.body


def _key(scope: tuple[str, ...]) -> str:
    return "answer#" + ids.keyed_hash("idempotency", *scope).hex()
