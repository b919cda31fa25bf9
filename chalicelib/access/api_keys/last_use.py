"""Last use of a key, to the hour; written in the background, so that no request waits or fails."""

from datetime import timedelta
from functools import partial

from chalicelib.access.api_keys.models import CredentialItem
from chalicelib.kernel.runtime import background, clock
from chalicelib.kernel.storage import transactions

NOTED_EVERY = timedelta(hours=1)


def record_use(key: CredentialItem, now: str) -> None:
    """Store `now` as the key's last use, unless the stored one is less than an hour ago."""
    if key.last_used_at is None or key.last_used_at <= _an_hour_before(now):
        background.run(partial(_write, key.key_id, now))


def _write(key_id: str, now: str) -> None:
    last_used_at = CredentialItem.last_used_at
    is_due = last_used_at.does_not_exist() | (last_used_at <= _an_hour_before(now))
    act = transactions.update(
        CredentialItem(key_id),
        last_used_at.set(now),
        condition=CredentialItem.key_id.exists() & is_due,
    )
    # Another request of the same hour may have written it already.
    transactions.write_if_met(act)


def _an_hour_before(now: str) -> str:
    return clock.stamp(clock.parse(now) - NOTED_EVERY)
