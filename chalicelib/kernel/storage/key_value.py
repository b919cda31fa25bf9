"""Small kernel items under one key each: marks, stored answers, sweep cursors, leases, the local clock."""

from datetime import timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage.tables import HashKey, Table, named


class KeyValueItem(Table):
    """One item per key. `expires_epoch` is DynamoDB's TTL: it only deletes, no code decides by it."""

    class Meta:
        table_name = named("key_values")

    key = HashKey()
    content = UnicodeAttribute(null=True)
    number = NumberAttribute(null=True)
    expires_epoch = NumberAttribute(null=True)


def item(key: str, content: str | None = None, keep_days: int | None = 7) -> KeyValueItem:
    """An item to write, deleted after `keep_days`, or never if that is None."""
    expires = None
    if keep_days is not None:
        expires = clock.epoch_seconds(clock.now() + timedelta(days=keep_days))
    return KeyValueItem(key, content=content, expires_epoch=expires)


def find(key: str) -> KeyValueItem | None:
    """The item under a key, read consistently."""
    try:
        return KeyValueItem.get(key, consistent_read=True)
    except KeyValueItem.DoesNotExist:
        return None
