"""What passes by itself is told apart from what is wrong: only the first is worth another try."""

from collections.abc import Callable

import pytest
from botocore.exceptions import EndpointConnectionError
from pynamodb.exceptions import PynamoDBException

from chalicelib.kernel.fact_store import FactItem
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage.key_value import KeyValueItem, find
from tests.kernel.aws_stub import AwsStub, PlannedResponse, bad_gateway, error_response, read_timeout, response


def met(stub: AwsStub, operation: str, plan: PlannedResponse, ask: Callable[[], object]) -> Exception:
    """The exception a caller meets when an operation is answered so."""
    stub.plan(operation, plan)
    with pytest.raises(Exception) as failure:
        ask()
    assert isinstance(failure.value, Exception)
    return failure.value


@pytest.mark.parametrize(
    "plan",
    [
        read_timeout,
        bad_gateway,
        error_response("ThrottlingException"),
        error_response("ProvisionedThroughputExceededException"),
        error_response("RequestLimitExceeded"),
        error_response("InternalServerError", 500),
        error_response("ServiceUnavailable", 503),
    ],
    ids=["silence", "bad gateway", "throttling", "throughput", "limit", "internal", "unavailable"],
)
def test_a_table_that_cannot_answer_now_may_answer_in_a_moment(dynamodb: AwsStub, plan: PlannedResponse) -> None:
    read = met(dynamodb, "GetItem", plan, lambda: find("a"))
    listed = met(dynamodb, "Query", plan, lambda: list(FactItem.query("a")))
    collected = met(dynamodb, "BatchGetItem", plan, lambda: list(KeyValueItem.batch_get(["a"])))
    raw = met(
        dynamodb,
        "DescribeTable",
        plan,
        lambda: aws.client("dynamodb").describe_table(TableName="rebound-eu-key_values"),
    )
    assert all(aws.is_passing(failure) for failure in (read, listed, collected, raw))


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"])
def test_a_question_that_is_wrong_stays_wrong(dynamodb: AwsStub, code: str) -> None:
    assert not aws.is_passing(met(dynamodb, "GetItem", error_response(code), lambda: find("a")))


@pytest.mark.usefixtures("queues")
def test_a_queue_that_cannot_answer_now_may_answer_in_a_moment() -> None:
    sqs = AwsStub("sqs")

    def send() -> None:
        aws.client("sqs").send_message(QueueUrl=settings.money_queue_url, MessageBody="x")

    assert aws.is_passing(met(sqs, "SendMessage", error_response("RequestThrottled"), send))
    assert aws.is_passing(met(sqs, "SendMessage", bad_gateway, send))
    assert not aws.is_passing(met(sqs, "SendMessage", response({"__type": "QueueDoesNotExist"}, 400), send))


def test_an_error_of_ours_does_not_pass_by_itself() -> None:
    wrapped = ValueError("no")
    wrapped.__cause__ = KeyError("a")
    assert not aws.is_passing(wrapped)
    assert not aws.is_passing(None)
    wrapped.__cause__ = EndpointConnectionError(endpoint_url="https://sqs")
    assert aws.is_passing(wrapped)


def _circle_of_causes(length: int) -> Exception:
    """The first of errors each of which has the next for its cause, and the last one the first."""
    errors = [ValueError(str(number)) for number in range(length)]
    for number, error in enumerate(errors):
        error.__cause__ = errors[(number + 1) % length]
    return errors[0]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_causes_that_run_in_a_circle_are_looked_through_once(length: int) -> None:
    assert not aws.is_passing(_circle_of_causes(length))


def test_a_circle_through_an_error_of_pynamodb_ends_too_and_what_passes_in_it_is_found() -> None:
    outer, inner = PynamoDBException("read failed"), ValueError("no")
    outer.cause, inner.__cause__ = inner, outer
    assert not aws.is_passing(outer)
    inner.__cause__ = unanswered = EndpointConnectionError(endpoint_url="https://sqs")
    unanswered.__cause__ = outer
    assert aws.is_passing(outer)
