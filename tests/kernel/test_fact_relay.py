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
from tests.aws_doubles import carried_out
from tests.kernel.door import Door, answered, refused
from tests.kernel.lamps import LampLit, LampPutOut, LampSold, record

Take = Callable[[str], list[str]]

pytestmark = pytest.mark.usefixtures("tables", "manual_clock")

seen: list[tuple[str, Any]] = []


def note(fact: Recorded, lit: LampLit) -> None:
    seen.append((fact.fact_id, lit))


def stumble(_: Recorded, lit: LampLit) -> None:
    raise ValueError(lit.colour)


SUBSCRIPTIONS: fact_relay.Subscriptions = {
    LampLit: (Reaction("note", note), Reaction("stumble", stumble), Reaction("mail", note, "mails")),
    LampPutOut: (Reaction("mail", note, "mails"),),
    LampSold: (),
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
    lit, out = record(LampLit(lamp_id="l1")), record(LampPutOut(lamp_id="l1"))
    assert fact_relay.relay(streamed(lit, out), SUBSCRIPTIONS) == {"batchItemFailures": []}
    assert named(queues("reactions")) == ["note", "stumble"]
    assert named(queues("mails")) == ["mail", "mail"]
    assert is_marked(lit)
    assert is_marked(out)


def test_a_fact_nobody_reacts_to_is_only_marked(queues: Take) -> None:
    sold = record(LampSold(lamp_id="l1"))
    fact_relay.relay(streamed(sold), SUBSCRIPTIONS)
    assert is_marked(sold)
    assert queues("reactions") + queues("mails") == []


def test_the_stream_resumes_at_the_first_fact_that_failed_and_nothing_after_it_is_passed_on(queues: Take) -> None:
    facts = [record(LampPutOut(lamp_id="l1")) for _ in range(3)]
    Door("sqs").plan("SendMessageBatch", carried_out, refused("InternalError", 500))
    assert fact_relay.relay(streamed(*facts), SUBSCRIPTIONS) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert [is_marked(fact) for fact in facts] == [True, False, False]
    assert len(queues("mails")) == 1


def test_a_record_that_is_no_fact_holds_the_stream_until_it_is_bisected_out(queues: Take) -> None:
    batch = streamed(record(LampPutOut(lamp_id="l1")), record(LampPutOut(lamp_id="l1")))
    del batch["Records"][0]["dynamodb"]["NewImage"]
    assert fact_relay.relay(batch, SUBSCRIPTIONS) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert queues("mails") == []


@pytest.mark.usefixtures("queues")
def test_a_fact_the_queue_did_not_take_is_not_marked() -> None:
    lit = record(LampLit(lamp_id="l1"))
    Door("sqs").plan("SendMessageBatch", refused("InternalError", 500))
    assert fact_relay.relay(streamed(lit), SUBSCRIPTIONS) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert not is_marked(lit)


def test_a_relay_that_dies_before_its_mark_sends_twice_and_never_not_at_all(queues: Take) -> None:
    out = record(LampPutOut(lamp_id="l1"))
    Door("dynamodb").plan("PutItem", refused("ValidationException"))
    assert fact_relay.relay(streamed(out), SUBSCRIPTIONS)["batchItemFailures"] == [{"itemIdentifier": "0"}]
    assert fact_relay.relay(streamed(out), SUBSCRIPTIONS)["batchItemFailures"] == []
    assert named(queues("mails")) == ["mail", "mail"]


def test_a_worker_runs_the_reaction_a_message_names_with_the_fact_as_it_was(manual_clock: ManualClock) -> None:
    lit = record(LampLit(lamp_id="l1", colour="grün 🙂"))
    manual_clock.advance(hours=1)
    assert fact_relay.react(queued(ReactionMessage("note", lit)), SUBSCRIPTIONS) == {"batchItemFailures": []}
    assert seen == [(lit.fact_id, LampLit(lamp_id="l1", colour="grün 🙂"))]


def test_a_reaction_that_fails_comes_again_alone() -> None:
    lit, out = record(LampLit(lamp_id="l1")), record(LampPutOut(lamp_id="l1"))
    strange = msgspec.structs.replace(lit, name="LampEaten")
    batch = queued(
        ReactionMessage("stumble", lit),
        ReactionMessage("note", lit),
        ReactionMessage("dance", out),
        ReactionMessage("note", strange),
    )
    failures = fact_relay.react(batch, SUBSCRIPTIONS)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == ["0", "2", "3"]
    assert len(seen) == 1


def test_a_table_reaction_happens_once_however_often_its_fact_arrives() -> None:
    lit, other = record(LampLit(lamp_id="l1")), record(LampLit(lamp_id="l1"))
    counted = transactions.update(KeyValueItem("count"), KeyValueItem.number.add(1))
    transactions.commit([fact_relay.once(lit, "lamps.count"), counted])
    with pytest.raises(AlreadyDone):
        transactions.commit([fact_relay.once(lit, "lamps.count"), counted])
    transactions.commit([fact_relay.once(lit, "lamps.another"), counted])
    transactions.commit([fact_relay.once(other, "lamps.count"), counted])
    counter = key_value.find("count")
    assert counter is not None
    assert counter.number == 3


def test_a_reaction_is_remembered_for_longer_than_its_message_can_wait(manual_clock: ManualClock) -> None:
    lit = record(LampLit(lamp_id="l1"))
    mark: Any = fact_relay.once(lit, "lamps.count").model
    days = (mark.expires_epoch - manual_clock.moment.timestamp()) / 86_400
    # 14 days in the failure queue, sent back from it by ops on the last one, and 14 days again.
    assert days > 28


@pytest.mark.usefixtures("queues")
def test_a_mark_the_sweeper_could_not_read_at_once_is_asked_for_again(manual_clock: ManualClock) -> None:
    lit = record(LampLit(lamp_id="l1"))
    fact_relay.pass_on(lit, SUBSCRIPTIONS)
    manual_clock.advance(minutes=6)
    dynamodb = Door("dynamodb")
    key = {"key": {"S": f"relayed#{lit.fact_id}"}}
    unread = {"rebound-eu-key_values": {"Keys": [key], "ConsistentRead": True}}
    dynamodb.plan("BatchGetItem", answered({"Responses": {"rebound-eu-key_values": []}, "UnprocessedKeys": unread}))
    assert fact_relay.sweep(SUBSCRIPTIONS) == 0
    assert len(dynamodb.requests("BatchGetItem")) == 2


@pytest.mark.usefixtures("queues")
def test_a_sweep_that_cannot_read_says_so() -> None:
    Door("dynamodb").plan("GetItem", refused("AccessDeniedException"))
    with pytest.raises(GetError, match="AccessDenied"):
        fact_relay.sweep(SUBSCRIPTIONS)
