"""Waking: which lane is to be looked at, and the errands that take longer than a request.

A lane is woken through a queue that keeps order within a group. An endpoint has three groups, so at most three of its
messages are in flight and those of one subject go one after another, without a lock. A slow endpoint has one.
"""

import zlib
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from chalicelib.kernel import queues
from chalicelib.kernel.runtime.settings import settings

LANES_AT_ONCE = 3
# The longest a queue can hold a message back; whoever waits longer is found by the sweeper.
DELAY_MAX = timedelta(minutes=15)


class Lane(msgspec.Struct, frozen=True, tag=True):
    """A lane to look at: the endpoint's messages about one subject."""

    seller_id: str
    endpoint_id: str
    subject: str

    @property
    def name(self) -> str:
        return lane_name(self.endpoint_id, self.subject)


class Resume(msgspec.Struct, frozen=True, tag=True):
    """Wake every lane of an endpoint that has something waiting, after `delivery_id`."""

    seller_id: str
    endpoint_id: str
    delivery_id: str


class Redeliver(msgspec.Struct, frozen=True, tag=True):
    """Send again what an endpoint was sent of what happened after `delivery_id` and before `until_id`."""

    seller_id: str
    endpoint_id: str
    delivery_id: str
    until_id: str


Errand = Lane | Resume | Redeliver
_errands: msgspec.json.Decoder[Errand] = msgspec.json.Decoder(Errand)


def lane_name(endpoint_id: str, subject: str) -> str:
    return f"{endpoint_id}#{subject}"


def lane_of(seller_id: str, name: str) -> Lane:
    """The lane a stored message lies in."""
    endpoint_id, _, subject = name.partition("#")
    return Lane(seller_id, endpoint_id, subject)


def wake(lanes: Iterable[Lane]) -> None:
    """Have lanes looked at as soon as there is a worker. One that was woken before is looked at again."""
    entries = [(f"{lane.endpoint_id}-{_group(lane.subject)}", _text(lane)) for lane in lanes]
    queues.send_in_order(settings.webhooks_queue_url, entries)


def wake_slow(lane: Lane) -> None:
    """Have a slow endpoint's lane looked at, one at a time."""
    queues.send_in_order(settings.slow_webhooks_queue_url, [(lane.endpoint_id, _text(lane))])


def send_errand(errand: Errand, delay: timedelta = timedelta()) -> None:
    """Have an errand run in a while, of DELAY_MAX at most."""
    queues.send(settings.webhook_errands_queue_url, [_text(errand)], delay_seconds=int(delay.total_seconds()))


def read_lane(text: str) -> Lane:
    return msgspec.json.decode(text, type=Lane)


def read_errand(text: str) -> Errand:
    return _errands.decode(text)


def _group(subject: str) -> int:
    return zlib.crc32(subject.encode()) % LANES_AT_ONCE


def _text(errand: Errand) -> str:
    return msgspec.json.encode(errand).decode()
