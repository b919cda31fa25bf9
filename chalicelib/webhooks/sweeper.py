"""The sweeper: every minute it enqueues the ordering keys that have a due message.

Enqueuing one twice is harmless.
"""

from datetime import datetime, timedelta

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import tables
from chalicelib.kernel.sweeps import Sweep
from chalicelib.webhooks import delivery_queues, queries

SHARDS = 4
# The longest the index `due` may lag behind its table.
INDEX_LAG_MAX = timedelta(minutes=2)
SWEEP = Sweep(
    cursor="cursor#webhooks",
    slot=timedelta(minutes=1),
    closes_after=INDEX_LAG_MAX,
    first_look_back=timedelta(hours=1),
)
LANES_MAX = 2_000


def slot_of(due_at: datetime, delivery_id: str) -> str:
    """`2026-11-23T09:05#3`: the index key under which a message due at that time is found."""
    return tables.sharded_key(_minute(due_at), delivery_id, SHARDS)


def sweep_due() -> int:
    """Enqueue the ordering keys with a message that has become due; returns how many."""
    return SWEEP.run(_enqueue_due, found_max=LANES_MAX)


def _enqueue_due(minute: datetime) -> int:
    slots = tables.sharded_keys(_minute(minute), SHARDS)
    ordering_keys = {
        delivery_queues.ordering_key_of(*found) for slot in slots for found in queries.due_ordering_keys(slot)
    }
    delivery_queues.enqueue(sorted(ordering_keys, key=lambda ordering_key: ordering_key.name))
    return len(ordering_keys)


def _minute(moment: datetime) -> str:
    return clock.stamp(moment)[:16]
