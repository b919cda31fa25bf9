"""Ids: what a thing is, which cell holds it, which one it is; and keyed hashes for what must not be read."""

import hashlib
import hmac
import re
from datetime import UTC, datetime

from chalicelib.kernel.runtime import clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import NotFound, WrongCell

# 32 digits without I, L, O and U (crockford.com/base32): in this order they sort as the numbers they stand for.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID = re.compile(r"(?P<kind>[a-z]{3})_(?P<cell>eu|us)_[0-9A-HJKMNP-TV-Z]{26}")


def new_ulid() -> str:
    """26 Crockford characters: 48 bits of milliseconds, 80 bits of chance; sorts by time."""
    return ulid_of(clock.now(), randomness.random_bytes(10))


def ulid_of(moment: datetime, randomness: bytes) -> str:
    """The ULID of a moment and 80 bits."""
    milliseconds = int(moment.timestamp() * 1000)
    return _crockford(milliseconds.to_bytes(6, "big") + randomness)


def new_id(kind: str) -> str:
    """`<kind>_<cell>_<ulid>`, for example `prd_eu_01JB…`."""
    return f"{kind}_{settings.cell}_{new_ulid()}"


def derived_id(kind: str, *parts: str) -> str:
    """The id that these parts, and no others, always have in this cell."""
    return f"{kind}_{settings.cell}_{_crockford(keyed_hash(kind, *parts)[:16])}"


def keyed_hash(purpose: str, *parts: str) -> bytes:
    """HMAC-SHA256 under the cell's secret; a purpose keeps one use from standing in for another."""
    message = "\x1f".join((purpose, *parts)).encode()
    return hmac.new(settings.cell_secret.encode(), message, hashlib.sha256).digest()


def require_cell(identifier: str) -> None:
    """WrongCell for an id of the other cell; anything else passes."""
    match = _ID.fullmatch(identifier)
    if match is not None and match["cell"] != settings.cell:
        raise WrongCell(cell=match["cell"])


def require_here(kind: str, identifier: str) -> str:
    """The id itself; NotFound if it is not one of that kind, WrongCell if the other cell holds it."""
    match = _ID.fullmatch(identifier)
    if match is None or match["kind"] != kind:
        raise NotFound()
    if match["cell"] != settings.cell:
        raise WrongCell(cell=match["cell"])
    return identifier


def ulid_moment(ulid: str) -> datetime:
    """When a ULID was made; ValueError for a text with another digit in its time."""
    milliseconds = 0
    for digit in ulid[:10]:
        milliseconds = milliseconds * 32 + _DIGITS.index(digit)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _crockford(sixteen: bytes) -> str:
    """128 bits as 26 digits, the first of them 0 to 7."""
    number = int.from_bytes(sixteen, "big")
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))
