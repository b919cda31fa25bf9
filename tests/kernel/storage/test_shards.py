"""Shards spread keys, and every key is found again in one of them."""

from chalicelib.kernel.storage import shards
from chalicelib.kernel.values import ids


def test_a_key_is_always_in_the_same_shard_and_among_those_that_are_read() -> None:
    keys = [ids.new_ulid() for _ in range(200)]
    for key in keys:
        stored = shards.sharded_key("2026-11-23T09", key, 4)
        assert stored == shards.sharded_key("2026-11-23T09", key, 4)
        assert stored in shards.sharded_keys("2026-11-23T09", 4)
    assert {shards.shard_of(key, 4) for key in keys} == {0, 1, 2, 3}


def test_the_keys_of_a_prefix_are_those_of_its_shards_alone() -> None:
    assert shards.sharded_keys("unresolved", 3) == ["unresolved#0", "unresolved#1", "unresolved#2"]
    assert shards.shard_of("ac", 4) == (97 + 99) % 4
