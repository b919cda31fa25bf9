"""A queue and the function it wakes: batches as Lambda's event source hands them over, also to several at once."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from chalicelib.kernel.runtime import aws
from local.gateway import Context
from tests.journeys.races import at_once

BATCH_MAX = 10
Message = dict[str, Any]


class EventSource:
    """One queue with its function. A message that failed is visible again at once."""

    def __init__(self, url: str, function: Callable[[Any, Any], dict[str, Any]]) -> None:
        self._url = url
        self._function = function

    def deliver_all(self) -> int:
        """Hand over everything there is, batch by batch; how many messages. All of them must succeed."""
        messages = self._receive_all()
        for start in range(0, len(messages), BATCH_MAX):
            batch = messages[start : start + BATCH_MAX]
            failed = self._hand_over(batch)
            assert not failed, [message["Body"] for message in batch if message["MessageId"] in failed]
        self._delete(messages)
        return len(messages)

    def deliver_concurrently(self, workers: int, rng: Random) -> tuple[int, int]:
        """Hand everything there is to every one of `workers` workers at once, to each in another order.

        (how many messages somebody carried out, how many failed with all and are in the queue again).
        """
        messages = self._receive_all()
        if not messages:
            return 0, 0
        orders = [rng.sample(messages, len(messages)) for _ in range(workers)]
        outcomes = at_once([partial(self._work_through, order) for order in orders])
        failed_with_all = set.intersection(*outcomes)
        self._delete([message for message in messages if message["MessageId"] not in failed_with_all])
        for message in messages:
            if message["MessageId"] in failed_with_all:
                self._sqs.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
        return len(messages) - len(failed_with_all), len(failed_with_all)

    def _work_through(self, messages: list[Message]) -> set[str]:
        failed: set[str] = set()
        for start in range(0, len(messages), BATCH_MAX):
            failed |= self._hand_over(messages[start : start + BATCH_MAX])
        return failed

    def _hand_over(self, batch: list[Message]) -> set[str]:
        """The ids of the messages that failed."""
        records = [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
            }
            for message in batch
        ]
        answer = self._function({"Records": records}, Context())
        return {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}

    def _receive_all(self) -> list[Message]:
        found: list[Message] = []
        while received := self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=BATCH_MAX, AttributeNames=["All"], VisibilityTimeout=60
        ).get("Messages"):
            found += received
        return found

    def _delete(self, messages: list[Message]) -> None:
        for message in messages:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    @property
    def _sqs(self) -> Any:
        return aws.client("sqs")
