"""Reading keys: one by its id, a holder's by page. Items are read consistently; the index may lag."""

import re
from collections.abc import Iterable
from typing import Any

from chalicelib.access.api_keys.key import state_of
from chalicelib.access.api_keys.models import CredentialItem, CredentialsItem
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import NotFound

# The table's other items have no such keys.
_KEY_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_OLD_KEYS_READ = 25
Position = dict[str, Any]


def find_key(key_id: str) -> CredentialItem | None:
    """A key, read consistently; None if there is none."""
    if not _KEY_ID.fullmatch(key_id):
        return None
    try:
        return CredentialItem.get(key_id, consistent_read=True)
    except CredentialItem.DoesNotExist:
        return None


def key_of(holder_id: str, key_id: str) -> CredentialItem:
    """One of a holder's keys. Raises: NotFound for an absent one and for another holder's alike."""
    key = find_key(key_id)
    if key is None or key.holder_id != holder_id:
        raise NotFound()
    return key


def keys_of(holder_id: str, limit: int, after: Position | None) -> tuple[list[CredentialItem], Position | None]:
    """A page of a holder's keys, newest first, ended ones included, and the next page's position."""
    page = CredentialsItem.holders.query(holder_id, limit=limit, last_evaluated_key=after, scan_index_forward=False)
    found = _whole(page)
    return found, page.last_evaluated_key


def live_keys_without_slot(holder_id: str) -> int:
    """How many keys of a seller live that were issued before there were slots; they are the seller's oldest."""
    now, position, living = clock.timestamp(), None, 0
    while True:
        page = CredentialsItem.holders.query(holder_id, limit=_OLD_KEYS_READ, last_evaluated_key=position)
        keys = _whole(page)
        old = [key for key in keys if key.slot is None]
        living += sum(state_of(key.revoked_at, key.expires_at, now) == "LIVE" for key in old)
        position = page.last_evaluated_key
        if position is None or len(old) < len(keys):
            return living


def _whole(entries: Iterable[CredentialsItem]) -> list[CredentialItem]:
    """The keys of index entries, read consistently, in the order of the entries."""
    wanted = [entry.key_id for entry in entries]
    found = {key.key_id: key for key in CredentialItem.batch_get(wanted, consistent_read=True)} if wanted else {}
    return [found[key_id] for key_id in wanted if key_id in found]
