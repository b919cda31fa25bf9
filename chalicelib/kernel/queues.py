"""Queues: sending in batches, and working through a batch so that one bad message fails alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.kernel.runtime import aws, log
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Unavailable

BATCH_MAX = 10

# What a worker answers: `batchItemFailures`, the messages or stream records that come again.
Failures = dict[str, Any]


class MessageRefused(Exception):
    """The queue refused a message for what it is: sending it again would be refused again."""


def send(queue_url: str, bodies: Sequence[str], delay_seconds: int = 0) -> None:
    """Send messages; Unavailable if the queue could not take any of them, MessageRefused if it never will."""
    for start in range(0, len(bodies), BATCH_MAX):
        batch = bodies[start : start + BATCH_MAX]
        entries = [
            {"Id": str(number), "MessageBody": body, "DelaySeconds": delay_seconds} for number, body in enumerate(batch)
        ]
        answer = aws.client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
        _require_taken(answer)


def send_in_order(queue_url: str, entries: Sequence[tuple[str, str]]) -> None:
    """Send (group, body) to a queue that keeps order within a group; Unavailable or MessageRefused, as for send.

    Each message counts, also one that says the same as the last: SQS would otherwise drop it for five minutes.
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
    # A throttled message counts as its sender's fault too, and may be taken in a moment.
    if refused := sorted({each["Code"] for each in failed if each["SenderFault"]} - aws.PASSING):
        raise MessageRefused(", ".join(refused))
    if failed:
        raise Unavailable()


def work(event: Mapping[str, Any], handle: Callable[[str, int], None]) -> Failures:
    """Handle each message of a batch; the failed ones are named so that the queue gives only them again.

    `handle` takes the body and how often it was received, this time included.
    """
    failed = []
    for record in event["Records"]:
        try:
            handle(record["body"], int(record["attributes"]["ApproximateReceiveCount"]))
        except Exception as error:  # noqa: BLE001 - whatever it is, its siblings go on and the queue counts
            log.failure("message-failed", error, message_id=record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
