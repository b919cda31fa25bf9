"""SQS as a service: queues by name, and one entry for every operation of the JSON protocol."""

import json
import random
from collections.abc import Callable, Iterable
from typing import Any

from doubles.in_memory_aws.errors import AwsError
from doubles.in_memory_aws.queue import MESSAGE_LIMIT_BYTES, Message, Queue, md5_of, system_attributes

BATCH_LIMIT = 10

Answer = dict[str, Any]
Request = dict[str, Any]


class Queues:
    """The SQS service."""

    def __init__(self, clock: Callable[[], float], chance: random.Random, *, region: str, account: str) -> None:
        self._clock = clock
        self._chance = chance
        self._region = region
        self._account = account
        self.by_name: dict[str, Queue] = {}

    def answer(self, operation: str, request: Request, call_number: int) -> Answer:  # noqa: ARG002
        operate: Callable[[Request], Answer] | None = {
            "CreateQueue": self._create_queue,
            "GetQueueUrl": self._get_queue_url,
            "SetQueueAttributes": self._set_queue_attributes,
            "GetQueueAttributes": self._get_queue_attributes,
            "SendMessage": self._send_message,
            "SendMessageBatch": self._send_message_batch,
            "ReceiveMessage": self._receive_message,
            "DeleteMessage": self._delete_message,
            "DeleteMessageBatch": self._delete_message_batch,
            "ChangeMessageVisibility": self._change_visibility,
        }.get(operation)
        if operate is None:
            raise AwsError("UnsupportedOperation", f"the double has no {operation}")
        return operate(request)

    def create(self, name: str, settings: dict[str, str] | None = None) -> Queue:
        """`settings` are SQS attributes as strings: VisibilityTimeout, DelaySeconds, RedrivePolicy (JSON)."""
        known = self.by_name.get(name)
        if known is not None:
            if settings is not None and settings != known.settings:
                raise AwsError("QueueNameExists", "A queue already exists with the same name and a different value")
            return known
        queue = Queue(
            name,
            f"arn:aws:sqs:{self._region}:{self._account}:{name}",
            f"https://sqs.{self._region}.amazonaws.com/{self._account}/{name}",
            self._region,
            self._clock,
            self._chance,
        )
        self.by_name[name] = queue
        self._set(queue, settings or {})
        return queue

    def _set(self, queue: Queue, settings: dict[str, str]) -> None:
        queue.settings.update({name: str(value) for name, value in settings.items()})
        policy = queue.settings.get("RedrivePolicy")
        if policy:
            target = json.loads(policy)["deadLetterTargetArn"].rpartition(":")[2]
            if target not in self.by_name:
                raise AwsError("InvalidParameterValue", f"Dead letter target does not exist: {target}")
            queue.redrive = self.by_name[target]

    def queue(self, name: str) -> Queue:
        if name not in self.by_name:
            raise AwsError("QueueDoesNotExist", "The specified queue does not exist.")
        return self.by_name[name]

    def _addressed(self, request: Request) -> Queue:
        return self.queue(request["QueueUrl"].rpartition("/")[2])

    def _create_queue(self, request: Request) -> Answer:
        return {"QueueUrl": self.create(request["QueueName"], request.get("Attributes")).url}

    def _get_queue_url(self, request: Request) -> Answer:
        return {"QueueUrl": self.queue(request["QueueName"]).url}

    def _set_queue_attributes(self, request: Request) -> Answer:
        self._set(self._addressed(request), request["Attributes"])
        return {}

    def _get_queue_attributes(self, request: Request) -> Answer:
        queue = self._addressed(request)
        now = self._clock()
        visible = [message for message in queue.messages if message.visible_at <= now]
        delayed = [m for m in queue.messages if m.visible_at > now and m.receive_count == 0]
        attributes = {
            "QueueArn": queue.arn,
            "ApproximateNumberOfMessages": str(len(visible)),
            "ApproximateNumberOfMessagesDelayed": str(len(delayed)),
            "ApproximateNumberOfMessagesNotVisible": str(len(queue.messages) - len(visible) - len(delayed)),
            "VisibilityTimeout": str(queue.visibility_seconds),
            **queue.settings,
        }
        wanted = request.get("AttributeNames") or []
        if "All" not in wanted:
            attributes = {name: value for name, value in attributes.items() if name in wanted}
        return {"Attributes": attributes} if attributes else {}

    def _send_message(self, request: Request) -> Answer:
        return _sent(_send(self._addressed(request), request))

    def _send_message_batch(self, request: Request) -> Answer:
        queue = self._addressed(request)
        entries = _batch(request)
        if sum(len(entry["MessageBody"].encode()) for entry in entries) > MESSAGE_LIMIT_BYTES:
            raise AwsError("BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes.")
        return _each(entries, lambda entry: _sent(_send(queue, entry)))

    def _receive_message(self, request: Request) -> Answer:
        most = int(request.get("MaxNumberOfMessages", 1))
        if not 1 <= most <= BATCH_LIMIT:
            raise AwsError("InvalidParameterValue", f"Value {most} for MaxNumberOfMessages is invalid.")
        received = self._addressed(request).receive(most, visibility_seconds=request.get("VisibilityTimeout"))
        asked = {*request.get("AttributeNames", []), *request.get("MessageSystemAttributeNames", [])}
        return {"Messages": [_received(message, asked) for message in received]} if received else {}

    def _delete_message(self, request: Request) -> Answer:
        self._addressed(request).delete(request["ReceiptHandle"])
        return {}

    def _delete_message_batch(self, request: Request) -> Answer:
        queue = self._addressed(request)

        def delete(entry: Request) -> Answer:
            queue.delete(entry["ReceiptHandle"])
            return {}

        return _each(_batch(request), delete)

    def _change_visibility(self, request: Request) -> Answer:
        message = self._addressed(request).held(request["ReceiptHandle"])
        if message is None:
            raise AwsError("MessageNotInflight", "The specified message is not in flight.")
        message.visible_at = self._clock() + int(request["VisibilityTimeout"])
        return {}


