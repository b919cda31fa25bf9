"""An empty cell in the local cloud for each test, and no trace of it in the tests that stand on moto."""

import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from chalicelib.kernel.runtime import aws, local_clock, randomness
from chalicelib.people import key_ring
from doubles.clock_and_randomness import OffsetClock
from testing.aws_in_process import every_table
from testing.cell import open_cell
from tests.journeys.cell import CloudCell
from tests.local_cloud import ministack

ACCOUNT = "123456789012"  # of the queues' addresses in tests/conftest.py; ministack takes the access key for it
SERVICES = ("dynamodb", "sqs", "kms", "sesv2")
QUEUES = ("reactions", "money", "mails")


class Cloud(NamedTuple):
    """Where the local cloud is, and the application's own clients of it: one of each, as in a process of Lambda."""

    address: str
    clients: dict[str, Any]


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """One local cloud for all tests of a process. Its clients are made before two hundred threads ask for them."""
    with ministack() as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
        _forget()
        clients = {service: aws.client(service) for service in SERVICES}
        patch.undo()
        _forget()
        yield Cloud(address, clients)
        for client in clients.values():
            client.close()


@pytest.fixture
def cell(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudCell]:
    """An empty cell, its queues and its key."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.address)
    monkeypatch.setattr(aws, "client", cloud.clients.__getitem__)
    # The local market's movable clock is no part of a cell: the test moves the clock itself.
    monkeypatch.setattr(local_clock, "_read_at", float("inf"))
    urllib.request.urlopen(urllib.request.Request(f"{cloud.address}/_ministack/reset", method="POST")).close()
    for table in every_table():
        table.create_table(billing_mode="PAY_PER_REQUEST")
    with open_cell(CloudCell, OffsetClock(), randomness.SystemRandomness(), queues=QUEUES) as opened:
        key_ring.key_encryption_key(key_ring.this_month())  # made before the threads: each of them would make its own
        yield opened


def _forget() -> None:
    aws.client.cache_clear()
    aws._session.cache_clear()
