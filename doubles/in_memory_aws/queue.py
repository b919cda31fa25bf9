"""One SQS queue: visibility by the clock, receive counts, redrive to a dead-letter queue, order in FIFO groups.

A simulation takes messages the way a Lambda event source does: `take` gives the event, `finish` reports which
messages failed. What is neither finished nor deleted shows up again when its visibility time has passed.
"""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from doubles.in_memory_aws.errors import AwsError

MESSAGE_LIMIT_BYTES = 1024 * 1024
DELAY_LIMIT_SECONDS = 900
DEDUPLICATION_SECONDS = 300


@dataclass(slots=True)
class Message:
    id: str
    body: str
    attributes: dict[str, Any]
    sent_at: float
    visible_at: float
    receive_count: int = 0
    first_received_at: float | None = None
    receipt: str = ""
    group: str = ""


@dataclass(slots=True)
class Queue:
    name: str
    arn: str
    url: str
    region: str
    clock: Callable[[], float]
    chance: random.Random
    settings: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    # A message goes where `redrive` says once it was received more often than the policy allows.
    redrive: "Queue | None" = None
    # Of a FIFO queue: when a message of that group and deduplication id was last taken in.
    taken_in: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def is_fifo(self) -> bool:
        return self.name.endswith(".fifo")

    @property
    def visibility_seconds(self) -> int:
        return int(self.settings.get("VisibilityTimeout", 30))

    @property
    def most_receives(self) -> int | None:
        policy = self.settings.get("RedrivePolicy")
        return int(json.loads(policy)["maxReceiveCount"]) if policy else None

    def identifier(self) -> str:
        digits = f"{self.chance.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def send(self, body: str, *, attributes: dict[str, Any] | None = None, delay_seconds: int | None = None) -> Message:
        if not 0 < len(body.encode()) <= MESSAGE_LIMIT_BYTES:
            raise AwsError(
                "InvalidParameterValue",
                f"Reason: Message must be shorter than {MESSAGE_LIMIT_BYTES} bytes.",
            )
        delay = int(self.settings.get("DelaySeconds", 0)) if delay_seconds is None else delay_seconds
        if not 0 <= delay <= DELAY_LIMIT_SECONDS:
            raise AwsError("InvalidParameterValue", f"Value {delay} for parameter DelaySeconds is invalid.")
        now = self.clock()
        message = Message(self.identifier(), body, attributes or {}, now, now + delay)
        self.messages.append(message)
        return message

    def send_in_group(self, body: str, group: str, deduplication_id: str) -> Message:
        """A FIFO queue's message; one with the same id of the last five minutes is taken in and never shown."""
        if not self.is_fifo or not group or not deduplication_id:
            raise AwsError("InvalidParameterValue", "A FIFO queue, and it alone, takes a group and a deduplication id.")
        known, now = self.taken_in.get((group, deduplication_id)), self.clock()
        if known is not None and now - known < DEDUPLICATION_SECONDS:
            return Message(self.identifier(), body, {}, now, now)
        self.taken_in[group, deduplication_id] = now
        message = self.send(body)
        message.group = group
        return message

    def _may_be_taken(self, now: float) -> list[Message]:
        """What is visible; of a FIFO queue only what has nothing of its group before it that is out."""
        held = {message.group for message in self.messages if message.visible_at > now} if self.is_fifo else set()
        return [message for message in self.messages if message.visible_at <= now and message.group not in held]

    def receive(self, most: int, *, visibility_seconds: int | None = None) -> list[Message]:
        """Up to `most` visible messages, hidden from now on; worn-out ones go to the dead-letter queue."""
        now = self.clock()
        hidden = self.visibility_seconds if visibility_seconds is None else visibility_seconds
        received: list[Message] = []
        for message in self._may_be_taken(now):
            if len(received) == most:
                break
            if self.most_receives is not None and message.receive_count >= self.most_receives:
                self._redrive(message)
                continue
            message.receive_count += 1
            message.first_received_at = now if message.first_received_at is None else message.first_received_at
            message.visible_at = now + hidden
            message.receipt = f"{message.id}#{message.receive_count}"
            received.append(message)
        return received

    def _redrive(self, message: Message) -> None:
        self.messages.remove(message)
        if self.redrive is not None:
            message.receive_count = 0
            message.first_received_at = None
            self.redrive.messages.append(message)

    def held(self, receipt: str) -> Message | None:
        """The message of a receipt handle; an older receipt of a standard queue still names its message."""
        identifier = receipt.partition("#")[0]
        return next((message for message in self.messages if message.id == identifier), None)

    def delete(self, receipt: str) -> None:
        message = self.held(receipt)
        if message is not None:
            self.messages.remove(message)

    def take(self, most: int = 10) -> dict[str, Any]:
        """Up to `most` messages as the event a Lambda function receives; `Records` may be empty."""
        return {"Records": [self._record(message) for message in self.receive(most)]}

    def _record(self, message: Message) -> dict[str, Any]:
        return {
            "messageId": message.id,
            "receiptHandle": message.receipt,
            "body": message.body,
            "attributes": system_attributes(message),
            "messageAttributes": {
                name: {f"{key[0].lower()}{key[1:]}": value for key, value in attribute.items()}
                for name, attribute in message.attributes.items()
            },
            "md5OfBody": md5_of(message.body),
            "eventSource": "aws:sqs",
            "eventSourceARN": self.arn,
            "awsRegion": self.region,
        }

    def finish(self, event: dict[str, Any], answer: dict[str, Any] | None = None) -> None:
        """Delete what the function dealt with, as an event source with ReportBatchItemFailures does.

        `answer` is what the function returned; the messages it names as failed come back by themselves.
        An identifier that was not in the batch makes the whole batch fail.
        """
        failed = {failure["itemIdentifier"] for failure in (answer or {}).get("batchItemFailures") or []}
        taken = {record["messageId"] for record in event["Records"]}
        if not failed <= taken:
            return
        for record in event["Records"]:
            if record["messageId"] not in failed:
                self.delete(record["receiptHandle"])


def md5_of(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def system_attributes(message: Message) -> dict[str, str]:
    return {
        "ApproximateReceiveCount": str(message.receive_count),
        "SentTimestamp": str(int(message.sent_at * 1000)),
        "SenderId": "AIDAEXAMPLE",
        "ApproximateFirstReceiveTimestamp": str(int((message.first_received_at or 0) * 1000)),
    }
