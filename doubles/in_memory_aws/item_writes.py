"""PutItem, UpdateItem, DeleteItem and BatchWriteItem."""

from typing import Any

from doubles.in_memory_aws.attribute_values import AttributeValue, Item
from doubles.in_memory_aws.capacity import Meter, write_units
from doubles.in_memory_aws.database import Answer, Database, Request
from doubles.in_memory_aws.errors import condition_failed, invalid
from doubles.in_memory_aws.expressions.applied_updates import ResolvedPath, updated
from doubles.in_memory_aws.expressions.conditions import ConditionTree, parse_condition
from doubles.in_memory_aws.expressions.evaluation import Scope, holds, value_at
from doubles.in_memory_aws.expressions.scope import scope_of
from doubles.in_memory_aws.expressions.updates import UpdateTree, parse_update
from doubles.in_memory_aws.key_space import Row
from doubles.in_memory_aws.keys import Place, sound_key
from doubles.in_memory_aws.tables import Table, Written

BATCH_WRITE_LIMIT = 25

_legacy = ("Expected", "AttributeUpdates", "ConditionalOperator")


def condition_of(request: Request) -> ConditionTree | None:
    text = request.get("ConditionExpression")
    return None if text is None else parse_condition("ConditionExpression", text)


def update_of(request: Request) -> UpdateTree | None:
    text = request.get("UpdateExpression")
    return None if text is None else parse_update(text)


def refuse_legacy(request: Request, *fields: str) -> None:
    for field in fields or _legacy:
        if field in request:
            raise NotImplementedError(f"the in-memory DynamoDB knows expressions only, not {field}")


def _check_return_values(request: Request, *allowed: str) -> None:
    wanted = request.get("ReturnValues", "NONE")
    if wanted not in ("NONE", *allowed):
        raise invalid(f"1 validation error detected: ReturnValues can only be {' or '.join((*allowed, 'NONE'))}")


def put_item(database: Database, request: Request, call_number: int) -> Answer:
    refuse_legacy(request)
    table = database.table(request["TableName"])
    _check_return_values(request, "ALL_OLD")
    condition = condition_of(request)
    scope = scope_of(request, [condition])
    row = table.accepted(request["Item"])
    place = table.keys.place_of(row.item)
    meter = database.meter("PutItem")
    old = _checked(database, table, place, _Guard(request, condition, scope, meter, call_number=call_number))
    written = table.write(place, row, database.moment())
    charge_write(meter, table, written, row)
    answer: Answer = {}
    if request.get("ReturnValues") == "ALL_OLD" and old is not None:
        answer["Attributes"] = old.item
    return meter.add_to(answer, request.get("ReturnConsumedCapacity"))


def delete_item(database: Database, request: Request, call_number: int) -> Answer:
    refuse_legacy(request)
    table = database.table(request["TableName"])
    _check_return_values(request, "ALL_OLD")
    condition = condition_of(request)
    scope = scope_of(request, [condition])
    place = sound_key(table.keys, request["Key"])
    meter = database.meter("DeleteItem")
    old = _checked(database, table, place, _Guard(request, condition, scope, meter, call_number=call_number))
    written = table.write(place, None, database.moment())
    charge_write(meter, table, written, None, key=request["Key"])
    answer: Answer = {}
    if request.get("ReturnValues") == "ALL_OLD" and old is not None:
        answer["Attributes"] = old.item
    return meter.add_to(answer, request.get("ReturnConsumedCapacity"))


def update_item(database: Database, request: Request, call_number: int) -> Answer:
    refuse_legacy(request)
    table = database.table(request["TableName"])
    _check_return_values(request, "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")
    condition, update = condition_of(request), update_of(request)
    scope = scope_of(request, [condition, update])
    place = sound_key(table.keys, request["Key"])
    if update is not None:
        table.check_not_key({str(path.resolved(scope.names)[0]) for path in update.targets()})
    meter = database.meter("UpdateItem")
    old = _checked(database, table, place, _Guard(request, condition, scope, meter, call_number=call_number))
    row, touched = updated_row(table, request["Key"], old, update, scope=scope)
    written = table.write(place, row, database.moment())
    charge_write(meter, table, written, row)
    attributes = _returned(request.get("ReturnValues", "NONE"), old, row, touched)
    answer: Answer = {"Attributes": attributes} if attributes else {}
    return meter.add_to(answer, request.get("ReturnConsumedCapacity"))


