"""Transactions: all or nothing, reasons in order, tokens, conflicts, and pynamodb on top."""

import random
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from doubles.in_memory_aws.world import Call, World
from tests.doubles.in_memory_aws.conftest import Clock
from tests.doubles.in_memory_aws.wire import code, line, message, number, reasons, text


def _offer(name: str, available: int) -> dict[str, Any]:
    return {"offer": text(name), "available": number(available)}


def _take(name: str, units: int = 1) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": "stock",
            "Key": {"offer": text(name)},
            "UpdateExpression": "SET available = available - :n",
            "ConditionExpression": "available >= :n",
            "ExpressionAttributeValues": {":n": number(units)},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _place(position: int, **more: Any) -> dict[str, Any]:
    return {"Put": {"TableName": "lines", "Item": line("o", position), **more}}


def _available(client: Any, name: str) -> int:
    return int(client.get_item(TableName="stock", Key={"offer": text(name)})["Item"]["available"]["N"])


def _cancelled(client: Any, *actions: dict[str, Any], **more: Any) -> ClientError:
    with pytest.raises(ClientError) as refused:
        client.transact_write_items(TransactItems=list(actions), **more)
    return refused.value


def test_a_transaction_takes_effect_whole(stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 2))
    stock.transact_write_items(TransactItems=[_take("a"), _place(1)])
    assert _available(stock, "a") == 1
    assert stock.scan(TableName="lines")["Count"] == 1


def test_every_failed_condition_is_a_reason_in_the_order_of_the_request(stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 0))
    stock.put_item(TableName="stock", Item=_offer("b", 5))
    error: Any = _cancelled(stock, _place(1), _take("a"), _take("b"), _take("absent"))
    assert code(error) == "TransactionCanceledException"
    assert reasons(error) == ["None", "ConditionalCheckFailed", "None", "ConditionalCheckFailed"]
    told = error.response["CancellationReasons"]
    assert told[1]["Item"] == _offer("a", 0)
    assert "Item" not in told[3]
    assert _available(stock, "b") == 5
    assert stock.scan(TableName="lines")["Count"] == 0


def test_an_update_that_cannot_be_is_a_validation_reason_and_nothing_is_written(stock: Any) -> None:
    stock.put_item(TableName="stock", Item={"offer": text("a"), "available": text("many")})
    counting = _take("a")
    del counting["Update"]["ConditionExpression"]
    error = _cancelled(stock, _place(1), counting)
    assert reasons(error) == ["None", "ValidationError"]
    assert stock.scan(TableName="lines")["Count"] == 0


def test_two_actions_on_one_item_are_refused(stock: Any) -> None:
    check = {
        "ConditionCheck": {"TableName": "lines", "Key": line("o", 1), "ConditionExpression": "attribute_exists(line)"}
    }
    error = _cancelled(stock, _place(1), check)
    assert code(error) == "ValidationException"
    assert "multiple operations on one item" in message(error)


def test_a_transaction_has_at_most_100_items_and_4_megabytes(stock: Any) -> None:
    assert code(_cancelled(stock, *(_place(position) for position in range(101)))) == "ValidationException"
    heavy = [{"Put": {"TableName": "lines", "Item": line("o", n, note="x" * 390_000)}} for n in range(11)]
    assert "4MB" in message(_cancelled(stock, *heavy))
    stock.transact_write_items(TransactItems=[_place(position) for position in range(100)])
    assert stock.scan(TableName="lines")["Count"] == 100


@pytest.mark.parametrize(("minutes", "left"), [(9, 4), (11, 3)])
def test_a_token_is_remembered_for_ten_minutes(stock: Any, clock: Clock, minutes: int, left: int) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 5))
    asked: dict[str, Any] = {"TransactItems": [_take("a")], "ClientRequestToken": "t-1"}
    stock.transact_write_items(**asked)
    clock.now += minutes * 60
    stock.transact_write_items(**asked)
    assert _available(stock, "a") == left


def test_a_token_with_another_transaction_is_refused(stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 5))
    stock.transact_write_items(TransactItems=[_take("a")], ClientRequestToken="t-1")
    error = _cancelled(stock, _take("a", 2), ClientRequestToken="t-1")
    assert code(error) == "IdempotentParameterMismatchException"
    assert _available(stock, "a") == 4


