"""Signatures of Standard Webhooks 1.0: secrets, which are derived and never stored, and the headers of a message."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids

PREFIX = "whsec_"
# How long the previous secret still signs after a rotation.
OVERLAP = timedelta(hours=24)


def secret(endpoint_id: str, number: int) -> str:
    """An endpoint's `number`-th secret, in the form shown to its seller once."""
    return PREFIX + base64.b64encode(_key(endpoint_id, number)).decode()


def live_numbers(number: int, rotated_at: str | None, now: datetime) -> tuple[int, ...]:
    """The numbers of the secrets that sign now, the newest first."""
    ends = overlap_ends(rotated_at)
    return (number,) if ends is None or now >= ends else (number, number - 1)


def overlap_ends(rotated_at: str | None) -> datetime | None:
    """The end of the time in which the previous secret signs; None if there was no rotation."""
    return None if rotated_at is None else clock.parse(rotated_at) + OVERLAP


def headers(message_id: str, body: bytes, endpoint_id: str, numbers: Sequence[int]) -> dict[str, str]:
    """The three headers of an attempt made now, with a signature of each live secret."""
    seconds = str(clock.epoch_seconds(clock.now()))
    signed = f"{message_id}.{seconds}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.digest(_key(endpoint_id, number), signed, hashlib.sha256)).decode()
        for number in numbers
    ]
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": " ".join(signatures)}


def _key(endpoint_id: str, number: int) -> bytes:
    return ids.keyed_hash("webhook-secret", endpoint_id, str(number))
