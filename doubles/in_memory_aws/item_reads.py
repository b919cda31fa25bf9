"""GetItem, BatchGetItem, Query and Scan."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from doubles.in_memory_aws.attribute_values import AttributeValue, Item, accept, sort_value, type_of
from doubles.in_memory_aws.capacity import read_units
from doubles.in_memory_aws.database import Answer, Database, Request
from doubles.in_memory_aws.errors import invalid
from doubles.in_memory_aws.expressions.conditions import ConditionTree, parse_condition
from doubles.in_memory_aws.expressions.evaluation import Scope, holds, terms_of
from doubles.in_memory_aws.expressions.key_conditions import KeyTest, key_tests
from doubles.in_memory_aws.expressions.projections import (
    ProjectionTree,
    parse_projection,
    projected,
    resolved_projection,
)
from doubles.in_memory_aws.expressions.scope import scope_of
from doubles.in_memory_aws.expressions.tokens import Path
from doubles.in_memory_aws.indexes import Index
from doubles.in_memory_aws.item_writes import refuse_legacy
from doubles.in_memory_aws.key_space import KeySpace, Row
from doubles.in_memory_aws.keys import KeySchema, Place, sound_key
from doubles.in_memory_aws.tables import Table

PAGE_LIMIT_BYTES = 1024 * 1024
BATCH_GET_LIMIT = 100
BATCH_GET_LIMIT_BYTES = 16 * 1024 * 1024

_legacy = ("AttributesToGet", "KeyConditions", "QueryFilter", "ScanFilter", "ConditionalOperator")


def projection_of(request: Request) -> ProjectionTree | None:
    text = request.get("ProjectionExpression")
    return None if text is None else parse_projection(text)


def _cut(item: Item, projection: ProjectionTree | None, scope: Scope) -> Item:
    return item if projection is None else projected(item, resolved_projection(projection, scope.names))


def get_item(database: Database, request: Request, call_number: int) -> Answer:  # noqa: ARG001 -- one shape
    refuse_legacy(request, *_legacy)
    table = database.table(request["TableName"])
    projection = projection_of(request)
    scope = scope_of(request, [projection])
    row = table.row(sound_key(table.keys, request["Key"]))
    meter = database.meter("GetItem")
    units = read_units(row.size_bytes if row else 0, consistent=bool(request.get("ConsistentRead")))
    meter.charge(table.name, table.shown_key(request["Key"]), units, kind="read")
    answer: Answer = {} if row is None else {"Item": _cut(row.item, projection, scope)}
    return meter.add_to(answer, request.get("ReturnConsumedCapacity"))


def batch_get_item(database: Database, request: Request, call_number: int) -> Answer:  # noqa: ARG001
    requested = request["RequestItems"]
    count = sum(len(wanted["Keys"]) for wanted in requested.values())
    if not 1 <= count <= BATCH_GET_LIMIT:
        raise invalid("Too many items requested for the BatchGetItem call")
    meter = database.meter("BatchGetItem")
    responses: dict[str, list[Item]] = {}
    unprocessed: dict[str, Any] = {}
    room = BATCH_GET_LIMIT_BYTES
    for name, wanted in requested.items():
        refuse_legacy(wanted, *_legacy)
        table = database.table(name)
        projection = projection_of(wanted)
        scope = scope_of(wanted, [projection])
        places = [sound_key(table.keys, key) for key in wanted["Keys"]]
        if len(set(places)) < len(places):
            raise invalid("Provided list of item keys contains duplicates")
        found: list[tuple[str, Item]] = []
        left = []
        for key, place in zip(wanted["Keys"], places, strict=True):
            row = table.row(place)
            size = row.size_bytes if row else 0
            if size > room:
                left.append(key)
                continue
            room -= size
            units = read_units(size, consistent=bool(wanted.get("ConsistentRead")))
            meter.charge(table.name, table.shown_key(key), units, kind="read")
            if row is not None:
                found.append((table.shown_key(key), _cut(row.item, projection, scope)))
        # In an order of its own, as AWS answers: callers that put the keys in a set would else bring theirs along.
        responses[name] = [item for _, item in sorted(found, key=itemgetter(0))]
        if left:
            unprocessed[name] = {**wanted, "Keys": left}
    answer: Answer = {"Responses": responses, "UnprocessedKeys": unprocessed}
    consumed = meter.consumed(request.get("ReturnConsumedCapacity"))
    return {**answer, "ConsumedCapacity": consumed} if consumed else answer


@dataclass(slots=True)
class _Reading:
    """What a query or a scan reads: the table or one of its indexes, and what the caller wants of it."""

    operation: str
    table: Table
    index: Index | None
    request: Request
    condition: ConditionTree | None
    projection: ProjectionTree | None
    scope: Scope

    @property
    def keys(self) -> KeySchema:
        return self.index.keys if self.index else self.table.keys

    @property
    def space(self) -> KeySpace:
        return self.index.space if self.index else self.table.space

    def start(self) -> Place | None:
        """The place to go on from, or None for the beginning."""
        key = self.request.get("ExclusiveStartKey")
        if key is None:
            return None
        types = {**self.table.keys.types, **self.keys.types}
        if key.keys() != types.keys():
            raise invalid("The provided starting key is invalid")
        for name, value in key.items():
            accept(value)
            if type_of(value) != types[name]:
                raise invalid("The provided starting key is invalid")
        return self.index.place_of(key) if self.index else self.table.keys.place_of(key)

    def key_of(self, item: Item) -> Item:
        return {**self.table.keys.key_of(item), **self.keys.key_of(item)}


def _reading(database: Database, operation: str, request: Request, trees: list[ConditionTree | None]) -> _Reading:
    refuse_legacy(request, *_legacy)
    table = database.table(request["TableName"])
    index = None
    if "IndexName" in request:
        index = table.indexes.get(request["IndexName"])
        if index is None:
            raise invalid(f"The table does not have the specified index: {request['IndexName']}")
        index.catch_up(database.step)
        if index.is_global and request.get("ConsistentRead"):
            raise invalid("Consistent reads are not supported on global secondary indexes")
    if int(request.get("Limit", 1)) < 1:
        raise invalid(
            "1 validation error detected: Value at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1"
        )
    projection = projection_of(request)
    _check_select(request, index)
    scope = scope_of(request, [*trees, projection])
    return _Reading(operation, table, index, request, trees[-1], projection, scope)


def _check_select(request: Request, index: Index | None) -> None:
    select, projection = request.get("Select"), request.get("ProjectionExpression")
    if select == "ALL_PROJECTED_ATTRIBUTES" and index is None:
        raise invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
    if select == "SPECIFIC_ATTRIBUTES" and projection is None:
        raise invalid("Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
    if select not in (None, "SPECIFIC_ATTRIBUTES") and projection is not None:
        raise invalid(f"Cannot specify the ProjectionExpression when choosing to get {select}")
    if select == "ALL_ATTRIBUTES" and index is not None and not index.projects_all:
        raise invalid(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for "
            f"global secondary index {index.name} because its projection type is not ALL"
        )


def query(database: Database, request: Request, call_number: int) -> Answer:  # noqa: ARG001
    if "KeyConditionExpression" not in request:
        raise invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified")
    tree = parse_condition("KeyConditionExpression", request["KeyConditionExpression"])
    reading = _reading(database, "Query", request, [tree, _filter(request)])
    tests = key_tests(tree, reading.scope, reading.keys.types)
    _refuse_key_filter(reading)
    partition = tests[reading.keys.hash].operands[0]
    sort = tests.get(reading.keys.range) if reading.keys.range else None
    start = reading.start()
    if start is not None and start.partition != sort_value(partition):
        raise invalid("The provided starting key is outside query boundaries based on provided conditions")
    rows = _queried(reading, partition, sort, start)
    return _page(database, reading, rows, shown=str(next(iter(partition.values()))))


def _queried(
    reading: _Reading, partition: AttributeValue, sort: KeyTest | None, start: Place | None
) -> Iterator[tuple[Place, Row]]:
    return reading.space.queried(
        sort_value(partition),
        sort,
        forward=bool(reading.request.get("ScanIndexForward", True)),
        after=start.sort if start else None,
    )


def scan(database: Database, request: Request, call_number: int) -> Answer:  # noqa: ARG001
    reading = _reading(database, "Scan", request, [_filter(request)])
    segments = int(request.get("TotalSegments", 1))
    segment = int(request.get("Segment", 0))
    if ("Segment" in request) != ("TotalSegments" in request):
        raise invalid("The TotalSegments parameter is required but was not present in the request")
    if not 0 <= segment < segments:
        raise invalid(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {segments}"
        )
    rows = reading.space.scanned(after=reading.start(), segment=segment, segments=segments)
    return _page(database, reading, rows, shown="")


def _filter(request: Request) -> ConditionTree | None:
    text = request.get("FilterExpression")
    return None if text is None else parse_condition("FilterExpression", text)


def _refuse_key_filter(reading: _Reading) -> None:
    if reading.condition is None:
        return
    for term in terms_of(reading.condition.term):
        for field in ("left", "right", "operand"):
            path = getattr(term, field, None)
            name = str(path.resolved(reading.scope.names)[0]) if isinstance(path, Path) else None
            if name in reading.keys.types:
                raise invalid(
                    f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
                )


def _page(database: Database, reading: _Reading, rows: Iterator[tuple[Place, Row]], *, shown: str) -> Answer:
    """Up to Limit items or 1 MB, whichever comes first; the filter works on what was read and paid for."""
    limit = int(reading.request["Limit"]) if "Limit" in reading.request else None
    read: list[Item] = []
    size = 0
    stopped = False
    for _, row in rows:
        if read and size + row.size_bytes > PAGE_LIMIT_BYTES:
            stopped = True
            break
        read.append(row.item)
        size += row.size_bytes
        if len(read) == limit or size >= PAGE_LIMIT_BYTES:
            stopped = True
            break
    meter = database.meter(reading.operation)
    units = read_units(size, consistent=bool(reading.request.get("ConsistentRead")))
    meter.charge(reading.table.name, shown, units, kind="read", index=reading.index)
    found = [item for item in read if reading.condition is None or holds(reading.condition, item, reading.scope)]
    answer: Answer = {"Count": len(found), "ScannedCount": len(read)}
    if reading.request.get("Select") != "COUNT":
        answer["Items"] = [_cut(item, reading.projection, reading.scope) for item in found]
    if stopped:
        # AWS does not look ahead: a page that ends exactly at the last item still names a key.
        answer["LastEvaluatedKey"] = reading.key_of(read[-1])
    return meter.add_to(answer, reading.request.get("ReturnConsumedCapacity"))