def test_a_cancelled_transaction_leaves_its_token_free(stock: Any) -> None:
    assert reasons(_cancelled(stock, _take("a"), ClientRequestToken="t-1")) == ["ConditionalCheckFailed"]
    stock.put_item(TableName="stock", Item=_offer("a", 5))
    stock.transact_write_items(TransactItems=[_take("a")], ClientRequestToken="t-1")
    assert _available(stock, "a") == 4


def test_a_wrong_key_is_a_reason_and_an_empty_one_refuses_the_request(stock: Any) -> None:
    mistyped = {"Put": {"TableName": "stock", "Item": {"offer": number(1)}}}
    assert reasons(_cancelled(stock, _place(1), mistyped)) == ["None", "ValidationError"]
    empty = {"Put": {"TableName": "stock", "Item": {"offer": text("")}}}
    assert code(_cancelled(stock, _place(1), empty)) == "ValidationException"


def _while_waiting(world: World, act: Any) -> None:
    """Let `act` run once, while the first transaction has arrived and not yet taken effect."""
    waiting: list[int] = []

    def hook(call: Call) -> None:
        if call.phase == "before" and call.operation == "TransactWriteItems" and not waiting:
            waiting.append(call.number)
            act()

    world.on_call = hook


def test_a_transaction_that_meets_another_on_an_item_is_cancelled(world: World, stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 5))
    met: list[ClientError] = []
    _while_waiting(world, lambda: met.append(_cancelled(stock, _place(7), _take("a"))))
    stock.transact_write_items(TransactItems=[_take("a"), _place(1)])
    assert reasons(met[0]) == ["None", "TransactionConflict"]
    assert _available(stock, "a") == 4


def test_a_single_write_that_meets_a_transaction_is_refused_and_a_read_is_not(world: World, stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 5))
    met: list[ClientError] = []
    read: list[int] = []

    def act() -> None:
        with pytest.raises(ClientError) as refused:
            stock.put_item(TableName="stock", Item=_offer("a", 9))
        met.append(refused.value)
        read.append(_available(stock, "a"))
        stock.put_item(TableName="stock", Item=_offer("b", 1))

    _while_waiting(world, act)
    stock.transact_write_items(TransactItems=[_take("a")])
    assert code(met[0]) == "TransactionConflictException"
    assert (read, _available(stock, "a"), _available(stock, "b")) == ([5], 4, 1)


def test_a_reading_transaction_sees_all_items_at_once_and_its_gaps(stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 5))
    members = [{"Get": {"TableName": "stock", "Key": {"offer": text(name)}}} for name in ("a", "absent")]
    answer = stock.transact_get_items(TransactItems=members)
    assert answer["Responses"] == [{"Item": _offer("a", 5)}, {}]


class Stock(Model):
    class Meta:
        table_name = "stock"
        region = "eu-west-3"

    offer = UnicodeAttribute(hash_key=True)
    available = NumberAttribute()


def test_pynamodb_transacts_in_the_world_through_its_own_connection(world: World, stock: Any) -> None:
    connection = Stock._get_connection().connection
    connection._client = stock
    Stock("a", available=1).save()
    with TransactWrite(connection=connection) as transaction:
        transaction.update(Stock("a"), actions=[Stock.available.add(-1)], condition=Stock.available >= 1)
    late = TransactWrite(connection=connection)
    late.update(Stock("a"), actions=[Stock.available.add(-1)], condition=Stock.available >= 1)
    with pytest.raises(TransactWriteError) as refused:
        late._commit()
    assert [reason and reason.code for reason in refused.value.cancellation_reasons] == ["ConditionalCheckFailed"]
    assert Stock.get("a").available == 0
    assert len(world.trace) == 4


def test_many_buyers_in_any_order_never_sell_more_than_there_is(stock: Any) -> None:
    stock.put_item(TableName="stock", Item=_offer("a", 7))
    chance = random.Random(3)
    refused = []
    for position in range(20):
        try:
            stock.transact_write_items(TransactItems=[_take("a", chance.randint(1, 3)), _place(position)])
        except ClientError as error:
            refused.append(reasons(error))
    assert stock.scan(TableName="lines")["Count"] == 20 - len(refused) > 2
    assert _available(stock, "a") == 0
    assert all(reason == ["ConditionalCheckFailed", "None"] for reason in refused)
