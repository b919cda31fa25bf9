"""SQS: visibility, redrive, batches as a function gets them."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.conftest import Clock
from tests.doubles.in_memory_aws.wire import code


@pytest.fixture
def jobs(world: World) -> str:
    """A queue with a minute of visibility and a dead-letter queue after two receives; its address."""
    dead = world.queues.create("dead")
    policy = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 2})
    return world.queues.create("jobs", {"VisibilityTimeout": "60", "RedrivePolicy": policy}).url


def test_a_message_is_hidden_while_somebody_works_on_it(sqs: Any, jobs: str, clock: Clock) -> None:
    sqs.send_message(QueueUrl=jobs, MessageBody="ship")
    (message,) = sqs.receive_message(QueueUrl=jobs, AttributeNames=["All"])["Messages"]
    assert (message["Body"], message["Attributes"]["ApproximateReceiveCount"]) == ("ship", "1")
    assert "Messages" not in sqs.receive_message(QueueUrl=jobs)
    clock.now += 60
    (again,) = sqs.receive_message(QueueUrl=jobs, AttributeNames=["All"])["Messages"]
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"
    sqs.delete_message(QueueUrl=jobs, ReceiptHandle=message["ReceiptHandle"])
    clock.now += 60
    assert "Messages" not in sqs.receive_message(QueueUrl=jobs)


def test_a_message_received_too_often_goes_to_the_dead_letter_queue(
    world: World, sqs: Any, jobs: str, clock: Clock
) -> None:
    sqs.send_message(QueueUrl=jobs, MessageBody="poison")
    taken = []
    for _ in range(3):
        taken.append(len(world.queue("jobs").take()["Records"]))
        clock.now += 61
    assert taken == [1, 1, 0]
    assert [message.body for message in world.queue("dead").messages] == ["poison"]


def test_a_delayed_message_waits_and_a_shortened_visibility_ends_early(sqs: Any, jobs: str, clock: Clock) -> None:
    sqs.send_message(QueueUrl=jobs, MessageBody="later", DelaySeconds=30)
    assert "Messages" not in sqs.receive_message(QueueUrl=jobs)
    clock.now += 30
    (message,) = sqs.receive_message(QueueUrl=jobs)["Messages"]
    sqs.change_message_visibility(QueueUrl=jobs, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert sqs.receive_message(QueueUrl=jobs)["Messages"]


def test_a_function_gets_a_batch_and_only_what_it_failed_comes_back(
    world: World, sqs: Any, jobs: str, clock: Clock
) -> None:
    entries = [{"Id": str(position), "MessageBody": f"job {position}"} for position in range(3)]
    assert len(sqs.send_message_batch(QueueUrl=jobs, Entries=entries)["Successful"]) == 3
    event = world.queue("jobs").take(3)
    record = event["Records"][1]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == "arn:aws:sqs:eu-west-3:000000000000:jobs"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    world.queue("jobs").finish(event, {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]})
    assert world.queue("jobs").take()["Records"] == []
    clock.now += 60
    assert [left["body"] for left in world.queue("jobs").take()["Records"]] == ["job 1"]


def test_an_unknown_failure_fails_the_whole_batch(world: World, sqs: Any, jobs: str) -> None:
    sqs.send_message(QueueUrl=jobs, MessageBody="job")
    event = world.queue("jobs").take()
    world.queue("jobs").finish(event, {"batchItemFailures": [{"itemIdentifier": "somebody else's"}]})
    assert len(world.queue("jobs").messages) == 1


def test_one_bad_entry_fails_alone(sqs: Any, jobs: str) -> None:
    entries: list[dict[str, Any]] = [
        {"Id": "good", "MessageBody": "job"},
        {"Id": "bad", "MessageBody": "job", "DelaySeconds": 901},
    ]
    answer = sqs.send_message_batch(QueueUrl=jobs, Entries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    assert [(entry["Id"], entry["Code"]) for entry in answer["Failed"]] == [("bad", "InvalidParameterValue")]


@pytest.mark.parametrize("count", [0, 11])
def test_a_batch_has_one_to_ten_entries(sqs: Any, jobs: str, count: int) -> None:
    entries = [{"Id": str(position), "MessageBody": "job"} for position in range(count)]
    with pytest.raises(ClientError):
        sqs.send_message_batch(QueueUrl=jobs, Entries=entries)


def test_a_queue_nobody_made_is_named_as_clients_know_it(sqs: Any) -> None:
    with pytest.raises(ClientError) as refused:
        sqs.get_queue_url(QueueName="absent")
    assert code(refused.value) == "AWS.SimpleQueueService.NonExistentQueue"
    assert isinstance(refused.value, sqs.exceptions.QueueDoesNotExist)


def test_a_queue_counts_what_waits_is_hidden_and_is_delayed(sqs: Any, jobs: str) -> None:
    for delay in (0, 0, 60):
        sqs.send_message(QueueUrl=jobs, MessageBody="job", DelaySeconds=delay)
    sqs.receive_message(QueueUrl=jobs)
    counted = sqs.get_queue_attributes(QueueUrl=jobs, AttributeNames=["All"])["Attributes"]
    names = ("", "NotVisible", "Delayed")
    assert [counted[f"ApproximateNumberOfMessages{name}"] for name in names] == ["1", "1", "1"]
