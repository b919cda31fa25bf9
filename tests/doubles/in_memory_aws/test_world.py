"""The edge: hooks, faults, retries of botocore, and traces that tell two runs apart."""

import random
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from doubles.in_memory_aws.faults import Conflict, Crash, Fault, InternalError, Throttled, Unanswered, Unreachable
from doubles.in_memory_aws.world import Call, World
from tests.doubles.in_memory_aws.conftest import client_of
from tests.doubles.in_memory_aws.wire import code, line, number, reasons, text


def _fail(world: World, phase: str, *faults: BaseException) -> list[Call]:
    """Raise the faults one after the other at calls' `phase`, then none; returns the calls as they come."""
    seen: list[Call] = []
    left = list(faults)

    def hook(call: Call) -> None:
        seen.append(call)
        if call.phase == phase and left:
            raise left.pop(0)

    world.on_call = hook
    return seen


def _count(client: Any) -> Any:
    return client.update_item(
        TableName="stock",
        Key={"offer": text("a")},
        UpdateExpression="ADD units :one",
        ExpressionAttributeValues={":one": number(1)},
    )


def _counted(world: World, client: Any) -> int:
    world.on_call = lambda _: None
    item = client.get_item(TableName="stock", Key={"offer": text("a")}).get("Item", {"units": number(0)})
    return int(item["units"]["N"])


def test_a_hook_sees_each_call_before_and_after_with_what_it_touches(world: World, stock: Any) -> None:
    seen = _fail(world, "never")
    stock.put_item(TableName="lines", Item=line("ord_1", 2))
    with pytest.raises(ClientError):
        stock.put_item(TableName="lines", Item=line("", 2))
    assert seen == [
        Call(1, "dynamodb", "PutItem", ("lines:ord_1/2",), "before"),
        Call(1, "dynamodb", "PutItem", ("lines:ord_1/2",), "after", "ok"),
        Call(2, "dynamodb", "PutItem", ("lines:/2",), "before"),
        Call(2, "dynamodb", "PutItem", ("lines:/2",), "after", "ValidationException"),
    ]


def _count_and_catch(client: Any) -> None:
    try:
        _count(client)
    except Exception:  # noqa: BLE001 -- a crash may not end here
        pytest.fail("the crash was caught")


@pytest.mark.parametrize(("phase", "counted"), [("before", 0), ("after", 1)])
def test_a_crash_passes_through_except_exception(world: World, stock: Any, phase: str, counted: int) -> None:
    _fail(world, phase, Crash())
    with pytest.raises(Crash):
        _count_and_catch(stock)
    assert _counted(world, stock) == counted
    assert world.trace[0].endswith("nothing, then crash" if phase == "before" else "ok, then crash")


@pytest.mark.parametrize("fault", [Unanswered(), InternalError()])
@pytest.mark.parametrize(("phase", "counted"), [("before", 1), ("after", 2)])
def test_botocore_sends_again_and_an_unconditional_counter_counts_a_lost_answer_twice(
    world: World, stock: Any, *, fault: Fault, phase: str, counted: int
) -> None:
    waits: list[float] = []
    world.on_wait = waits.append
    seen = _fail(world, phase, fault)
    _count(stock)
    assert [call.number for call in seen if call.phase == "before"] == [1, 2]
    assert waits == [0.05]
    assert _counted(world, stock) == counted


@pytest.mark.parametrize("fault", [Unanswered(), InternalError(), Throttled()])
def test_after_its_last_attempt_the_caller_learns_the_fault(world: World, stock: Any, fault: Fault) -> None:
    _fail(world, "before", fault, fault)
    with pytest.raises((ClientError, ReadTimeoutError)) as raised:
        _count(stock)
    expected = {"InternalError": "InternalServerError", "Throttled": "ProvisionedThroughputExceededException"}
    if isinstance(fault, Unanswered):
        assert isinstance(raised.value, ReadTimeoutError)
    else:
        assert code(raised.value) == expected[type(fault).__name__]
    assert _counted(world, stock) == 0


def test_a_transaction_with_a_token_survives_a_lost_answer_once(world: World, stock: Any) -> None:
    _fail(world, "after", Unanswered())
    update = {
        "TableName": "stock",
        "Key": {"offer": text("a")},
        "UpdateExpression": "ADD units :one",
        "ExpressionAttributeValues": {":one": number(1)},
    }
    stock.transact_write_items(TransactItems=[{"Update": update}])
    assert _counted(world, stock) == 1


def test_a_conflict_names_its_places_and_is_not_sent_again(world: World, stock: Any) -> None:
    seen = _fail(world, "before", Conflict(1), Conflict())
    puts = [{"Put": {"TableName": "lines", "Item": line("o", position)}} for position in range(3)]
    with pytest.raises(ClientError) as cancelled:
        stock.transact_write_items(TransactItems=puts)
    assert reasons(cancelled.value) == ["None", "TransactionConflict", "None"]
    with pytest.raises(ClientError) as refused:
        _count(stock)
    assert code(refused.value) == "TransactionConflictException"
    assert len(seen) == 2


