"""What is sent is in the queue or refused aloud; one bad message fails alone."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.kernel import queues as kernel_queues
from chalicelib.kernel.queues import MessageRefused
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Unavailable
from tests.kernel.aws_stub import AwsStub, response

URL = settings.reactions_queue_url
Take = Callable[[str], list[str]]


def record(message_id: str, body: str, times: int = 1) -> dict[str, Any]:
    return {"messageId": message_id, "body": body, "attributes": {"ApproximateReceiveCount": str(times)}}


def test_any_number_of_messages_arrives(queues: Take) -> None:
    bodies = [f"message {number}" for number in range(23)]
    kernel_queues.send(URL, bodies)
    assert sorted(queues("reactions")) == sorted(bodies)


def test_nothing_to_send_asks_nobody(queues: Take) -> None:
    sqs = AwsStub("sqs")
    kernel_queues.send(URL, [])
    assert sqs.sent == []
    assert queues("reactions") == []


def test_a_delay_is_passed_on(queues: Take) -> None:
    sqs = AwsStub("sqs")
    kernel_queues.send(URL, ["later"], delay_seconds=900)
    assert sqs.requests("SendMessageBatch")[0]["Entries"][0]["DelaySeconds"] == 900
    assert queues("reactions") == []


@pytest.mark.usefixtures("queues")
def test_a_message_the_queue_refused_is_not_taken_for_sent() -> None:
    sqs = AwsStub("sqs")
    failed = {"Id": "1", "Code": "InternalError", "SenderFault": False}
    sqs.plan("SendMessageBatch", response({"Successful": [], "Failed": [failed]}))
    with pytest.raises(Unavailable):
        kernel_queues.send(URL, ["one", "two"])


def test_a_bad_message_fails_alone_and_its_siblings_go_on() -> None:
    handled = []

    def handle(body: str, times_received: int) -> None:
        if body == "poison":
            raise ValueError(body)
        handled.append((body, times_received))

    batch = {"Records": [record("1", "one"), record("2", "poison"), record("3", "three", 4), record("4", "poison")]}
    answer = kernel_queues.work(batch, handle)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}, {"itemIdentifier": "4"}]}
    assert handled == [("one", 1), ("three", 4)]


def test_what_failed_is_logged_without_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    def handle(body: str, _: int) -> None:
        raise ValueError(f"cannot mail {body}")

    kernel_queues.work({"Records": [record("m-1", "zoe@example.org")]}, handle)
    logged = capsys.readouterr().out
    assert '"event":"message-failed"' in logged
    assert '"message_id":"m-1"' in logged
    assert "zoe" not in logged


@pytest.mark.usefixtures("queues")
@pytest.mark.parametrize("code", ["InvalidMessageContents", "AccessDenied", "BatchRequestTooLong"])
def test_a_message_refused_for_what_it_is_is_not_called_unavailable(code: str) -> None:
    sqs = AwsStub("sqs")
    failed = {"Id": "1", "Code": code, "SenderFault": True}
    sqs.plan("SendMessageBatch", *[response({"Successful": [], "Failed": [failed]})] * 2)
    with pytest.raises(MessageRefused, match=code):
        kernel_queues.send(URL, ["one", "two"])
    with pytest.raises(MessageRefused, match=code):
        kernel_queues.send_in_order(URL, [("group", "one"), ("group", "two")])


@pytest.mark.usefixtures("queues")
def test_a_throttled_message_is_the_senders_fault_and_may_be_taken_in_a_moment() -> None:
    sqs = AwsStub("sqs")
    failed = {"Id": "1", "Code": "RequestThrottled", "SenderFault": True}
    sqs.plan("SendMessageBatch", response({"Successful": [], "Failed": [failed]}))
    with pytest.raises(Unavailable):
        kernel_queues.send(URL, ["one", "two"])
