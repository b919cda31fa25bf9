"""Waking: which lane is to be looked at, and the tasks that take longer than a request.

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


class OrderingKey(msgspec.Struct, frozen=True, tag=True):
    """A lane to look at: the endpoint's messages about one subject."""

    seller_id: str
    endpoint_id: str
    subject: str

    @property
    def name(self) -> str:
        return ordering_key_name(self.endpoint_id, self.subject)


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


BackgroundTask = OrderingKey | Resume | Redeliver
_tasks: msgspec.json.Decoder[BackgroundTask] = msgspec.json.Decoder(BackgroundTask)


def ordering_key_name(endpoint_id: str, subject: str) -> str:
    return f"{endpoint_id}#{subject}"


def ordering_key_of(seller_id: str, name: str) -> OrderingKey:
    """The lane a stored message lies in."""
    endpoint_id, _, subject = name.partition("#")
    return OrderingKey(seller_id, endpoint_id, subject)


def enqueue(lanes: Iterable[OrderingKey]) -> None:
    """Have lanes looked at as soon as there is a worker. One that was woken before is looked at again."""
    entries = [(f"{lane.endpoint_id}-{_group(lane.subject)}", _text(lane)) for lane in lanes]
    queues.send_in_order(settings.webhooks_queue_url, entries)


def enqueue_slow(lane: OrderingKey) -> None:
    """Have a slow endpoint's lane looked at, one at a time."""
    queues.send_in_order(settings.slow_webhooks_queue_url, [(lane.endpoint_id, _text(lane))])


def enqueue_task(task: BackgroundTask, delay: timedelta = timedelta()) -> None:
    """Have a task run in a while, of DELAY_MAX at most."""
    queues.send(settings.webhook_tasks_queue_url, [_text(task)], delay_seconds=int(delay.total_seconds()))


def parse_ordering_key(text: str) -> OrderingKey:
    return msgspec.json.decode(text, type=OrderingKey)


def parse_task(text: str) -> BackgroundTask:
    return _tasks.decode(text)


def _group(subject: str) -> int:
    return zlib.crc32(subject.encode()) % LANES_AT_ONCE


def _text(task: BackgroundTask) -> str:
    return msgspec.json.encode(task).decode()
