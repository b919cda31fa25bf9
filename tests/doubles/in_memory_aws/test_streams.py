"""Streams and time to live: what a function receives, in which order, and when items go by themselves."""

import random
from typing import Any

from doubles.in_memory_aws.streams import reordered
from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.conftest import Clock
from tests.doubles.in_memory_aws.wire import line, number


def test_every_change_of_an_item_is_one_record_as_a_function_receives_it(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=line("o", 1, seller="anna"))
    stock.put_item(TableName="lines", Item=line("o", 1, seller="bruno"))
    stock.delete_item(TableName="lines", Key=line("o", 1))
    records = world.stream("lines")
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert "OldImage" not in records[0]["dynamodb"]
    assert "NewImage" not in records[2]["dynamodb"]
    change = records[1]["dynamodb"]
    assert change["Keys"] == line("o", 1)
    assert change["OldImage"] == line("o", 1, seller="anna")
    assert change["NewImage"] == line("o", 1, seller="bruno")
    assert change["ApproximateCreationDateTime"] == 1_800_000_000
    assert change["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    keys = len("order" + "o" + "line") + 2
    assert change["SizeBytes"] == keys + (keys + len("selleranna")) + (keys + len("sellerbruno"))
    assert records[1]["eventSource"] == "aws:dynamodb"
    assert records[1]["eventSourceARN"].startswith("arn:aws:dynamodb:eu-west-3:000000000000:table/lines/stream/")
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    assert numbers == sorted(set(numbers))


def test_a_write_that_changes_nothing_leaves_no_record(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=line("o", 1, seller="anna", weight=number("1.0")))
    stock.put_item(TableName="lines", Item=line("o", 1, seller="anna", weight=number("1")))
    stock.delete_item(TableName="lines", Key=line("o", 2))
    assert len(world.stream("lines")) == 1


def test_a_reader_goes_on_from_where_it_was(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=line("o", 1))
    seen = len(world.stream("lines"))
    stock.put_item(TableName="lines", Item=line("o", 2))
    assert [record["dynamodb"]["Keys"] for record in world.stream("lines", seen)] == [line("o", 2)]


def test_what_a_function_does_to_its_event_does_not_reach_the_table(world: World, stock: Any) -> None:
    stock.put_item(TableName="lines", Item=line("o", 1, seller="anna"))
    world.stream("lines")[0]["dynamodb"]["NewImage"]["seller"]["S"] = "mallory"
    assert stock.get_item(TableName="lines", Key=line("o", 1))["Item"]["seller"] == {"S": "anna"}
    assert world.stream("lines")[0]["dynamodb"]["NewImage"]["seller"] == {"S": "anna"}


def test_reordering_keeps_each_items_own_order(world: World, stock: Any) -> None:
    for version in range(5):
        for position in range(4):
            stock.put_item(TableName="lines", Item=line("o", position, version=version))
    records = world.stream("lines")
    mixed = reordered(records, random.Random(5))
    assert mixed != records
    assert len(mixed) == 20
    for position in range(4):
        own = [r["dynamodb"]["NewImage"]["version"]["N"] for r in mixed if r["dynamodb"]["Keys"] == line("o", position)]
        assert own == ["0", "1", "2", "3", "4"]


def test_items_live_on_past_their_time_until_they_are_expired(world: World, stock: Any, clock: Clock) -> None:
    now = int(clock.now)
    for position, until in enumerate((now - 1, now + 60, now - 6 * 365 * 86_400)):
        stock.put_item(TableName="lines", Item=line("o", position, expires_epoch=until))
    assert stock.get_item(TableName="lines", Key=line("o", 0))["Item"]
    billed = len(world.units)
    assert world.dynamodb.expire("lines") == ["o/0"]
    assert len(world.units) == billed
    assert stock.scan(TableName="lines")["Count"] == 2
    record = world.stream("lines")[-1]
    assert record["eventName"] == "REMOVE"
    assert record["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    clock.now += 61
    assert world.dynamodb.expire("lines", limit=5) == ["o/1"]
