"""The queues of webhooks: ordering keys whose messages are due, and tasks that take longer than a request.

An ordering key is enqueued in a FIFO queue, which keeps the order within a message group. An endpoint has three groups:
at most three of its messages are in flight, and those of one subject are sent one after another without a lock. A slow
endpoint has one group.
"""

import zlib
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from chalicelib.kernel import queues
from chalicelib.kernel.runtime.settings import settings

LANES_AT_ONCE = 3
# The longest delay of an SQS message; the sweeper finds what is due later.
DELAY_MAX = timedelta(minutes=15)


class OrderingKey(msgspec.Struct, frozen=True, tag=True):
    """The messages of an endpoint about one subject, which are delivered in order."""

    seller_id: str
    endpoint_id: str
    subject: str

    @property
    def name(self) -> str:
        return ordering_key_name(self.endpoint_id, self.subject)


class Resume(msgspec.Struct, frozen=True, tag=True):
    """Resume an endpoint's waiting messages after `delivery_id`."""

    seller_id: str
    endpoint_id: str
    delivery_id: str


class Redeliver(msgspec.Struct, frozen=True, tag=True):
    """Send an endpoint's messages after `delivery_id` and before `until_id` again."""

    seller_id: str
    endpoint_id: str
    delivery_id: str
    until_id: str


BackgroundTask = OrderingKey | Resume | Redeliver
_tasks: msgspec.json.Decoder[BackgroundTask] = msgspec.json.Decoder(BackgroundTask)


def ordering_key_name(endpoint_id: str, subject: str) -> str:
    return f"{endpoint_id}#{subject}"


def ordering_key_of(seller_id: str, name: str) -> OrderingKey:
    """The ordering key of a stored message."""
    endpoint_id, _, subject = name.partition("#")
    return OrderingKey(seller_id, endpoint_id, subject)


def enqueue(ordering_keys: Iterable[OrderingKey]) -> None:
    """Enqueue ordering keys for delivery. Enqueuing one twice is harmless."""
    entries = [
        (f"{ordering_key.endpoint_id}-{_group(ordering_key.subject)}", _text(ordering_key))
        for ordering_key in ordering_keys
    ]
    queues.send_in_order(settings.webhooks_queue_url, entries)


def enqueue_slow(ordering_key: OrderingKey) -> None:
    """Enqueue an ordering key of a slow endpoint, which is served one at a time."""
    queues.send_in_order(settings.slow_webhooks_queue_url, [(ordering_key.endpoint_id, _text(ordering_key))])


def enqueue_task(task: BackgroundTask, delay: timedelta = timedelta()) -> None:
    """Enqueue a task to run after `delay`, at most DELAY_MAX."""
    queues.send(settings.webhook_tasks_queue_url, [_text(task)], delay_seconds=int(delay.total_seconds()))


def parse_ordering_key(text: str) -> OrderingKey:
    return msgspec.json.decode(text, type=OrderingKey)


def parse_task(text: str) -> BackgroundTask:
    return _tasks.decode(text)


def _group(subject: str) -> int:
    return zlib.crc32(subject.encode()) % LANES_AT_ONCE


def _text(task: BackgroundTask) -> str:
    return msgspec.json.encode(task).decode()
