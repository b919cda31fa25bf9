"""Queues: sending in batches, and processing a batch so that a bad message fails alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.kernel.runtime import aws, log
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Unavailable

BATCH_MAX = 10
# The framework's decorators need a queue; the template sets the real one.
SET_BY_TEMPLATE = "arn:aws:sqs:eu-west-3:000000000000:set-by-the-template"

# What a worker returns: `batchItemFailures`, the messages or stream records to deliver again.
Failures = dict[str, Any]


class MessageRefused(Exception):
    """The queue refused a message as invalid; it would refuse it again."""


def send(queue_url: str, bodies: Sequence[str], delay_seconds: int = 0) -> None:
    """Send messages. Raises: Unavailable if some were not accepted, MessageRefused if some are invalid."""
    for start in range(0, len(bodies), BATCH_MAX):
        batch = bodies[start : start + BATCH_MAX]
        entries = [
            {"Id": str(number), "MessageBody": body, "DelaySeconds": delay_seconds} for number, body in enumerate(batch)
        ]
        answer = aws.client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
        _require_taken(answer)


def send_in_order(queue_url: str, entries: Sequence[tuple[str, str]]) -> None:
    """Send (group, body) to a FIFO queue, which keeps the order within a group.

    Each message gets its own deduplication id: SQS would otherwise drop equal messages for five minutes.
    Raises: Unavailable, MessageRefused, as send.
    """
    for start in range(0, len(entries), BATCH_MAX):
        batch = [
            {
                "Id": str(number),
                "MessageBody": body,
                "MessageGroupId": group,
                "MessageDeduplicationId": ids.new_ulid(),
            }
            for number, (group, body) in enumerate(entries[start : start + BATCH_MAX])
        ]
        answer = aws.client("sqs").send_message_batch(QueueUrl=queue_url, Entries=batch)
        _require_taken(answer)


def _require_taken(answer: Mapping[str, Any]) -> None:
    failed = answer.get("Failed", ())
    # SQS also reports throttling as the sender's fault; a retry may succeed.
    if refused := sorted({each["Code"] for each in failed if each["SenderFault"]} - aws.PASSING):
        raise MessageRefused(", ".join(refused))
    if failed:
        raise Unavailable()


def work(event: Mapping[str, Any], handle: Callable[[str, int], None]) -> Failures:
    """Handle each message of a batch, and name the failed ones, which alone are delivered again.

    `handle` takes the body and how often the message was received, this time included.
    """
    failed = []
    for record in event["Records"]:
        try:
            handle(record["body"], int(record["attributes"]["ApproximateReceiveCount"]))
        except Exception as error:  # noqa: BLE001 - the other messages are still handled; the queue counts the attempts
            log.failure("message-failed", error, message_id=record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
