"""Sweeping: each minute, lanes with something due that no message woke; a doubled wake is only looked at twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.webhooks import delivery_queues, queries

CURSOR = "cursor#webhooks"
SHARDS = 4
# The index may lag behind the table: a minute is looked at again until it is this old.
INDEX_LAG_MAX = timedelta(minutes=2)
FIRST_LOOK_BACK = timedelta(hours=1)
WOKEN_MAX = 2_000


def slot_of(due_at: datetime, delivery_id: str) -> str:
    """`2026-11-23T09:05#3`: where a message that is due then is found."""
    return f"{clock.stamp(due_at)[:16]}#{sum(delivery_id.encode()) % SHARDS}"


def sweep_due() -> int:
    """Wake the lanes in which something has become due; how many. A minute is left behind once all of it was woken."""
    now, woken = clock.now(), 0
    clean_until = _cursor(now)
    for minute in _minutes(clean_until, now):
        lanes = {
            delivery_queues.ordering_key_of(*found) for slot in _slots(minute) for found in queries.due_lanes(slot)
        }
        delivery_queues.enqueue(sorted(lanes, key=lambda lane: lane.name))
        woken += len(lanes)
        after = minute + timedelta(minutes=1)
        if after < now - INDEX_LAG_MAX:
            clean_until = after
        if woken >= WOKEN_MAX:
            break
    transactions.write(transactions.put(key_value.item(CURSOR, clock.stamp(clean_until), keep_days=None)))
    return woken


def _cursor(now: datetime) -> datetime:
    stored = key_value.find(CURSOR)
    if stored is None or stored.content is None:
        return (now - FIRST_LOOK_BACK).replace(second=0, microsecond=0)
    return clock.parse(stored.content)


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += timedelta(minutes=1)


def _slots(minute: datetime) -> list[str]:
    return [f"{clock.stamp(minute)[:16]}#{shard}" for shard in range(SHARDS)]
