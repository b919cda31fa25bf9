"""A cell, and clients of AWS whose answers a test plans."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from testing.cell import Cell, open_cell
from tests.kernel.aws_stub import AwsStub
from tests.payments.due_lines import DueLines
from tests.payments.paid_sellers import Market


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - it stands on the tables
    with open_cell(Cell) as found:
        yield found


@pytest.fixture
def dynamodb(cell: Cell) -> AwsStub:  # noqa: ARG001 - the cell's clock pays for every retry
    return AwsStub("dynamodb")


@pytest.fixture
def commands(cell: Cell) -> Callable[[], list[str]]:  # noqa: ARG001 - the cell has the queues
    """Takes every command out of the money queue."""

    def take() -> list[str]:
        sqs, bodies = aws.client("sqs"), []
        while found := sqs.receive_message(QueueUrl=settings.money_queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=settings.money_queue_url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    return take


@pytest.fixture
def market(tables: None) -> Iterator[Market]:  # noqa: ARG001 - it stands on the tables
    """A seller with an offer and, as yet, no account at Stripe."""
    with open_cell(Market) as found:
        found.open_shop()
        yield found


@pytest.fixture
def lines(tables: None) -> Iterator[DueLines]:  # noqa: ARG001 - it stands on the tables
    """A seller whose account at Stripe can receive money, and no line yet."""
    with open_cell(DueLines) as found:
        found.open_shop()
        yield found
