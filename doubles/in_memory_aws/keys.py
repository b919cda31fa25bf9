"""Key schemas: what names an item, whether a key is sound, and where it stands in its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from doubles.in_memory_aws.attribute_values import (
    AttributeValue,
    Item,
    SortValue,
    accept,
    sort_value,
    type_of,
    wire_length,
)
from doubles.in_memory_aws.errors import invalid, invalid_parameter

HASH_LIMIT_BYTES = 2048
RANGE_LIMIT_BYTES = 1024

SortKey = tuple[SortValue, ...]


class Place(NamedTuple):
    """Where an item stands: its partition, and its order within."""

    partition: SortValue
    sort: SortKey


@dataclass(frozen=True, slots=True)
class KeySchema:
    """The hash attribute, the range attribute or None, and the types of both."""

    hash: str
    range: str | None
    types: dict[str, str]

    @classmethod
    def described(cls, schema: list[dict[str, str]], types: dict[str, str]) -> "KeySchema":
        by_role = {element["KeyType"]: element["AttributeName"] for element in schema}
        names = [by_role["HASH"], *([by_role["RANGE"]] if "RANGE" in by_role else [])]
        for name in names:
            if name not in types:
                raise invalid_parameter(
                    f"Some index key attributes are not defined in AttributeDefinitions. Keys: [{name}]"
                )
        return cls(by_role["HASH"], by_role.get("RANGE"), {name: types[name] for name in names})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.types)

    def key_of(self, item: Mapping[str, AttributeValue]) -> Item:
        return {name: item[name] for name in self.types}

    def place_of(self, item: Mapping[str, AttributeValue]) -> Place:
        """The place of an item whose key was found sound."""
        sort = () if self.range is None else (sort_value(item[self.range]),)
        return Place(sort_value(item[self.hash]), sort)


def mismatch() -> Exception:
    return invalid("The provided key element does not match the schema")


def sound_key(schema: KeySchema, key: Any) -> Place:
    """Accept a `Key` parameter: exactly the schema's attributes, of its types, not empty, not too long."""
    if not isinstance(key, dict) or key.keys() != schema.types.keys():
        raise mismatch()
    for name, kind in schema.types.items():
        accept(key[name])
        if type_of(key[name]) != kind:
            raise mismatch()
    check_values(schema, key)
    return schema.place_of(key)


def check_item_key(schema: KeySchema, item: Item) -> None:
    """The same for the key inside a whole item, in the words PutItem uses."""
    for name in schema.types:
        if name not in item:
            raise invalid_parameter(f"Missing the key {name} in the item")
    wrong = mistyped_key(schema, item)
    if wrong is not None:
        raise invalid(wrong)
    check_values(schema, item)


def mistyped_key(schema: KeySchema, item: Mapping[str, AttributeValue]) -> str | None:
    for name, kind in schema.types.items():
        if name in item and type_of(item[name]) != kind:
            actual = type_of(item[name])
            return (
                "One or more parameter values were invalid: "
                f"Type mismatch for key {name} expected: {kind} actual: {actual}"
            )
    return None


def empty_value(value: AttributeValue) -> str | None:
    """'string' or 'binary' where a key value is empty."""
    if value.get("S") == "":
        return "string"
    return "binary" if value.get("B") == "" else None


def check_values(schema: KeySchema, item: Mapping[str, AttributeValue]) -> None:
    for name in schema.types:
        value = item[name]
        if "N" in value:
            continue
        spoken = empty_value(value)
        if spoken is not None:
            raise invalid(
                "One or more parameter values are not valid. The AttributeValue for a key attribute "
                f"cannot contain an empty {spoken} value. Key: {name}"
            )
        limit = HASH_LIMIT_BYTES if name == schema.hash else RANGE_LIMIT_BYTES
        if wire_length(value) > limit:
            role = "hashkey" if name == schema.hash else "rangekey"
            raise invalid_parameter(f"Size of {role} has exceeded the maximum size limit of {limit} bytes")


def shown_key(schema: KeySchema, item: Mapping[str, AttributeValue]) -> str:
    """A key as people write it: `ord_1/line_2`."""
    return "/".join(str(next(iter(item[name].values()))) for name in schema.types if name in item)
