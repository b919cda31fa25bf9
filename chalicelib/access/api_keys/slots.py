"""Slots: why a seller never has more keys that live than there are slots, however many are asked for at once.

A slot is an item of its own that a key takes until its end. A key that comes to be takes a free slot in its own
transaction, one that is revoked gives it back in its own.
"""

from collections.abc import Sequence

from chalicelib.access.api_keys.key import LIVE_KEYS_MAX
from chalicelib.access.api_keys.models import CredentialItem, SlotItem
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values.problems import Problem


class TooManyKeys(Problem):
    slug, status, title = "too-many-api-keys", 409, f"A seller has at most {LIVE_KEYS_MAX} keys at once; revoke one"


class _NotOurs(Exception):
    """The slot is another key's."""


def commit_in_a_slot(key: CredentialItem, put: Act, slots: Sequence[int]) -> None:
    """Commit `put`, the act by which the key comes to be, in the first of the slots that is free; TooManyKeys."""
    for slot in slots:
        key.slot = slot
        try:
            return transactions.commit([put, _taking(key, slot)])
        except _NotOurs:
            continue
    raise TooManyKeys()


def commit_leaving_its_slot(key: CredentialItem, revocation: Act) -> None:
    """Commit `revocation`, the act by which a key ends, and free its slot unless the next key has it already."""
    if not key.slot:
        return transactions.commit([revocation])
    try:
        return transactions.commit([revocation, _leaving(key, int(key.slot))])
    except _NotOurs:
        return transactions.commit([revocation])


def _taking(key: CredentialItem, slot: int) -> Act:
    is_free = SlotItem.taken_until.does_not_exist() | (SlotItem.taken_until <= clock.timestamp())
    changes = (SlotItem.taken_by.set(key.key_id), SlotItem.taken_until.set(key.expires_at))
    return transactions.update(_item(key, slot), *changes, condition=is_free, refusal=lambda _: _NotOurs())


def _leaving(key: CredentialItem, slot: int) -> Act:
    is_ours = SlotItem.taken_by == key.key_id
    changes = (SlotItem.taken_by.remove(), SlotItem.taken_until.remove())
    return transactions.update(_item(key, slot), *changes, condition=is_ours, refusal=lambda _: _NotOurs())


def _item(key: CredentialItem, slot: int) -> SlotItem:
    return SlotItem(f"slot#{key.holder_id}#{slot}")
