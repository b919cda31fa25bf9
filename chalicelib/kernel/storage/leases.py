"""Leases: one of many workers does something for a while. They save work and guarantee nothing: conditions do that."""

from pynamodb.expressions.condition import Condition

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem, item
from chalicelib.kernel.values import ids


def acquire(name: str, seconds: int) -> str | None:
    """Take a lease for `seconds`; returns the holder id to release it with, or None while it is taken."""
    now, holder = clock.epoch_seconds(clock.now()), ids.new_ulid()
    lease = item(_key(name), holder, keep_days=1)
    lease.number = now + seconds
    free: Condition = KeyValueItem.absent() | (KeyValueItem.number <= now)
    # A write whose answer was lost is repeated and may find its own item: hence the second condition.
    is_acquired = transactions.write_if_met(transactions.put(lease, free | (KeyValueItem.content == holder)))
    return holder if is_acquired else None


def release(name: str, holder: str) -> None:
    """End a lease early; no effect if it has expired and another worker holds it."""
    transactions.write_if_met(transactions.delete(KeyValueItem(_key(name)), KeyValueItem.content == holder))


def _key(name: str) -> str:
    return f"lease#{name}"
