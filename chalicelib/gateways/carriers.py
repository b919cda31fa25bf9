"""Where a parcel is, read from a tracking service. Its answers are checked before they are used."""

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

import msgspec

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Limits
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings

TIMEOUT_SECONDS = 3.0
BODY_BYTES_MAX = 64_000
CLOCKS_APART_MAX = timedelta(minutes=10)


class ParcelState(StrEnum):
    """How far a parcel is. UNKNOWN also stands for a word that is not one of these."""

    UNKNOWN = "UNKNOWN"
    ANNOUNCED = "ANNOUNCED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    LOST = "LOST"


class ParcelStatus(msgspec.Struct, frozen=True):
    """What a carrier says of a parcel. `delivered_at` is only set with DELIVERED, and only if the carrier gives it."""

    status: ParcelState
    delivered_at: str | None = None


class CarrierUnreachable(Exception):
    """No usable answer for now: ask again later."""


class CarrierAnswerRefused(Exception):
    """An answer of the wrong shape or size, a redirect, or a delivery in the future: none of it is used."""


class _Tracking(msgspec.Struct, frozen=True):
    """The fields of an answer that are read."""

    status: str
    delivered_at: datetime | None = None


_UNKNOWN = ParcelStatus(ParcelState.UNKNOWN)
_UNTRACEABLE = {"", ".", ".."}


def status_of(carrier: str, tracking_number: str) -> ParcelStatus:
    """Where the parcel is; UNKNOWN if the service does not know it.

    Raises: CarrierUnreachable (no answer within TIMEOUT_SECONDS, 429 or 5xx), CarrierAnswerRefused.
    """
    # A server may resolve a dot segment and answer about another path.
    if carrier in _UNTRACEABLE or tracking_number in _UNTRACEABLE:
        return _UNKNOWN
    path = f"/trackings/{quote(carrier, safe='')}/{quote(tracking_number, safe='')}"
    limits = Limits(
        connect_seconds=TIMEOUT_SECONDS,
        total_seconds=TIMEOUT_SECONDS,
        read_bytes=BODY_BYTES_MAX,
        kept_bytes=BODY_BYTES_MAX,
    )
    try:
        answered = http_client.get(settings.carriers_base_url + path, limits)
    except (http_client.TimedOut, http_client.Unreachable) as fault:
        raise CarrierUnreachable() from fault
    if answered.status == 404:
        return _UNKNOWN
    if answered.status == 429 or answered.status >= 500:
        raise CarrierUnreachable()
    is_too_long = not answered.is_whole and len(answered.body) == BODY_BYTES_MAX
    if answered.status != 200 or is_too_long:
        raise CarrierAnswerRefused()
    if not answered.is_whole:
        raise CarrierUnreachable()
    return _read(answered.body)


def _read(body: bytes) -> ParcelStatus:
    try:
        answer = msgspec.json.decode(body, type=_Tracking)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise CarrierAnswerRefused() from fault
    word = answer.status.upper()
    state = ParcelState(word) if word in ParcelState.__members__ else ParcelState.UNKNOWN
    if state is not ParcelState.DELIVERED or answer.delivered_at is None:
        return ParcelStatus(state)
    # A time without a zone is ambiguous. One in the future would extend the buyer's and the seller's terms.
    if answer.delivered_at.tzinfo is None or answer.delivered_at > clock.now() + CLOCKS_APART_MAX:
        raise CarrierAnswerRefused()
    return ParcelStatus(state, clock.stamp(answer.delivered_at))
