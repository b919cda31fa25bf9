"""Console sessions: an API key, entered once, opens the pages of a console for some hours.

The browser keeps a random token. Stored are its keyed hash, the key's id and the end of the session, never the key.
Each request reads the key again, so a revoked or expired key opens nothing from then on.
"""

import base64
from datetime import timedelta
from functools import partial

import msgspec

from chalicelib.access.api_keys import credentials
from chalicelib.kernel.http import auth
from chalicelib.kernel.http.auth import ANONYMOUS, Kind, Principal
from chalicelib.kernel.runtime import clock, randomness
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import TooManyRequests, Unauthenticated

HOURS = 4
SECONDS = HOURS * 3600
TOKEN_BYTES = 32
# A key has 256 random bits and cannot be guessed; the limit keeps guesses from costing look-ups.
SIGN_INS_PER_ORIGIN_AND_HOUR_MAX = 20


class TooManySignIns(TooManyRequests):
    slug, title = "too-many-sign-ins", "Too many keys were entered from this address within an hour"
    retry_after_seconds = 3600


class _Session(msgspec.Struct, frozen=True):
    """A session: the id of the key that opened it, and its end."""

    key_id: str
    ends_at: str


def sign_in(key: str, kind: Kind, origin: str) -> str:
    """Open a session for a key of this kind; returns the token that the browser keeps.

    Raises: Unauthenticated for a key that is none, is not live or is of another kind, WrongCell, TooManySignIns.
    """
    who = auth.principal(f"Bearer {key}", partial(_counted, origin))
    if who.kind != kind:
        raise Unauthenticated()
    return open_session(credentials.key_id_of(key))


def open_session(key_id: str) -> str:
    """Store a session of a key; returns its token."""
    token = base64.urlsafe_b64encode(randomness.random_bytes(TOKEN_BYTES)).decode().rstrip("=")
    stored = _Session(key_id, clock.stamp(clock.now() + timedelta(hours=HOURS)))
    item = key_value.item(_item_key(token), msgspec.json.encode(stored).decode(), keep_days=1)
    transactions.write(transactions.put(item))
    return token


def holder(token: str) -> Principal:
    """Who a session's token belongs to; an anonymous principal for no token and for a session that has ended."""
    item = key_value.find(_item_key(token)) if token else None
    if item is None or item.content is None:
        return ANONYMOUS
    stored = msgspec.json.decode(item.content, type=_Session)
    if stored.ends_at <= clock.timestamp():
        return ANONYMOUS
    try:
        return credentials.principal_of(stored.key_id)
    except Unauthenticated:
        return ANONYMOUS


def sign_out(token: str) -> None:
    """End a session; a session that has ended stays so."""
    transactions.write(transactions.delete(KeyValueItem(_item_key(token))))


def _counted(origin: str, key: str) -> Principal:
    """The principal of a key, after counting one more look-up from this origin in this hour."""
    hashed = ids.keyed_hash("sign-in origin", origin).hex()[:32]
    counting = transactions.update(
        KeyValueItem(f"sign-ins#{hashed}#{clock.timestamp()[:13]}"),
        KeyValueItem.number.add(1),
        KeyValueItem.expires_epoch.set(clock.epoch_seconds(clock.now() + timedelta(hours=2))),
        condition=KeyValueItem.number.does_not_exist() | (KeyValueItem.number < SIGN_INS_PER_ORIGIN_AND_HOUR_MAX),
        refusal=lambda _: TooManySignIns(),
    )
    transactions.write(counting)
    return credentials.identify(key)


def _item_key(token: str) -> str:
    return "console-session#" + ids.keyed_hash("console session", token).hex()
