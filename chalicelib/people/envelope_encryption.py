"""Encryption of records, each with its person's key and bound to its place."""

from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.kernel.runtime import randomness
from chalicelib.people import key_ring
from chalicelib.people.models import PEOPLE_TABLE

KEY_BYTES = 32
_NONCE_BYTES = 12

T = TypeVar("T")


class Tampered(Exception):
    """A stored record cannot be decrypted with its key at its place; its content must not be used."""


def new_key() -> bytes:
    return randomness.random_bytes(KEY_BYTES)


def wrap(key: bytes, month: str) -> bytes:
    """The key under the month's ring key (RFC 3394): 40 bytes."""
    return keywrap.aes_key_wrap(key_ring.key_encryption_key(month), key)


def unwrap(wrapped: bytes, month: str) -> bytes:
    """The unwrapped key.

    Raises: Tampered if it was not wrapped by that month's ring key.
    """
    try:
        return keywrap.aes_key_unwrap(key_ring.key_encryption_key(month), wrapped)
    except keywrap.InvalidUnwrap as fault:
        raise Tampered() from fault


def seal(key: bytes, record: msgspec.Struct, person_id: str, field: str) -> bytes:
    """Nonce and AES-GCM ciphertext of a record, bound to table, person and field."""
    nonce = randomness.random_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, msgspec.json.encode(record), _place(person_id, field))


def unseal(key: bytes, sealed: bytes, kind: type[T], place: tuple[str, str]) -> T:
    """The record encrypted at `place` (person id, field).

    Raises: Tampered for changed bytes or bytes of another place.
    """
    try:
        opened = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(*place))
    except (InvalidTag, ValueError) as fault:
        raise Tampered() from fault
    return msgspec.json.decode(opened, type=kind)


def _place(person_id: str, field: str) -> bytes:
    return f"{PEOPLE_TABLE}|{person_id}|{field}".encode()
