"""Tables: the base of every stored model, structured values in it, keys in shards, and reads of many items."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from pynamodb.attributes import Attribute, UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.constants import BINARY, STRING
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Unavailable

T = TypeVar("T")

# The limit of BatchGetItem, over all tables together.
BATCH_KEYS_MAX = 100
_BATCH_ATTEMPTS_MAX = 4
_BATCH_PAUSE_MILLISECONDS_MAX = 100
# Deflate without the 6 bytes of a zlib header and checksum (RFC 1951).
_RAW_DEFLATE = -zlib.MAX_WBITS

RawItem = Mapping[str, Any]


def named(table: str) -> str:
    """The full name of a table in this cell."""
    return f"rebound-{settings.cell}-{table}"


class Table(Model):
    """A pynamodb model that uses the process's one client; pynamodb would create one per model and thread."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        connection = super()._get_connection()
        connection.connection._client = aws.client("dynamodb")
        return connection

    @classmethod
    def absent(cls) -> Condition:
        """The condition that no item has this key."""
        partition_key: Attribute[Any] = cls._hash_key_attribute()  # type: ignore[no-untyped-call]
        return partition_key.does_not_exist()

    @property
    def key_values(self) -> tuple[Any, ...]:
        """The values of the item's key: partition key, and sort key where the table has one."""
        names = (self._hash_keyname, self._range_keyname)
        return tuple(getattr(self, name) for name in names if name is not None)


class StructAttribute(Attribute[T], Generic[T]):
    """A msgspec type stored as JSON text: one attribute, readable in the console, decoded in one call."""

    attr_type = STRING

    def __init__(self, struct: Any, **options: Any) -> None:
        super().__init__(**options)
        self._decoder = msgspec.json.Decoder(struct)

    def serialize(self, value: T) -> str:
        return msgspec.json.encode(value).decode()

    def deserialize(self, value: str) -> T:
        decoded: T = self._decoder.decode(value)
        return decoded


class CompactAttribute(Attribute[T], Generic[T]):
    """A msgspec type stored as JSON deflated against a dictionary, for an attribute that repeats its member names.

    The first byte numbers the dictionary, the newest of `dictionaries`; a number keeps its dictionary for ever.
    """

    attr_type = BINARY

    def __init__(self, struct: Any, dictionaries: Sequence[bytes], **options: Any) -> None:
        super().__init__(**options)
        self._decoder = msgspec.json.Decoder(struct)
        self._dictionaries = dictionaries

    def serialize(self, value: T) -> bytes:
        newest = len(self._dictionaries) - 1
        deflating = zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=_RAW_DEFLATE, zdict=self._dictionaries[newest])
        return bytes([newest]) + deflating.compress(msgspec.json.encode(value)) + deflating.flush()

    def deserialize(self, value: bytes) -> T:
        inflating = zlib.decompressobj(wbits=_RAW_DEFLATE, zdict=self._dictionaries[value[0]])
        decoded: T = self._decoder.decode(inflating.decompress(value[1:]) + inflating.flush())
        return decoded


class HashKey(UnicodeAttribute):
    """The partition key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(hash_key=True, **options)


class RangeKey(UnicodeAttribute):
    """The sort key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(range_key=True, **options)


# Shards: one busy index key is written as several, so that no single partition takes all the writes.


def shard_of(key: str, count: int) -> int:
    """The shard of a key, 0 to `count` - 1: the same in every process and release."""
    return sum(key.encode()) % count


def sharded_key(prefix: str, key: str, count: int) -> str:
    """`<prefix>#<shard>`: the index key under which the item with this key is stored."""
    return f"{prefix}#{shard_of(key, count)}"


def sharded_keys(prefix: str, count: int) -> list[str]:
    """Every index key of a prefix, in order: reading all of them finds every item."""
    return [f"{prefix}#{shard}" for shard in range(count)]


# Reads of many items by their keys, undecoded, in as few calls as possible.


def read_batch(wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, list[RawItem]]:
    """The items found, by table; `wanted` is BatchGetItem's RequestItems, at most BATCH_KEYS_MAX keys.

    Uses the raw client, since a pynamodb model costs 80 µs an item and every quote, list and re-rank reads this way.
    Raises: Unavailable, when DynamoDB keeps returning unprocessed keys.
    """
    found: dict[str, list[RawItem]] = {table: [] for table in wanted}
    unread: Any = wanted
    for attempt in range(_BATCH_ATTEMPTS_MAX):
        answer = aws.client("dynamodb").batch_get_item(RequestItems=unread)
        for table, items in answer["Responses"].items():
            found[table] += items
        unread = answer.get("UnprocessedKeys")
        if not unread:
            return found
        clock.sleep(randomness.below(_BATCH_PAUSE_MILLISECONDS_MAX << attempt) / 1000)
    raise Unavailable()


def batches(keys: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """The keys split into chunks of `size`."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]
