"""Gets, queries, scans, pages, projections and lagging indexes."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.wire import line, message, number, text


@pytest.fixture
def lines(stock: Any) -> Any:
    for position in (3, 1, 10, 2):
        stock.put_item(TableName="lines", Item=line("o", position, seller="anna", created=f"2026-0{position % 4 + 1}"))
    stock.put_item(TableName="lines", Item=line("p", 1, note="not indexed"))
    return stock


def _places(answer: Any) -> list[int]:
    return [int(item["line"]["N"]) for item in answer["Items"]]


def _query(client: Any, condition: str, values: dict[str, Any], **more: Any) -> Any:
    values = {":order": text("o"), **values}
    return client.query(
        TableName="lines",
        KeyConditionExpression=f"#o = :order{condition}",
        ExpressionAttributeNames={"#o": "order"},
        ExpressionAttributeValues=values,
        **more,
    )


@pytest.mark.parametrize(
    ("condition", "values", "places"),
    [
        ("", {}, [1, 2, 3, 10]),
        (" AND line = :a", {":a": number(2)}, [2]),
        (" AND line < :a", {":a": number(3)}, [1, 2]),
        (" AND line <= :a", {":a": number(3)}, [1, 2, 3]),
        (" AND line > :a", {":a": number("2.0")}, [3, 10]),
        (" AND :a <= line", {":a": number(2)}, [2, 3, 10]),
        (" AND line BETWEEN :a AND :b", {":a": number(2), ":b": number(9)}, [2, 3]),
    ],
)
def test_a_query_reads_one_partition_in_the_order_of_its_numbers(
    lines: Any, condition: str, values: dict[str, Any], places: list[int]
) -> None:
    assert _places(_query(lines, condition, values)) == places
    assert _places(_query(lines, condition, values, ScanIndexForward=False)) == places[::-1]


def test_a_page_that_ends_with_the_last_item_still_names_a_next_page(lines: Any) -> None:
    first = _query(lines, "", {}, Limit=3)
    second = _query(lines, "", {}, Limit=1, ExclusiveStartKey=first["LastEvaluatedKey"])
    third = _query(lines, "", {}, Limit=1, ExclusiveStartKey=second["LastEvaluatedKey"])
    assert [_places(page) for page in (first, second, third)] == [[1, 2, 3], [10], []]
    assert "LastEvaluatedKey" not in third


def test_the_limit_counts_what_was_read_and_not_what_passed_the_filter(lines: Any) -> None:
    answer = _query(lines, "", {":c": text("2026-03")}, Limit=3, FilterExpression="created = :c")
    assert (answer["ScannedCount"], _places(answer)) == (3, [2])
    assert answer["LastEvaluatedKey"] == line("o", 3)


def test_a_page_stops_before_a_megabyte(stock: Any) -> None:
    for position in range(4):
        stock.put_item(TableName="lines", Item=line("o", position, note="x" * 390_000))
    first = _query(stock, "", {})
    assert _places(first) == [0, 1]
    assert _places(_query(stock, "", {}, ExclusiveStartKey=first["LastEvaluatedKey"])) == [2, 3]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"FilterExpression": "line > :n", "values": {":n": number(1)}}, "Primary key attribute: line"),
        ({"ConsistentRead": True, "IndexName": "by_seller"}, "not supported on global secondary indexes"),
        ({"IndexName": "by_nothing"}, "does not have the specified index"),
        ({"Select": "COUNT", "ProjectionExpression": "line"}, "Cannot specify the ProjectionExpression"),
        ({"ExclusiveStartKey": {"order": text("o")}}, "The provided starting key is invalid"),
        ({"ExclusiveStartKey": line("other", 1)}, "outside query boundaries"),
    ],
)
def test_a_wrong_query_is_refused(lines: Any, parameters: dict[str, Any], said: str) -> None:
    asked = dict(parameters)
    with pytest.raises(ClientError) as refused:
        _query(lines, "", asked.pop("values", {}), **asked)
    assert said in message(refused.value)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("line = :v", "missed key schema element: order"),
        ("#o > :v", "not supported"),
        ("#o = :v OR line = :v", "Invalid operator used in KeyConditionExpression: OR"),
        ("#o = :v AND #o = :v", "only contain one condition per key"),
        ("#o = :v AND begins_with(line, :v)", "does not match schema type"),
        ("#o = :v AND seller = :v", "missed key schema element: line"),
    ],
)
def test_a_key_condition_names_the_partition_and_at_most_a_range(lines: Any, condition: str, said: str) -> None:
    names = {"#o": "order"} if "#o" in condition else None
    more = {"ExpressionAttributeNames": names} if names else {}
    with pytest.raises(ClientError) as refused:
        lines.query(
            TableName="lines", KeyConditionExpression=condition, ExpressionAttributeValues={":v": text("o")}, **more
        )
    assert said in message(refused.value)


def test_an_index_holds_what_it_projects_of_the_items_that_have_its_keys(lines: Any) -> None:
    answer = lines.query(
        TableName="lines",
        IndexName="by_seller",
        KeyConditionExpression="seller = :s AND begins_with(created, :c)",
        ExpressionAttributeValues={":s": text("anna"), ":c": text("2026-0")},
    )
    assert [item["created"]["S"] for item in answer["Items"]] == ["2026-02", "2026-03", "2026-03", "2026-04"]
    assert set(answer["Items"][0]) == {"order", "line", "seller", "created"}


def test_a_local_index_orders_a_partition_anew(lines: Any) -> None:
    answer = lines.query(
        TableName="lines",
        IndexName="by_created",
        ConsistentRead=True,
        KeyConditionExpression="#o = :o",
        ExpressionAttributeNames={"#o": "order"},
        ExpressionAttributeValues={":o": text("o")},
    )
    assert _places(answer) == [1, 2, 10, 3]


def test_a_lagging_index_misses_a_write_until_its_steps_have_passed(world: World, stock: Any) -> None:
    world.dynamodb.database.index_lag_steps = 2
    stock.put_item(TableName="lines", Item=line("o", 1, seller="anna", created="now"))
    seen = [stock.scan(TableName="lines", IndexName="by_seller")["Count"] for _ in range(2)]
    assert seen == [0, 1]


def test_a_lagging_index_that_is_told_to_catch_up_has_everything(world: World, stock: Any) -> None:
    world.dynamodb.database.index_lag_steps = 1_000
    stock.put_item(TableName="lines", Item=line("o", 1, seller="anna", created="now"))
    stock.put_item(TableName="lines", Item=line("o", 1, seller="bruno", created="now"))
    world.dynamodb.catch_up()
    items = stock.scan(TableName="lines", IndexName="by_seller")["Items"]
    assert [item["seller"]["S"] for item in items] == ["bruno"]


def test_the_segments_of_a_scan_are_the_whole_table_once(stock: Any) -> None:
    for order in range(40):
        stock.put_item(TableName="stock", Item={"offer": text(f"off_{order}")})
    parts = [stock.scan(TableName="stock", Segment=part, TotalSegments=3)["Items"] for part in range(3)]
    found = [item["offer"]["S"] for part in parts for item in part]
    assert sorted(found) == sorted(f"off_{order}" for order in range(40))
    assert all(parts)
    assert found != sorted(found)


def test_a_projection_keeps_the_named_parts(stock: Any) -> None:
    stock.put_item(
        TableName="lines",
        Item=line("o", 1, box={"M": {"x": number(1), "y": number(2)}}, parts={"L": [text("a"), text("b"), text("c")]}),
    )
    answer = stock.get_item(
        TableName="lines", Key=line("o", 1), ProjectionExpression="box.x, parts[2], parts[0], absent"
    )
    assert answer["Item"] == {"box": {"M": {"x": number(1)}}, "parts": {"L": [text("a"), text("c")]}}


def test_a_batch_of_reads_takes_100_and_leaves_what_does_not_fit(stock: Any) -> None:
    for position in range(45):
        stock.put_item(TableName="lines", Item=line("o", position, note="x" * 390_000))
    keys = [line("o", position) for position in range(45)]
    answer = stock.batch_get_item(RequestItems={"lines": {"Keys": keys}})
    read, left = len(answer["Responses"]["lines"]), len(answer["UnprocessedKeys"]["lines"]["Keys"])
    assert (read, left) == (43, 2)
    with pytest.raises(ClientError):
        stock.batch_get_item(RequestItems={"lines": {"Keys": [line("o", position) for position in range(101)]}})