def _send(queue: Queue, request: Request) -> Message:
    if queue.is_fifo:
        return queue.send_in_group(
            request["MessageBody"], request.get("MessageGroupId", ""), request.get("MessageDeduplicationId", "")
        )
    delay = request.get("DelaySeconds")
    return queue.send(request["MessageBody"], attributes=request.get("MessageAttributes"), delay_seconds=delay)


def _sent(message: Message) -> Answer:
    return {"MessageId": message.id, "MD5OfMessageBody": md5_of(message.body)}


def _batch(request: Request) -> list[Request]:
    entries: list[Request] = request["Entries"]
    if not 1 <= len(entries) <= BATCH_LIMIT:
        raise AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.")
    if len({entry["Id"] for entry in entries}) < len(entries):
        raise AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
    return entries


def _each(entries: Iterable[Request], operate: Callable[[Request], Answer]) -> Answer:
    """Apply `operate` to each entry. An entry that is refused does not affect the others."""
    answer: Answer = {"Successful": [], "Failed": []}
    for entry in entries:
        try:
            answer["Successful"].append({"Id": entry["Id"], **operate(entry)})
        except AwsError as refused:
            failure = {"Id": entry["Id"], "SenderFault": True, "Code": refused.code, "Message": refused.message}
            answer["Failed"].append(failure)
    return answer


def _received(message: Message, asked: set[str]) -> Answer:
    attributes = system_attributes(message)
    if "All" not in asked:
        attributes = {name: value for name, value in attributes.items() if name in asked}
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "Body": message.body,
        "MD5OfBody": md5_of(message.body),
        **({"Attributes": attributes} if attributes else {}),
        **({"MessageAttributes": message.attributes} if message.attributes else {}),
    }
