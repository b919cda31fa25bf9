"""Carriers: where a parcel is, asked of a tracking service whose every answer is doubted."""

from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from urllib.parse import quote

import msgspec
import urllib3

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings

TIMEOUT_SECONDS = 3.0
BODY_BYTES_MAX = 64_000
CLOCKS_APART_MAX = timedelta(minutes=10)


class ParcelState(StrEnum):
    """How far a parcel is; UNKNOWN also for a word we do not know."""

    UNKNOWN = "UNKNOWN"
    ANNOUNCED = "ANNOUNCED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    LOST = "LOST"


class ParcelStatus(msgspec.Struct, frozen=True):
    """What a carrier says of a parcel. `delivered_at` only with DELIVERED, and only where the carrier says when."""

    status: ParcelState
    delivered_at: str | None = None


class CarrierUnreachable(Exception):
    """No answer, or one that is none: ask again later."""


class CarrierAnswerRefused(Exception):
    """An answer of the wrong shape or size, a redirect, or a delivery in the future: nothing of it is believed."""


class _Tracking(msgspec.Struct, frozen=True):
    """The part of an answer that is read."""

    status: str
    delivered_at: datetime | None = None


_UNKNOWN = ParcelStatus(ParcelState.UNKNOWN)
_UNTRACEABLE = {"", ".", ".."}


def status_of(carrier: str, tracking_number: str) -> ParcelStatus:
    """Where the parcel is; UNKNOWN where the service has not heard of it.

    CarrierUnreachable after 3 seconds or for a failing service, CarrierAnswerRefused for what cannot be true.
    """
    # A dot segment would be resolved away and ask about another path.
    if carrier in _UNTRACEABLE or tracking_number in _UNTRACEABLE:
        return _UNKNOWN
    path = f"/trackings/{quote(carrier, safe='')}/{quote(tracking_number, safe='')}"
    try:
        status, body = _get(settings.carriers_base_url + path)
    except urllib3.exceptions.HTTPError as fault:
        raise CarrierUnreachable() from fault
    if status == 404:
        return _UNKNOWN
    if status == 429 or status >= 500:
        raise CarrierUnreachable()
    if status != 200:
        raise CarrierAnswerRefused()
    return _believed(body)


def _believed(body: bytes) -> ParcelStatus:
    try:
        answer = msgspec.json.decode(body, type=_Tracking)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise CarrierAnswerRefused() from fault
    word = answer.status.upper()
    state = ParcelState(word) if word in ParcelState.__members__ else ParcelState.UNKNOWN
    if state is not ParcelState.DELIVERED or answer.delivered_at is None:
        return ParcelStatus(state)
    # A time without a zone could be anybody's; one in the future would lengthen the buyer's and the seller's terms.
    if answer.delivered_at.tzinfo is None or answer.delivered_at > clock.now() + CLOCKS_APART_MAX:
        raise CarrierAnswerRefused()
    return ParcelStatus(state, clock.stamp(answer.delivered_at))


def _get(url: str) -> tuple[int, bytes]:
    """Status and body; a redirect is an answer and is not followed, a body is read up to its limit and as it came."""
    response = _pool().request(
        "GET",
        url,
        headers={"Accept": "application/json"},
        timeout=urllib3.Timeout(total=TIMEOUT_SECONDS),
        retries=False,
        redirect=False,
        preload_content=False,
        decode_content=False,
    )
    try:
        return response.status, _body(response)
    finally:
        response.close()


def _body(response: urllib3.BaseHTTPResponse) -> bytes:
    """The body, read in pieces: the library's time limit starts anew with each byte of a server that drips."""
    started, body = clock.monotonic(), bytearray()
    while piece := response.read1(BODY_BYTES_MAX):
        body += piece
        if len(body) > BODY_BYTES_MAX:
            raise CarrierAnswerRefused()
        if clock.monotonic() - started > TIMEOUT_SECONDS:
            raise CarrierUnreachable()
    return bytes(body)


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=10)
