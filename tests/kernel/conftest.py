"""A manual clock, the stub before DynamoDB, and a queue of each kind."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.runtime.settings import settings
from doubles.clock_and_randomness import ManualClock
from testing.cell import create_queues
from tests.kernel.aws_stub import AwsStub


@pytest.fixture
def manual_clock() -> Iterator[ManualClock]:
    """A clock that moves when a test advances it or code sleeps."""
    source = ManualClock()
    clock.use(source)
    yield source
    clock.use(clock.SystemClock())
    clock.shift(0)


@pytest.fixture
def dynamodb(tables: None, manual_clock: ManualClock) -> AwsStub:  # noqa: ARG001 - it needs the tables and the clock
    return AwsStub("dynamodb")


@pytest.fixture
def queues(tables: None) -> Callable[[str], list[str]]:  # noqa: ARG001 - it stands on the same AWS
    """The queues, empty; called with a name, it takes the bodies out of one."""
    create_queues()

    def take(name: str) -> list[str]:
        url, bodies = getattr(settings, f"{name}_queue_url"), []
        while found := aws.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                bodies.append(message["Body"])
                aws.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    return take
