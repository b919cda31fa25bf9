"""Units by AWS's published rules, and the sizes they stand on."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.wire import line, number, text


def _bill(world: World) -> list[tuple[str | None, str, float]]:
    """Index, kind and units of every line of the bill so far, which is emptied."""
    bill = [(unit.index_name, unit.kind, unit.units) for unit in world.units]
    world.units.clear()
    return bill


def _sized(kilobytes: float, **more: Any) -> dict[str, Any]:
    """A line whose whole size is so many times 1,024 bytes."""
    bare = sum(len(name) for name in ("order", "line", "note")) + len("o") + 2
    bare += sum(len(name) + len(value) for name, value in more.items())
    return line("o", 1, note="x" * (int(kilobytes * 1024) - bare), **more)


@pytest.mark.parametrize(("kilobytes", "units"), [(0.5, 1), (1, 1), (1.001, 2), (9, 9)])
def test_a_write_costs_a_unit_per_started_kilobyte(world: World, stock: Any, kilobytes: float, units: int) -> None:
    answer = stock.put_item(TableName="lines", Item=_sized(kilobytes), ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == {"TableName": "lines", "CapacityUnits": units}
    assert _bill(world) == [(None, "write", units)]


@pytest.mark.parametrize(("kilobytes", "strong"), [(1, 1), (4, 1), (4.001, 2), (9, 3)])
def test_a_read_costs_a_unit_per_started_four_kilobytes(
    world: World, stock: Any, kilobytes: float, strong: int
) -> None:
    stock.put_item(TableName="lines", Item=_sized(kilobytes))
    _bill(world)
    key = line("o", 1)
    stock.get_item(TableName="lines", Key=key, ConsistentRead=True)
    stock.get_item(TableName="lines", Key=key)
    stock.transact_get_items(TransactItems=[{"Get": {"TableName": "lines", "Key": key}}])
    assert _bill(world) == [(None, "read", strong), (None, "read", strong / 2), (None, "read", strong * 2)]


def test_reading_nothing_costs_as_much_as_reading_little(world: World, stock: Any) -> None:
    stock.get_item(TableName="lines", Key=line("o", 1), ConsistentRead=True)
    stock.query(
        TableName="stock", KeyConditionExpression="offer = :o", ExpressionAttributeValues={":o": text("absent")}
    )
    assert _bill(world) == [(None, "read", 1), (None, "read", 0.5)]


def test_a_smaller_item_over_a_larger_costs_the_larger(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=_sized(5))
    stock.put_item(TableName="lines", Item=_sized(0.5))
    stock.delete_item(TableName="lines", Key=line("o", 1))
    stock.delete_item(TableName="lines", Key=line("o", 1))
    assert [units for _, _, units in _bill(world)] == [5, 5, 1, 1]


def test_an_index_entry_costs_when_it_comes_changes_moves_and_goes(world: World, stock: Any) -> None:
    steps: list[tuple[str, dict[str, Any]]] = [
        ("SET seller = :v, created = :v", {":v": text("anna")}),  # comes
        ("SET note = :v", {":v": text("unprojected")}),  # stays as it is
        ("SET #s = :v", {":v": text("PAID")}),  # changes in place
        ("SET seller = :v", {":v": text("bruno")}),  # moves
        ("REMOVE seller", {}),  # goes
    ]
    costs = []
    for expression, values in steps:
        more: dict[str, Any] = {"ExpressionAttributeValues": values} if values else {}
        if "#s" in expression:
            more["ExpressionAttributeNames"] = {"#s": "state"}
        stock.update_item(TableName="lines", Key=line("o", 1), UpdateExpression=expression, **more)
        costs.append(sum(units for index, _, units in _bill(world) if index == "by_seller"))
    assert costs == [1, 0, 1, 2, 1]


def test_a_transaction_doubles_the_table_and_not_the_index(world: World, stock: Any) -> None:
    item = _sized(1.5, seller="anna", created="now")
    answer = stock.transact_write_items(
        TransactItems=[{"Put": {"TableName": "lines", "Item": item}}], ReturnConsumedCapacity="INDEXES"
    )
    assert _bill(world) == [(None, "write", 4), ("by_seller", "write", 1), ("by_created", "write", 1)]
    consumed = answer["ConsumedCapacity"][0]
    assert consumed["CapacityUnits"] == 6
    assert consumed["Table"] == {"CapacityUnits": 4}
    assert consumed["GlobalSecondaryIndexes"] == {"by_seller": {"CapacityUnits": 1}}
    assert consumed["LocalSecondaryIndexes"] == {"by_created": {"CapacityUnits": 1}}


def test_a_replayed_transaction_costs_reads(world: World, stock: Any) -> None:
    asked: dict[str, Any] = {
        "TransactItems": [{"Put": {"TableName": "lines", "Item": _sized(5)}}],
        "ClientRequestToken": "t-1",
    }
    stock.transact_write_items(**asked)
    stock.transact_write_items(**asked)
    assert _bill(world) == [(None, "write", 10), (None, "read", 4)]


def test_a_failed_condition_costs_the_item_it_looked_at(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=_sized(3))
    _bill(world)
    for key in (line("o", 1), line("o", 2)):
        with pytest.raises(ClientError):
            stock.delete_item(TableName="lines", Key=key, ConditionExpression="attribute_exists(seller)")
    assert _bill(world) == [(None, "write", 3), (None, "write", 1)]


def test_a_query_pays_for_the_sum_of_what_it_read_and_a_batch_item_by_item(world: World, stock: Any) -> None:
    for position in range(4):
        stock.put_item(TableName="lines", Item=line("o", position, note="x" * 900))
    _bill(world)
    stock.query(
        TableName="lines",
        KeyConditionExpression="#o = :o",
        FilterExpression="attribute_exists(absent)",
        ExpressionAttributeNames={"#o": "order"},
        ExpressionAttributeValues={":o": text("o")},
    )
    stock.batch_get_item(RequestItems={"lines": {"Keys": [line("o", position) for position in range(4)]}})
    assert _bill(world) == [(None, "read", 0.5)] + [(None, "read", 0.5)] * 4


def test_the_bill_names_operation_table_and_key(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=line("ord_1", 2, seller="anna", created="now"))
    assert [tuple(unit) for unit in world.units] == [
        ("PutItem", "lines", None, "ord_1/2", "write", 1),
        ("PutItem", "lines", "by_seller", "ord_1/2", "write", 1),
        ("PutItem", "lines", "by_created", "ord_1/2", "write", 1),
    ]


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "é"}, 2),
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),
        ({"N": "100"}, 2),
        ({"N": "349"}, 3),
        ({"N": "-349"}, 4),
        ({"N": "12.25"}, 3),
        ({"B": b"12345"}, 5),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["ab", "c"]}, 3),
        ({"L": [{"S": "a"}]}, 3 + 1 + 1),
        ({"M": {"k": {"S": "a"}}}, 3 + 1 + 1 + 1),
    ],
)
def test_values_have_the_sizes_aws_publishes(stock: Any, value: dict[str, Any], size: int) -> None:
    stock.put_item(TableName="stock", Item={"offer": text("a"), "v": value})
    assert stock.describe_table(TableName="stock")["Table"]["TableSizeBytes"] == len("offer" + "a" + "v") + size


def test_a_number_is_kept_in_one_form(stock: Any) -> None:
    written = ("1.50", "1e2", "-0", "007", "0.10e-2", "123456789012345678901234567890.12345678")
    stock.put_item(TableName="stock", Item={"offer": text("a"), "v": {"L": [number(value) for value in written]}})
    kept = [value["N"] for value in stock.get_item(TableName="stock", Key={"offer": text("a")})["Item"]["v"]["L"]]
    assert kept == ["1.5", "100", "0", "7", "0.001", "123456789012345678901234567890.12345678"]
