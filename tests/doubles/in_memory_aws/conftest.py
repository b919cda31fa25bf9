"""A world with its own clock for each test, and one real client per service for all of them."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.client import Config

from doubles.in_memory_aws.world import World


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def client_at(service: str, endpoint: str | None) -> Any:
    """A client of the local cloud at `endpoint`, or one for a world to answer."""
    session = botocore.session.get_session()
    session.set_credentials("test", "test")
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    return session.create_client(service, region_name="eu-west-3", endpoint_url=endpoint, config=config)


@cache
def client_of(service: str) -> Any:
    return client_at(service, None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock, random.Random(1))


def _attached(service: str, world: World) -> Iterator[Any]:
    client = client_of(service)
    world.attach(client)
    yield client
    world.detach(client)


@pytest.fixture
def dynamodb(world: World) -> Iterator[Any]:
    yield from _attached("dynamodb", world)


@pytest.fixture
def sqs(world: World) -> Iterator[Any]:
    yield from _attached("sqs", world)


@pytest.fixture
def kms(world: World) -> Iterator[Any]:
    yield from _attached("kms", world)


@pytest.fixture
def s3(world: World) -> Iterator[Any]:
    yield from _attached("s3", world)


_stock: dict[str, Any] = {
    "TableName": "stock",
    "AttributeDefinitions": [{"AttributeName": "offer", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "offer", "KeyType": "HASH"}],
}
_lines: dict[str, Any] = {
    "TableName": "lines",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": kind}
        for name, kind in (("order", "S"), ("line", "N"), ("seller", "S"), ("created", "S"))
    ],
    "KeySchema": [
        {"AttributeName": "order", "KeyType": "HASH"},
        {"AttributeName": "line", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_seller",
            "KeySchema": [
                {"AttributeName": "seller", "KeyType": "HASH"},
                {"AttributeName": "created", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["state"]},
        }
    ],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "by_created",
            "KeySchema": [
                {"AttributeName": "order", "KeyType": "HASH"},
                {"AttributeName": "created", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
    "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
    "TimeToLiveSpecification": {"AttributeName": "expires_epoch", "Enabled": True},
}


@pytest.fixture
def stock(world: World, dynamodb: Any) -> Any:
    """A DynamoDB client with the tables `stock` (offer) and `lines` (order, line; indexes, stream, time to live)."""
    world.dynamodb.create(_stock)
    world.dynamodb.create(_lines)
    return dynamodb
