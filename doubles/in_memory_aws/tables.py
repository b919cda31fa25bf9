"""One table: its description, its rows, its indexes and its stream, kept together by every write."""

from typing import Any, NamedTuple

from doubles.in_memory_aws.attribute_values import ITEM_LIMIT_BYTES, Item, accept_item
from doubles.in_memory_aws.capacity import entry_units
from doubles.in_memory_aws.errors import invalid, invalid_parameter
from doubles.in_memory_aws.indexes import Index
from doubles.in_memory_aws.key_space import KeySpace, Row
from doubles.in_memory_aws.keys import KeySchema, Place, check_item_key, shown_key
from doubles.in_memory_aws.streams import Stream

# TTL leaves alone what claims to have expired more than five years ago (developer guide, "TTL").
TTL_HORIZON_SECONDS = 5 * 365 * 86_400


class Moment(NamedTuple):
    """When a write happens: the clock, and the steps its index entries take to follow."""

    at: float
    step: int
    index_lag_steps: int


class Written(NamedTuple):
    """What a write replaced, and the units it cost each index."""

    old: Row | None
    index_units: list[tuple[Index, int]]


class Table:
    def __init__(self, request: dict[str, Any], *, region: str, account: str, at: float) -> None:
        self.name: str = request["TableName"]
        self.arn = f"arn:aws:dynamodb:{region}:{account}:table/{self.name}"
        types = {entry["AttributeName"]: entry["AttributeType"] for entry in request["AttributeDefinitions"]}
        self.keys = KeySchema.described(request["KeySchema"], types)
        self.indexes = _indexes(request, self.keys, types)
        self.space = KeySpace()
        self.ttl_attribute: str | None = None
        self.stream = self._stream(request.get("StreamSpecification"), region)
        self._request = request
        self._created_at = at

    def _stream(self, specification: dict[str, Any] | None, region: str) -> Stream | None:
        if not specification or not specification.get("StreamEnabled", True):
            return None
        return Stream(f"{self.arn}/stream/2026-01-01T00:00:00.000", specification["StreamViewType"], region)

    def row(self, place: Place) -> Row | None:
        return self.space.row(place)

    def shown_key(self, item: Item) -> str:
        return shown_key(self.keys, item)

    def accepted(self, item: Item) -> Row:
        """A whole item as a row, once it is sound: values, key, index keys, size."""
        size = accept_item(item)
        check_item_key(self.keys, item)
        self.check_index_keys(item)
        self.check_size(size, "Item size has exceeded the maximum allowed size")
        return Row(item, size)

    def updated_row(self, item: Item) -> Row:
        """The same for an item an update made from a sound one."""
        size = accept_item(item)
        self.check_index_keys(item)
        self.check_size(size, "Item size to update has exceeded the maximum allowed size")
        return Row(item, size)

    def check_size(self, size_bytes: int, complaint: str) -> None:
        if size_bytes > ITEM_LIMIT_BYTES:
            raise invalid(complaint)

    def check_index_keys(self, item: Item) -> None:
        for index in self.indexes.values():
            wrong = index.mistyped(item) or index.empty_key(item)
            if wrong is not None:
                raise invalid(wrong)

    def check_not_key(self, names: set[str]) -> None:
        for name in self.keys.names:
            if name in names:
                raise invalid_parameter(f"Cannot update attribute {name}. This attribute is part of the key")

    def write(self, place: Place, new: Row | None, moment: Moment, *, expired: bool = False) -> Written:
        """Put, replace or remove (None) the row at a place; the stream and all indexes follow."""
        old = self.space.row(place)
        if new is not None:
            self.space.put(place, new)
        elif old is not None:
            self.space.remove(place)
        units = [(index, self._write_entry(index, old, new, moment)) for index in self.indexes.values()]
        if self.stream is not None:
            known = new or old
            if known is not None:
                key = self.keys.key_of(known.item)
                self.stream.append(key, old, new, at=moment.at, expired=expired)
        return Written(old, [(index, cost) for index, cost in units if cost])

    def _write_entry(self, index: Index, old: Row | None, new: Row | None, moment: Moment) -> int:
        before = index.entry(old)
        after = index.entry(new)
        if before is None and after is None:
            return 0
        moved = before is not None and after is not None and before[0] != after[0]
        cost = entry_units(before[1] if before else None, after[1] if after else None, moved=moved)
        if cost:
            gone = before[0] if before is not None and (after is None or moved) else None
            lag = moment.index_lag_steps if index.is_global else 0
            index.change(gone, after, due_step=moment.step + lag)
            if lag == 0:
                index.catch_up(moment.step)
        return cost

    def expired(self, at: float) -> list[Place]:
        """Where the items stand whose time to live has passed."""
        if self.ttl_attribute is None:
            return []
        places = []
        for row in self.space.rows():
            until = row.item.get(self.ttl_attribute, {}).get("N")
            if until is not None and at - TTL_HORIZON_SECONDS <= float(until) < at:
                places.append(self.keys.place_of(row.item))
        return places

    def description(self) -> dict[str, Any]:
        """TableDescription as CreateTable and DescribeTable answer it."""
        rows = list(self.space.rows())
        described: dict[str, Any] = {
            "TableName": self.name,
            "TableArn": self.arn,
            "TableStatus": "ACTIVE",
            "CreationDateTime": self._created_at,
            "KeySchema": self._request["KeySchema"],
            "AttributeDefinitions": self._request["AttributeDefinitions"],
            "ItemCount": len(rows),
            "TableSizeBytes": sum(row.size_bytes for row in rows),
            "BillingModeSummary": {"BillingMode": self._request.get("BillingMode", "PAY_PER_REQUEST")},
        }
        for field in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            if self._request.get(field):
                described[field] = [{**index, "IndexStatus": "ACTIVE"} for index in self._request[field]]
        if self.stream is not None:
            described["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": self.stream.view}
            described["LatestStreamArn"] = self.stream.arn
            described["LatestStreamLabel"] = self.stream.arn.rpartition("/")[2]
        return described


def _indexes(request: dict[str, Any], base: KeySchema, types: dict[str, str]) -> dict[str, Index]:
    indexes: dict[str, Index] = {}
    for field, is_global in (("GlobalSecondaryIndexes", True), ("LocalSecondaryIndexes", False)):
        for description in request.get(field) or []:
            index = Index(description, base, types, is_global=is_global)
            if not 3 <= len(index.name) <= 255:
                raise invalid(f"Invalid table/index name. Table/index names must be between 3 and 255: {index.name}")
            if not is_global and index.keys.hash != base.hash:
                raise invalid_parameter("Table KeySchema does not have the hash key of the local index")
            if index.name in indexes:
                raise invalid_parameter(f"Duplicate index name: {index.name}")
            indexes[index.name] = index
    declared = set(types)
    used = {*base.names, *(name for index in indexes.values() for name in index.keys.names)}
    if declared != used:
        raise invalid_parameter(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in "
            "AttributeDefinitions"
        )
    return indexes
