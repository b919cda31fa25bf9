"""Ids, which state the kind and the cell of a thing; and keyed hashes for values that must stay unreadable."""

import hashlib
import hmac
import re
from datetime import UTC, datetime

from chalicelib.kernel.runtime import clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import NotFound, WrongCell

# Crockford's base 32, without I, L, O and U (crockford.com/base32): texts sort as the numbers they encode.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID = re.compile(r"(?P<kind>[a-z]{3})_(?P<cell>eu|us)_[0-9A-HJKMNP-TV-Z]{26}")


def new_ulid() -> str:
    """A ULID: 26 Crockford characters for 48 bits of milliseconds and 80 random bits; sorts by time."""
    return ulid_of(clock.now(), randomness.random_bytes(10))


def ulid_of(moment: datetime, randomness: bytes) -> str:
    """The ULID of a moment and 10 bytes."""
    milliseconds = int(moment.timestamp() * 1000)
    return _crockford(milliseconds.to_bytes(6, "big") + randomness)


def new_id(kind: str) -> str:
    """`<kind>_<cell>_<ulid>`, for example `prd_eu_01JB…`."""
    return f"{kind}_{settings.cell}_{new_ulid()}"


def derived_id(kind: str, *parts: str) -> str:
    """`<kind>_<cell>_<26 characters>`, derived from the parts: the same parts give the same id."""
    return f"{kind}_{settings.cell}_{_crockford(keyed_hash(kind, *parts)[:16])}"


def keyed_hash(purpose: str, *parts: str) -> bytes:
    """HMAC-SHA256 under the cell's secret (32 bytes). Hashes of different purposes never match."""
    message = "\x1f".join((purpose, *parts)).encode()
    return hmac.new(settings.cell_secret.encode(), message, hashlib.sha256).digest()


def require_cell(identifier: str) -> None:
    """Accept any text but an id of the other cell. Raises: WrongCell."""
    match = _ID.fullmatch(identifier)
    if match is not None and match["cell"] != settings.cell:
        raise WrongCell(cell=match["cell"])


def require_here(kind: str, identifier: str) -> str:
    """The id, if it is one of that kind and of this cell. Raises: NotFound, WrongCell."""
    match = _ID.fullmatch(identifier)
    if match is None or match["kind"] != kind:
        raise NotFound()
    if match["cell"] != settings.cell:
        raise WrongCell(cell=match["cell"])
    return identifier


def ulid_moment(ulid: str) -> datetime:
    """When a ULID was made. Raises: ValueError for a character outside Crockford's alphabet."""
    milliseconds = 0
    for digit in ulid[:10]:
        milliseconds = milliseconds * 32 + _DIGITS.index(digit)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _crockford(sixteen: bytes) -> str:
    """128 bits as 26 digits, the first of them 0 to 7."""
    number = int.from_bytes(sixteen, "big")
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))
