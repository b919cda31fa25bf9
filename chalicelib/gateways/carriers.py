"""Where a parcel is, and labels to send one back with. What the service answers is checked before it is used."""

import base64
import binascii
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

import msgspec

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Limits
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Problem

TIMEOUT_SECONDS = 3.0
BODY_BYTES_MAX = 64_000
LABEL_BYTES_MAX = 2_000_000
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


class Label(msgspec.Struct, frozen=True):
    """A label to print: the number its parcel is tracked by, and a PDF."""

    tracking_number: str
    document: bytes


class LabelUnavailable(Problem):
    """Nobody knows whether the label was made; asked for again it is the same one."""

    slug, status, title = "label-unavailable", 503, "The carrier gave no label; try again"
    retry_after_seconds = 10


class LabelRefused(Problem):
    """`reason` is the carrier's code."""

    slug, status, title = "label-refused", 409, "The carrier makes no label for this parcel"


class _LabelRequest(msgspec.Struct, frozen=True, kw_only=True):
    carrier: str
    receiver: str
    from_country: str


class _MadeLabel(msgspec.Struct, frozen=True):
    tracking_number: str
    document: str


class _LabelRefusal(msgspec.Struct, frozen=True):
    reason: str = ""


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
    limits = _limits(BODY_BYTES_MAX)
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


def return_label(carrier: str, return_id: str, from_country: str, receiver: str) -> Label:
    """The label of a return: made when it is first asked for, the same one whenever it is asked for again.

    `receiver` is the seller's id: the service keeps each seller's address for returns under it. Of the buyer it is told
    the country alone; the sender's lines are filled in by hand. `return_id` is the label's key.
    Raises: LabelUnavailable (no usable answer within TIMEOUT_SECONDS, 429 or 5xx), LabelRefused.
    """
    wanted = msgspec.json.encode(_LabelRequest(carrier=carrier, receiver=receiver, from_country=from_country))
    url = f"{settings.carriers_base_url}/return-labels/{quote(return_id, safe='')}"
    try:
        answered = http_client.put(url, wanted, _limits(LABEL_BYTES_MAX))
    except (http_client.TimedOut, http_client.Unreachable) as fault:
        raise LabelUnavailable() from fault
    if not answered.is_whole or answered.status == 429 or answered.status >= 500:
        raise LabelUnavailable()
    if answered.status not in (200, 201):
        raise LabelRefused(reason=_reason(answered.body))
    return _label(answered.body)


def _label(body: bytes) -> Label:
    try:
        made = msgspec.json.decode(body, type=_MadeLabel)
        document = base64.b64decode(made.document, validate=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, binascii.Error) as fault:
        raise LabelUnavailable() from fault
    if not made.tracking_number or not document.startswith(b"%PDF-"):
        raise LabelUnavailable()
    return Label(made.tracking_number, document)


def _reason(body: bytes) -> str:
    """The carrier's code, shortened; empty if it gives none."""
    try:
        return msgspec.json.decode(body, type=_LabelRefusal).reason[:60]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _limits(bytes_max: int) -> Limits:
    return Limits(
        connect_seconds=TIMEOUT_SECONDS, total_seconds=TIMEOUT_SECONDS, read_bytes=bytes_max, kept_bytes=bytes_max
    )
