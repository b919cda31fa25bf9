"""Cursors: where a list continues, encrypted, and accepted only by the list and caller they were given to."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.kernel.runtime import randomness
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidCursor

_NONCE_BYTES = 12

# Where a list continues: what its query needs to start there.
Position = dict[str, Any]
Found = TypeVar("Found")


def fetch_page(
    cursor: str | None, fetch: Callable[[Position | None], tuple[Found, Position | None]], *binding: str
) -> tuple[Found, str | None]:
    """What `fetch` finds from the position a cursor holds, and the cursor of the next page. Raises: InvalidCursor."""
    found, position = fetch(open_sealed(cursor, *binding))
    return found, seal(position, *binding)


def seal(position: Position | None, *binding: str) -> str | None:
    """The cursor of a position, bound to a query and a caller; None at the end of the list."""
    if position is None:
        return None
    nonce = randomness.random_bytes(_NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, msgspec.json.encode(position), _context(binding))
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def open_sealed(cursor: str | None, *binding: str) -> Position | None:
    """The position in a cursor; None for none. Raises: InvalidCursor for one of another query, caller or cell."""
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        opened = _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _context(binding))
    except (ValueError, InvalidTag) as fault:
        raise InvalidCursor() from fault
    position: Position = msgspec.json.decode(opened)
    return position


def _cipher() -> AESGCM:
    return AESGCM(ids.keyed_hash("cursor"))


def _context(binding: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(binding).encode()).digest()
