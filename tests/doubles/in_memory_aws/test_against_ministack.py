"""The in-memory DynamoDB and ministack answer the same random requests alike.

ministack is the wider of the two and close to AWS; where it is known to differ from AWS it is not a measure:
read units (it charges every read the same), the order of a scan, filters on key attributes and overlapping paths (it
accepts both), begins_with on an attribute that is no string (it refuses where AWS answers false).
"""

import copy
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.conftest import client_at
from tests.doubles.in_memory_aws.random_parts import TABLE, description
from tests.doubles.in_memory_aws.random_requests import RequestMaker
from tests.local_cloud import ministack

_WRITES = frozenset({"put_item", "update_item", "delete_item", "transact_write_items"})


@pytest.fixture(scope="module")
def emulator() -> Iterator[Any]:
    with ministack() as endpoint:
        yield client_at("dynamodb", endpoint)


def _comparable(value: Any) -> Any:
    """Wire values with numbers as numbers and sets without order."""
    if isinstance(value, list):
        return [_comparable(element) for element in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((kind, content),) = value.items()
        if kind == "N":
            return {"N": Decimal(content)}
        if kind == "NS":
            return {"NS": sorted(Decimal(member) for member in content)}
        if kind in ("SS", "BS"):
            return {kind: sorted(content)}
    return {name: _comparable(part) for name, part in value.items()}


def _answer(client: Any, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """What a caller learns: the error's code, reasons and item, or the answer, with write units where comparable."""
    asked = copy.deepcopy(request)
    # ministack takes a set for changed when its members come back in another order, and charges the index for it.
    if operation in _WRITES and "colours :some" not in str(request):
        asked["ReturnConsumedCapacity"] = "TOTAL"
    try:
        answer = getattr(client, operation)(**asked)
    except ClientError as error:
        learned: dict[str, Any] = {**error.response}
        reasons = [
            {name: reason[name] for name in ("Code", "Item") if name in reason}
            for reason in learned.get("CancellationReasons", [])
        ]
        return {
            "error": learned["Error"]["Code"],
            "reasons": _comparable(reasons),
            "item": _comparable(learned.get("Item")),
        }
    answer.pop("ResponseMetadata")
    if not answer.get("Attributes", True):
        # An update that touched nothing there was: ministack names the empty rest, AWS leaves it out.
        del answer["Attributes"]
    if operation == "transact_write_items":
        # ministack leaves index entries out of this field, though not out of the sum.
        for consumed in answer.get("ConsumedCapacity", []):
            consumed.pop("WriteCapacityUnits", None)
    if operation == "scan":
        answer["Items"] = sorted(answer["Items"], key=lambda item: str(sorted(item.items())))
        answer["Items"].sort(key=lambda item: (item["seller"]["S"], Decimal(item["place"]["N"])))
    if operation == "batch_get_item":
        for items in answer["Responses"].values():
            items.sort(key=lambda item: (item["seller"]["S"], Decimal(item["place"]["N"])))
    comparable: dict[str, Any] = _comparable(answer)
    return comparable


def _compare(seed: int, count: int, emulator: Any) -> dict[str, int]:
    """Send `count` requests to both; returns how often each kind of outcome was seen."""
    world = World(clock=lambda: 1_800_000_000.0, chance=random.Random(seed))
    double = client_at("dynamodb", None)
    world.attach(double)
    maker = RequestMaker(seed)
    for client in (double, emulator):
        client.create_table(**description)
    seen: dict[str, int] = {}
    try:
        for number in range(count):
            operation, request = maker.draw()
            ours, theirs = _answer(double, operation, request), _answer(emulator, operation, request)
            assert ours == theirs, f"request {number} of seed {seed}: {operation} {request}"
            outcome = f"{operation} {ours.get('error', 'answered')}"
            seen[outcome] = seen.get(outcome, 0) + 1
            while "LastEvaluatedKey" in ours:
                following = {**request, "ExclusiveStartKey": _wire(ours["LastEvaluatedKey"])}
                ours, theirs = _answer(double, operation, following), _answer(emulator, operation, following)
                assert ours == theirs, f"a later page of request {number} of seed {seed}: {following}"
        whole = {"TableName": TABLE}
        assert _answer(double, "scan", whole) == _answer(emulator, "scan", whole)
    finally:
        emulator.delete_table(TableName=TABLE)
    return seen


def _wire(key: dict[str, Any]) -> dict[str, Any]:
    return {name: {kind: str(content) for kind, content in value.items()} for name, value in key.items()}


@pytest.mark.cloud
def test_the_double_answers_5000_random_requests_as_ministack_does(emulator: Any) -> None:
    seen = _compare(20260923, 5_000, emulator)
    assert seen["transact_write_items answered"] > 100
    assert seen["transact_write_items TransactionCanceledException"] > 100
    assert seen["transact_write_items IdempotentParameterMismatchException"] > 10
    assert seen["put_item ConditionalCheckFailedException"] > 100
    assert seen["update_item ValidationException"] > 100


@pytest.mark.cloud
@pytest.mark.long
def test_the_double_answers_25000_more_as_ministack_does(emulator: Any) -> None:
    seen = _compare(7, 25_000, emulator)
    assert seen["transact_write_items answered"] > 500