def updated_row(
    table: Table, key: Item, old: Row | None, update: UpdateTree | None, *, scope: Scope
) -> tuple[Row, list[ResolvedPath]]:
    """The row an update leaves, made from the old one or from the bare key, and the paths it touched."""
    before = dict(key) if old is None else old.item
    after, touched = (before, []) if update is None else updated(before, update, scope)
    return table.updated_row(after), touched


class _Guard:
    """The condition of a single write, and where its cost is counted when it fails."""

    def __init__(
        self, request: Request, condition: ConditionTree | None, scope: Scope, meter: Meter, *, call_number: int
    ) -> None:
        self.request = request
        self.condition = condition
        self.scope = scope
        self.meter = meter
        self.call_number = call_number


def _checked(database: Database, table: Table, place: Place, guard: _Guard) -> Row | None:
    """The row that stands at a place, once nothing holds it and the condition agrees."""
    database.refuse_contested(guard.call_number, table, place)
    old = table.row(place)
    if guard.condition is None or holds(guard.condition, old.item if old else None, guard.scope):
        return old
    # A write whose condition fails is charged for the item it looked at.
    key = guard.request.get("Key") or guard.request["Item"]
    units = write_units(old.size_bytes if old else 0)
    guard.meter.charge(table.name, table.shown_key(key), units, kind="write")
    wanted = guard.request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    raise condition_failed(old.item if old and wanted else None)


def charge_write(
    meter: Meter,
    table: Table,
    written: Written,
    new: Row | None,
    *,
    key: Item | None = None,
    transactional: bool = False,
) -> int:
    """Charge a write to the table and its indexes; returns the bytes the table was charged for."""
    old = written.old
    size = max(old.size_bytes if old else 0, new.size_bytes if new else 0)
    known = new.item if new else (key or {})
    shown = table.shown_key(known)
    meter.charge(table.name, shown, write_units(size, transactional=transactional), kind="write")
    for index, units in written.index_units:
        meter.charge(table.name, shown, units, kind="write", index=index)
    return size


def _returned(wanted: str, old: Row | None, new: Row, touched: list[ResolvedPath]) -> dict[str, AttributeValue] | None:
    if wanted == "ALL_NEW":
        return new.item
    if wanted == "ALL_OLD":
        return old.item if old else None
    if wanted == "UPDATED_NEW":
        return _parts(new.item, touched)
    if wanted == "UPDATED_OLD":
        return _parts(old.item, touched) if old else None
    return None


def _parts(item: Item, touched: list[ResolvedPath]) -> dict[str, AttributeValue]:
    """The touched attributes; of a map only the touched members, of a list the whole attribute."""
    parts: dict[str, Any] = {}
    for path in touched:
        name = str(path[0])
        nested = len(path) > 1 and all(isinstance(element, str) for element in path)
        found = value_at(item, path if nested else (name,))
        if found is None:
            continue
        if not nested:
            parts[name] = found
            continue
        node = parts.setdefault(name, {"M": {}})
        for element in path[1:-1]:
            node = node["M"].setdefault(element, {"M": {}})
        node["M"][path[-1]] = found
    return parts


def batch_write_item(database: Database, request: Request, call_number: int) -> Answer:
    requested = request["RequestItems"]
    count = sum(len(writes) for writes in requested.values())
    if not 1 <= count <= BATCH_WRITE_LIMIT:
        raise invalid(
            "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: "
            f"Member must have length less than or equal to {BATCH_WRITE_LIMIT} and at least 1"
        )
    planned: list[tuple[Table, Place, Row | None, Item]] = []
    seen: set[tuple[str, Place]] = set()
    for name, writes in requested.items():
        table = database.table(name)
        for write in writes:
            place, row, key = _planned(table, write)
            if (table.name, place) in seen:
                raise invalid("Provided list of item keys contains duplicates")
            seen.add((table.name, place))
            planned.append((table, place, row, key))
    meter = database.meter("BatchWriteItem")
    for table, place, row, key in planned:
        database.refuse_contested(call_number, table, place)
        charge_write(meter, table, table.write(place, row, database.moment()), row, key=key)
    answer: Answer = {"UnprocessedItems": {}}
    consumed = meter.consumed(request.get("ReturnConsumedCapacity"))
    return {**answer, "ConsumedCapacity": consumed} if consumed else answer


def _planned(table: Table, write: dict[str, Any]) -> tuple[Place, Row | None, Item]:
    if "PutRequest" in write:
        row = table.accepted(write["PutRequest"]["Item"])
        return table.keys.place_of(row.item), row, row.item
    key = write["DeleteRequest"]["Key"]
    return sound_key(table.keys, key), None, key