def test_a_conflict_where_none_can_be_is_an_error_of_the_simulation(world: World, stock: Any) -> None:
    _fail(world, "before", Conflict())
    with pytest.raises(ValueError, match="cannot meet a transaction conflict"):
        stock.get_item(TableName="stock", Key={"offer": text("a")})


def test_no_connection_is_another_error_than_no_answer(world: World, stock: Any) -> None:
    _fail(world, "before", Unreachable(), Unreachable())
    with pytest.raises(ConnectTimeoutError):
        _count(stock)
    assert _counted(world, stock) == 0


@pytest.mark.parametrize(
    ("service", "act", "expected"),
    [
        ("sqs", lambda client: client.get_queue_url(QueueName="jobs"), "RequestThrottled"),
        ("kms", lambda client: client.encrypt(KeyId="k", Plaintext=b"x"), "ThrottlingException"),
        ("s3", lambda client: client.get_object(Bucket="rebound-eu", Key="k"), "SlowDown"),
        ("ses", lambda client: client.send_raw_email(RawMessage={"Data": b"x"}), "Throttling"),
        ("sesv2", lambda client: client.send_email(Content={"Raw": {"Data": b"x"}}), "TooManyRequestsException"),
    ],
)
def test_every_service_throttles_in_its_own_words(world: World, service: str, act: Any, expected: str) -> None:
    client = client_of(service)
    world.attach(client)
    _fail(world, "before", Throttled(), Throttled())
    with pytest.raises(ClientError) as refused:
        act(client)
    world.detach(client)
    assert code(refused.value) == expected


def _run(seed: int) -> tuple[str, list[str], list[float]]:
    """A short run with faults; a fresh world on the client all runs share."""
    chance = random.Random(seed)
    world = World(lambda: 1_800_000_000.0, chance)
    waits: list[float] = []
    world.on_wait = waits.append
    client = client_of("dynamodb")
    world.attach(client)
    world.dynamodb.create(
        {
            "TableName": "stock",
            "AttributeDefinitions": [{"AttributeName": "offer", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "offer", "KeyType": "HASH"}],
        }
    )

    def hook(_: Call) -> None:
        if chance.random() < 0.1:
            raise chance.choice([Throttled, InternalError, Unanswered])()

    world.on_call = hook
    for position in range(60):
        put = {"Put": {"TableName": "stock", "Item": {"offer": text(f"off_{position % 7}"), "n": number(position)}}}
        try:
            client.transact_write_items(TransactItems=[put])
            client.scan(TableName="stock")
        except (ClientError, ReadTimeoutError):
            continue
    world.detach(client)
    return world.trace_hash(), world.trace, waits


def test_the_same_seed_leaves_the_same_trace_and_another_seed_another() -> None:
    first, second, other = _run(11), _run(11), _run(12)
    assert first == second
    assert first[0] != other[0]
    assert first[2]


def test_the_trace_sees_a_difference_in_one_value(world: World, stock: Any) -> None:
    twin = World(lambda: 1_800_000_000.0, random.Random(1))
    hashes = []
    for place, units in ((world, 1), (twin, 2)):
        place.attach(stock)
        place.dynamodb.create(
            {
                "TableName": "counts",
                "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            }
        )
        stock.put_item(TableName="counts", Item={"k": text("a"), "units": number(units)})
        hashes.append(place.trace_hash())
    assert world.trace == twin.trace
    assert hashes[0] != hashes[1]


def test_tables_are_managed_as_in_aws(dynamodb: Any, world: World) -> None:
    schema: dict[str, Any] = {
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    made = dynamodb.create_table(TableName="prices", **schema)["TableDescription"]
    assert (made["TableStatus"], made["ItemCount"]) == ("ACTIVE", 0)
    dynamodb.update_time_to_live(
        TableName="prices", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_epoch"}
    )
    described = dynamodb.describe_time_to_live(TableName="prices")["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_epoch"}
    assert dynamodb.list_tables()["TableNames"] == ["prices"]
    with pytest.raises(ClientError) as twice:
        dynamodb.create_table(TableName="prices", **schema)
    unused = {
        **schema,
        "AttributeDefinitions": [*schema["AttributeDefinitions"], {"AttributeName": "x", "AttributeType": "S"}],
    }
    with pytest.raises(ClientError) as undefined:
        dynamodb.create_table(TableName="others", **unused)
    dynamodb.delete_table(TableName="prices")
    with pytest.raises(ClientError) as gone:
        dynamodb.describe_table(TableName="prices")
    assert [code(error.value) for error in (twice, undefined, gone)] == [
        "ResourceInUseException",
        "ValidationException",
        "ResourceNotFoundException",
    ]
    assert world.dynamodb.database.tables == {}
