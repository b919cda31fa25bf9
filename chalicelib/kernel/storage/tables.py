"""Tables: the base of every stored model, and an attribute for structured values."""

from typing import Any, Generic, TypeVar

import msgspec
from pynamodb.attributes import Attribute, UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.constants import STRING
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings

T = TypeVar("T")


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


class HashKey(UnicodeAttribute):
    """The partition key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(hash_key=True, **options)


class RangeKey(UnicodeAttribute):
    """The sort key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(range_key=True, **options)
