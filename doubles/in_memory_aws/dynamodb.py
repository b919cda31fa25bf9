"""DynamoDB as a service: tables by description, and one entry for every operation of the JSON protocol."""

import copy
from collections.abc import Callable
from typing import Any

import msgspec

from doubles.in_memory_aws.database import Answer, Database, Request
from doubles.in_memory_aws.errors import AwsError, invalid
from doubles.in_memory_aws.item_reads import batch_get_item, get_item, query, scan
from doubles.in_memory_aws.item_writes import batch_write_item, delete_item, put_item, update_item
from doubles.in_memory_aws.keys import Place
from doubles.in_memory_aws.streams import Record
from doubles.in_memory_aws.tables import Moment, Table
from doubles.in_memory_aws.transactions import targets_of, transact_get_items, transact_write_items

_operations: dict[str, Callable[[Database, Request, int], Answer]] = {
    "PutItem": put_item,
    "UpdateItem": update_item,
    "DeleteItem": delete_item,
    "GetItem": get_item,
    "BatchGetItem": batch_get_item,
    "BatchWriteItem": batch_write_item,
    "Query": query,
    "Scan": scan,
    "TransactWriteItems": transact_write_items,
    "TransactGetItems": transact_get_items,
}


class DynamoDB:
    def __init__(self, clock: Callable[[], float], *, region: str, account: str) -> None:
        self.database = Database(clock, region=region, account=account)

    def arrive(self, operation: str, request: Request, call_number: int) -> None:
        """A transaction holds its items from its arrival until it has taken effect."""
        if operation == "TransactWriteItems":
            self.database.in_flight[call_number] = targets_of(self.database, request)

    def leave(self, call_number: int) -> None:
        self.database.in_flight.pop(call_number, None)

    def answer(self, operation: str, request: Request, call_number: int) -> Answer:
        self.database.step += 1
        operate = _operations.get(operation)
        if operate is not None:
            return operate(self.database, request, call_number)
        manage: Callable[[Request], Answer] | None = {
            "CreateTable": self._create_table,
            "DescribeTable": self._describe_table,
            "DeleteTable": self._delete_table,
            "ListTables": self._list_tables,
            "UpdateTimeToLive": self._update_time_to_live,
            "DescribeTimeToLive": self._describe_time_to_live,
        }.get(operation)
        if manage is None:
            raise AwsError("UnknownOperationException", f"the double has no {operation}")
        return manage(request)

    def summary(self, operation: str, request: Request) -> tuple[str, ...]:
        """What a call is about, as `table:key` in the order of the request."""
        if operation.startswith("Transact"):
            return tuple(
                self._about(member["TableName"], member.get("Key") or member.get("Item"))
                for action in request["TransactItems"]
                for member in action.values()
            )
        if operation == "BatchGetItem":
            return tuple(
                self._about(name, key) for name, wanted in request["RequestItems"].items() for key in wanted["Keys"]
            )
        if operation == "BatchWriteItem":
            return tuple(
                self._about(name, member.get("Key") or member.get("Item"))
                for name, writes in request["RequestItems"].items()
                for write in writes
                for member in write.values()
            )
        if "TableName" not in request:
            return ()
        index = f".{request['IndexName']}" if "IndexName" in request else ""
        return (self._about(request["TableName"] + index, request.get("Key") or request.get("Item")),)

    def _about(self, name: str, key: dict[str, Any] | None) -> str:
        table = self.database.tables.get(name)
        if table is None or key is None:
            return name
        return f"{name}:{table.shown_key(key)}"

    def create(self, properties: dict[str, Any]) -> Table:
        """A table from the Properties of an AWS::DynamoDB::Table, or from a CreateTable request."""
        self._create_table(copy.deepcopy(properties))
        table = self.database.tables[properties["TableName"]]
        ttl = properties.get("TimeToLiveSpecification")
        if ttl and ttl.get("Enabled"):
            table.ttl_attribute = ttl["AttributeName"]
        return table

    def _create_table(self, request: Request) -> Answer:
        name = request["TableName"]
        if not 3 <= len(name) <= 255:
            raise invalid(
                f"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: "
                "Member must have length greater than or equal to 3"
            )
        if name in self.database.tables:
            raise AwsError("ResourceInUseException", f"Table already exists: {name}")
        table = Table(request, region=self.database.region, account=self.database.account, at=self.database.clock())
        self.database.tables[name] = table
        return {"TableDescription": table.description()}

    def _describe_table(self, request: Request) -> Answer:
        return {"Table": self._managed(request).description()}

    def _delete_table(self, request: Request) -> Answer:
        table = self._managed(request)
        del self.database.tables[table.name]
        return {"TableDescription": {**table.description(), "TableStatus": "DELETING"}}

    def _managed(self, request: Request) -> Table:
        name = request["TableName"]
        if name not in self.database.tables:
            message = f"Requested resource not found: Table: {name} not found"
            raise AwsError("ResourceNotFoundException", message)
        return self.database.tables[name]

    def _list_tables(self, request: Request) -> Answer:
        names = sorted(self.database.tables)
        start = request.get("ExclusiveStartTableName")
        if start is not None:
            names = [name for name in names if name > start]
        limit = int(request.get("Limit", 100))
        answer: Answer = {"TableNames": names[:limit]}
        if len(names) > limit:
            answer["LastEvaluatedTableName"] = names[limit - 1]
        return answer

    def _update_time_to_live(self, request: Request) -> Answer:
        wanted = request["TimeToLiveSpecification"]
        table = self._managed(request)
        table.ttl_attribute = wanted["AttributeName"] if wanted["Enabled"] else None
        return {"TimeToLiveSpecification": wanted}

    def _describe_time_to_live(self, request: Request) -> Answer:
        attribute = self._managed(request).ttl_attribute
        if attribute is None:
            return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": attribute}}

    def expire(self, name: str, limit: int | None = None) -> list[str]:
        """Delete items whose time to live has passed, as DynamoDB does when it gets round to it.

        Returns the keys. No write units: AWS does not charge for these deletions.
        """
        table = self.database.table(name)
        moment = Moment(self.database.clock(), self.database.step, self.database.index_lag_steps)
        places: list[Place] = table.expired(moment.at)[:limit]
        keys = []
        for place in places:
            written = table.write(place, None, moment, expired=True)
            if written.old is not None:
                keys.append(table.shown_key(written.old.item))
        return keys

    def catch_up(self) -> None:
        """Let every index follow all writes so far."""
        for table in self.database.tables.values():
            for index in table.indexes.values():
                index.catch_up_fully()

    def stream(self, name: str, after: int = 0) -> list[Record]:
        """Copies of a table's stream records beyond the first `after`, as a function would receive them."""
        stream = self.database.table(name).stream
        if stream is None:
            raise ValueError(f"table {name} has no stream")
        # A function owns what it is given: it must not reach stored items through its event.
        return [msgspec.json.decode(msgspec.json.encode(record)) for record in stream.records[after:]]
