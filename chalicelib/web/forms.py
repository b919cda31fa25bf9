"""Forms: what a browser posts, accepted only with the form token of its own session."""

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from chalicelib.kernel.http import auth
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.runtime import randomness
from chalicelib.kernel.values.money import EXPONENT, Money
from chalicelib.kernel.values.problems import BodyTooLarge, Problem
from chalicelib.web.reader import Reader

FORM_BYTES_MAX = 32_000
FIELDS_MAX = 200
TOKEN_FIELD = "form_token"
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,7})(?:[.,](?P<minor>[0-9]{1,3}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Fields = dict[str, list[str]]


class FormExpired(Problem):
    """Another site sent the form, or the browser lost its cookie since the page was shown."""

    slug, status, title = "form-expired", 403, "This form is no longer valid"


class FormNotRead(Problem):
    slug, status, title = "form-not-read", 400, "The form could not be read"


def posted(call: Call, reader: Reader) -> Fields:
    """The fields of a form with every value sent.

    Raises: BodyTooLarge, FormNotRead, FormExpired without the session's token.
    """
    if len(call.raw_body) > FORM_BYTES_MAX:
        raise BodyTooLarge(f"At most {FORM_BYTES_MAX} bytes")
    try:
        fields = parse_qs(call.raw_body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError as fault:
        raise FormNotRead() from fault
    if reader.session.is_new or not auth.same(first(fields, TOKEN_FIELD), reader.form_token):
        raise FormExpired()
    return fields


def first(fields: Fields, name: str) -> str:
    """A field's text without spaces around it, its lines ended as everywhere here; empty if it was not sent."""
    return fields.get(name, [""])[0].strip().replace("\r\n", "\n")


def filled(fields: Fields, *names: str) -> dict[str, Any]:
    """The named fields that have a text, as a payload is made of them."""
    return {name: first(fields, name) for name in names if first(fields, name)}


def new_idempotency_key() -> str:
    """A random UUID (RFC 9562 version 4): a form that carries it has its effect once, however often it is sent."""
    return str(UUID(bytes=randomness.random_bytes(16), version=4))


def amount(typed: str, currency: str) -> Money | None:
    """An amount typed in whole units, with minor units behind a point or a comma (`12`, `12.50`, `12,5`).

    None for anything else, and for more digits than the currency has.
    """
    found = _AMOUNT.fullmatch(typed)
    if found is None or len(found["minor"] or "") > EXPONENT[currency]:
        return None
    minor = (found["minor"] or "").ljust(EXPONENT[currency], "0")
    return Money(int(found["whole"] + minor), currency)


def typed_amount(amount_minor: int, currency: str) -> str:
    """An amount as `amount` reads it: `12.50`."""
    whole, minor = divmod(amount_minor, 10 ** EXPONENT[currency])
    return f"{whole}.{minor:0{EXPONENT[currency]}d}" if EXPONENT[currency] else str(whole)


def is_day(typed: str) -> bool:
    """Whether a text is a day, `YYYY-MM-DD`, as a date field sends it."""
    try:
        return _DAY.fullmatch(typed) is not None and bool(date.fromisoformat(typed))
    except ValueError:
        return False
