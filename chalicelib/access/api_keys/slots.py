"""Slots: they limit how many live keys a seller has, also when several are created at the same time.

A slot is an item that a key occupies until it expires. A new key takes a free slot in the transaction that creates it;
a revoked key frees its slot in the transaction that revokes it.
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
    """Another key has the slot."""


def commit_in_a_slot(key: CredentialItem, put: Act, slots: Sequence[int]) -> None:
    """Commit `put`, which creates the key, with the first free one of the slots. Raises: TooManyKeys."""
    for slot in slots:
        key.slot = slot
        try:
            return transactions.commit([put, _taking(key, slot)])
        except _NotOurs:
            continue
    raise TooManyKeys()


def commit_leaving_its_slot(key: CredentialItem, revocation: Act) -> None:
    """Commit `revocation`, which ends the key, and free its slot unless another key has taken it."""
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
