"""A desk to sit at, and doors to AWS that a test can hold."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from tests.desk import Desk, desk
from tests.kernel.aws_stub import AwsStub


@pytest.fixture
def at_desk(tables: None) -> Iterator[Desk]:  # noqa: ARG001 - it stands on the tables
    with desk() as found:
        yield found


@pytest.fixture
def dynamodb(at_desk: Desk) -> AwsStub:  # noqa: ARG001 - the desk's clock pays for every retry
    return AwsStub("dynamodb")


@pytest.fixture
def commands(at_desk: Desk) -> Callable[[], list[str]]:  # noqa: ARG001 - the desk has the queues
    """Takes every command out of the money queue."""

    def take() -> list[str]:
        sqs, bodies = aws.client("sqs"), []
        while found := sqs.receive_message(QueueUrl=settings.money_queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=settings.money_queue_url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    return take
