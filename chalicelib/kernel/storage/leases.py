"""Leases: letting one of many do something for a while. They save work; what must not happen twice has conditions."""

from pynamodb.expressions.condition import Condition

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem, item
from chalicelib.kernel.values import ids


def acquire(name: str, seconds: int) -> str | None:
    """A lease that runs out by itself; who holds it, to give it back by, or None while somebody else does."""
    now, holder = clock.epoch_seconds(clock.now()), ids.new_ulid()
    lease = item(_key(name), holder, keep_days=1)
    lease.number = now + seconds
    free: Condition = KeyValueItem.absent() | (KeyValueItem.number <= now)
    # A write whose answer was lost is tried again and then finds itself.
    is_acquired = transactions.write_if_met(transactions.put(lease, free | (KeyValueItem.content == holder)))
    return holder if is_acquired else None


def release(name: str, holder: str) -> None:
    """End a lease before its time; nothing where it has run out and somebody else holds it."""
    transactions.write_if_met(transactions.delete(KeyValueItem(_key(name)), KeyValueItem.content == holder))


def _key(name: str) -> str:
    return f"lease#{name}"
