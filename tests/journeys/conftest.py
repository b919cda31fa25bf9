"""An empty cell in the local cloud for each test, and no trace of it in the tests that stand on moto."""

import urllib.request
from collections.abc import Iterator

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel import aws, clock, local_clock
from chalicelib.kernel.settings import settings
from chalicelib.people import rings
from tests.conftest import every_table
from tests.journeys.cell import Cell, warm_clients
from tests.local_cloud import ministack

ACCOUNT = "123456789012"  # of the queues' addresses in tests/conftest.py; ministack takes the access key for it
SERVICES = ("dynamodb", "sqs", "kms")
QUEUES = ("reactions", "money", "notices")


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """The local cloud's address; one for all tests of a process."""
    with ministack() as address:
        yield address


@pytest.fixture
def cell(emulator: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cell]:
    """An empty cell, its queues and its key."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    # The local market's movable clock is no part of a cell: the test moves the clock itself.
    monkeypatch.setattr(local_clock, "_read_at", float("inf"))
    _forget()
    with urllib.request.urlopen(urllib.request.Request(f"{emulator}/_ministack/reset", method="POST")):
        warm_clients()
    _furnish()
    try:
        yield Cell()
    finally:
        stripe.use_http_client(None)
        for service in SERVICES:
            aws.client(service).close()
        _forget()


def _furnish() -> None:
    for table in every_table():
        table.create_table(billing_mode="PAY_PER_REQUEST")
    for queue in QUEUES:
        aws.client("sqs").create_queue(QueueName=f"rebound-{settings.cell}-{queue}")
    key_id = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    aws.client("kms").create_alias(AliasName=settings.kms_key_id, TargetKeyId=key_id)
    rings.ring_key(rings.this_month())


def _forget() -> None:
    """What a process keeps of a cloud: clients, the month's key, the moved clock."""
    aws.client.cache_clear()
    aws._session.cache_clear()
    rings.ring_key.cache_clear()
    clock.shift(0)
