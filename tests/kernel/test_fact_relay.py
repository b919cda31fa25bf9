"""A fact reaches everybody who reacts to it, at least once, whatever dies on the way."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from pynamodb.exceptions import GetError

from chalicelib.kernel import fact_relay
from chalicelib.kernel.fact_relay import AlreadyDone, Reaction, ReactionMessage
from chalicelib.kernel.fact_store import FactItem, Recorded
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from doubles.clock_and_randomness import ManualClock
from testing.aws_in_process import carried_out
from tests.kernel.aws_stub import AwsStub, error_response, response
from tests.kernel.sample_facts import DeviceListed, DeviceSold, DeviceWithdrawn, record

Take = Callable[[str], list[str]]

pytestmark = pytest.mark.usefixtures("tables", "manual_clock")

seen: list[tuple[str, Any]] = []


def note(fact: Recorded, listed: DeviceListed) -> None:
    seen.append((fact.fact_id, listed))


def stumble(_: Recorded, listed: DeviceListed) -> None:
    raise ValueError(listed.colour)


SUBSCRIPTIONS: fact_relay.Subscriptions = {
    DeviceListed: (Reaction("note", note), Reaction("stumble", stumble), Reaction("mail", note, "mails")),
    DeviceWithdrawn: (Reaction("mail", note, "mails"),),
    DeviceSold: (),
}


@pytest.fixture(autouse=True)
def _forget() -> None:
    seen.clear()


def streamed(*recorded: Recorded) -> dict[str, Any]:
    """A stream batch about facts, in their order."""
    images = [FactItem.get(fact.subject, fact.fact_id).get_save_kwargs_from_instance()["Item"] for fact in recorded]
    return {
        "Records": [
            {"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": str(number)}}
            for number, image in enumerate(images)
        ]
    }


def queued(*messages: ReactionMessage) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": str(number),
                "body": msgspec.json.encode(message).decode(),
                "attributes": {"ApproximateReceiveCount": "1"},
            }
            for number, message in enumerate(messages)
        ]
    }


def is_marked(fact: Recorded) -> bool:
    return key_value.find(f"relayed#{fact.fact_id}") is not None


def named(bodies: list[str]) -> list[str]:
    return sorted(msgspec.json.decode(body, type=ReactionMessage).reaction for body in bodies)


def test_a_fact_becomes_one_message_per_reaction_in_the_queue_of_its_kind(queues: Take) -> None:
    listed, out = record(DeviceListed(device_id="l1")), record(DeviceWithdrawn(device_id="l1"))
    assert fact_relay.relay(streamed(listed, out), SUBSCRIPTIONS) == {"batchItemFailures": []}
    assert named(queues("reactions")) == ["note", "stumble"]
    assert named(queues("mails")) == ["mail", "mail"]
    assert is_marked(listed)
    assert is_marked(out)


def test_a_fact_nobody_reacts_to_is_only_marked(queues: Take) -> None:
    sold = record(DeviceSold(device_id="l1"))
    fact_relay.relay(streamed(sold), SUBSCRIPTIONS)
    assert is_marked(sold)
    assert queues("reactions") + queues("mails") == []


def test_the_stream_resumes_at_the_first_fact_that_failed_and_nothing_after_it_is_passed_on(queues: Take) -> None:
    facts = [record(DeviceWithdrawn(device_id="l1")) for _ in range(3)]
    AwsStub("sqs").plan("SendMessageBatch", carried_out, error_response("InternalError", 500))
    assert fact_relay.relay(streamed(*facts), SUBSCRIPTIONS) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert [is_marked(fact) for fact in facts] == [True, False, False]
    assert len(queues("mails")) == 1


def test_a_record_that_is_no_fact_holds_the_stream_until_it_is_bisected_out(queues: Take) -> None:
    batch = streamed(record(DeviceWithdrawn(device_id="l1")), record(DeviceWithdrawn(device_id="l1")))
    del batch["Records"][0]["dynamodb"]["NewImage"]
    assert fact_relay.relay(batch, SUBSCRIPTIONS) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert queues("mails") == []


@pytest.mark.usefixtures("queues")
def test_a_fact_the_queue_did_not_take_is_not_marked() -> None:
    listed = record(DeviceListed(device_id="l1"))
    AwsStub("sqs").plan("SendMessageBatch", error_response("InternalError", 500))
    assert fact_relay.relay(streamed(listed), SUBSCRIPTIONS) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert not is_marked(listed)


def test_a_relay_that_dies_before_its_mark_sends_twice_and_never_not_at_all(queues: Take) -> None:
    out = record(DeviceWithdrawn(device_id="l1"))
    AwsStub("dynamodb").plan("PutItem", error_response("ValidationException"))
    assert fact_relay.relay(streamed(out), SUBSCRIPTIONS)["batchItemFailures"] == [{"itemIdentifier": "0"}]
    assert fact_relay.relay(streamed(out), SUBSCRIPTIONS)["batchItemFailures"] == []
    assert named(queues("mails")) == ["mail", "mail"]


def test_a_worker_runs_the_reaction_a_message_names_with_the_fact_as_it_was(manual_clock: ManualClock) -> None:
    listed = record(DeviceListed(device_id="l1", colour="grün 🙂"))
    manual_clock.advance(hours=1)
    assert fact_relay.react(queued(ReactionMessage("note", listed)), SUBSCRIPTIONS) == {"batchItemFailures": []}
    assert seen == [(listed.fact_id, DeviceListed(device_id="l1", colour="grün 🙂"))]


def test_a_reaction_that_fails_comes_again_alone() -> None:
    listed, out = record(DeviceListed(device_id="l1")), record(DeviceWithdrawn(device_id="l1"))
    strange = msgspec.structs.replace(listed, name="DeviceLost")
    batch = queued(
        ReactionMessage("stumble", listed),
        ReactionMessage("note", listed),
        ReactionMessage("dance", out),
        ReactionMessage("note", strange),
    )
    failures = fact_relay.react(batch, SUBSCRIPTIONS)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == ["0", "2", "3"]
    assert len(seen) == 1


def test_a_table_reaction_happens_once_however_often_its_fact_arrives() -> None:
    listed, other = record(DeviceListed(device_id="l1")), record(DeviceListed(device_id="l1"))
    counted = transactions.update(KeyValueItem("count"), KeyValueItem.number.add(1))
    transactions.commit([fact_relay.once(listed, "devices.count"), counted])
    with pytest.raises(AlreadyDone):
        transactions.commit([fact_relay.once(listed, "devices.count"), counted])
    transactions.commit([fact_relay.once(listed, "devices.another"), counted])
    transactions.commit([fact_relay.once(other, "devices.count"), counted])
    counter = key_value.find("count")
    assert counter is not None
    assert counter.number == 3


def test_a_reaction_is_remembered_for_longer_than_its_message_can_wait(manual_clock: ManualClock) -> None:
    listed = record(DeviceListed(device_id="l1"))
    mark: Any = fact_relay.once(listed, "devices.count").model
    days = (mark.expires_epoch - manual_clock.moment.timestamp()) / 86_400
    # 14 days in the failure queue, sent back from it by ops on the last one, and 14 days again.
    assert days > 28


@pytest.mark.usefixtures("queues")
def test_a_mark_the_sweeper_could_not_read_at_once_is_asked_for_again(manual_clock: ManualClock) -> None:
    listed = record(DeviceListed(device_id="l1"))
    fact_relay.pass_on(listed, SUBSCRIPTIONS)
    manual_clock.advance(minutes=6)
    dynamodb = AwsStub("dynamodb")
    key = {"key": {"S": f"relayed#{listed.fact_id}"}}
    unread = {"rebound-eu-key_values": {"Keys": [key], "ConsistentRead": True}}
    dynamodb.plan("BatchGetItem", response({"Responses": {"rebound-eu-key_values": []}, "UnprocessedKeys": unread}))
    assert fact_relay.sweep(SUBSCRIPTIONS) == 0
    assert len(dynamodb.requests("BatchGetItem")) == 2


@pytest.mark.usefixtures("queues")
def test_a_sweep_that_cannot_read_says_so() -> None:
    AwsStub("dynamodb").plan("GetItem", error_response("AccessDeniedException"))
    with pytest.raises(GetError, match="AccessDenied"):
        fact_relay.sweep(SUBSCRIPTIONS)
