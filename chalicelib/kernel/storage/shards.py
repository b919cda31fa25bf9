"""Shards: one busy index key is written as several, so that no single partition takes all the writes."""


def shard_of(key: str, count: int) -> int:
    """The shard of a key, 0 to `count` - 1: the same in every process and release."""
    return sum(key.encode()) % count


def sharded_key(prefix: str, key: str, count: int) -> str:
    """`<prefix>#<shard>`: the index key under which the item with this key is stored."""
    return f"{prefix}#{shard_of(key, count)}"


def sharded_keys(prefix: str, count: int) -> list[str]:
    """Every index key of a prefix, in order: reading all of them finds every item."""
    return [f"{prefix}#{shard}" for shard in range(count)]
