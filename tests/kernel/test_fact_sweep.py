"""Behind the relay goes a sweeper: no fact older than five minutes stays untold, and none is passed over."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel import fact_relay, fact_store
from chalicelib.kernel.fact_relay import Reaction, ReactionMessage
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value
from doubles.clock_and_randomness import ManualClock
from testing.aws_in_process import carried_out
from tests.kernel.aws_stub import AwsStub, error_response
from tests.kernel.sample_facts import DeviceListed, record

Take = Callable[[str], list[str]]

pytestmark = pytest.mark.usefixtures("tables", "manual_clock")

SUBSCRIPTIONS: fact_relay.Subscriptions = {DeviceListed: (Reaction("note", lambda _, __: None),)}


def told(bodies: list[str]) -> list[str]:
    return sorted(msgspec.json.decode(body, type=ReactionMessage).fact.fact_id for body in bodies)


def listed() -> Recorded:
    return record(DeviceListed(device_id="l1"))


def cursor() -> str:
    found = key_value.find(fact_relay.SWEEP.cursor)
    assert found is not None
    assert found.attribute_values.get("expires_epoch") is None
    return found.content or ""


def test_a_fact_whose_relay_died_is_told_after_five_minutes_and_once(manual_clock: ManualClock, queues: Take) -> None:
    lost = listed()
    manual_clock.advance(minutes=4)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 0
    manual_clock.advance(minutes=2)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 1
    assert fact_relay.sweep(SUBSCRIPTIONS) == 0
    assert told(queues("reactions")) == [lost.fact_id]


def test_a_fact_that_was_told_is_left_alone(manual_clock: ManualClock, queues: Take) -> None:
    fact_relay.pass_on(listed(), SUBSCRIPTIONS)
    queues("reactions")
    manual_clock.advance(minutes=10)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 0
    assert queues("reactions") == []


def test_the_untold_are_found_among_many_in_every_shard(manual_clock: ManualClock, queues: Take) -> None:
    everything = [listed() for _ in range(fact_relay.MARKS_READ_MAX + 15)]
    lost = everything[::10]
    for fact in everything:
        if fact not in lost:
            fact_relay.pass_on(fact, SUBSCRIPTIONS)
    queues("reactions")
    assert len({fact_store.hour_shard("", fact.fact_id) for fact in lost}) > fact_store.HOUR_SHARDS / 2
    manual_clock.advance(minutes=6)
    assert fact_relay.sweep(SUBSCRIPTIONS) == len(lost)
    assert told(queues("reactions")) == sorted(fact.fact_id for fact in lost)


@pytest.mark.usefixtures("queues")
def test_the_sweeper_forgets_an_hour_only_well_after_its_end(manual_clock: ManualClock) -> None:
    fact_relay.sweep(SUBSCRIPTIONS)
    assert cursor() == "2026-11-23T08:00:00.000Z", "at nine, the hour before is too fresh to be called clean"
    manual_clock.advance(minutes=10)
    fact_relay.sweep(SUBSCRIPTIONS)
    assert cursor() == "2026-11-23T09:00:00.000Z"


def test_the_sweeper_never_goes_past_a_fact_it_could_not_tell(manual_clock: ManualClock, queues: Take) -> None:
    fact_relay.sweep(SUBSCRIPTIONS)
    lost = listed()
    manual_clock.advance(hours=5)
    AwsStub("sqs").plan("SendMessageBatch", error_response("InternalError", 500))
    with pytest.raises(ClientError):
        fact_relay.sweep(SUBSCRIPTIONS)
    assert clock.parse(cursor()) <= clock.parse(lost.occurred_at)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 1
    assert told(queues("reactions")) == [lost.fact_id]
    assert clock.parse(cursor()) > clock.parse(lost.occurred_at)


def test_what_was_swept_stays_swept_when_a_later_hour_fails(manual_clock: ManualClock, queues: Take) -> None:
    fact_relay.sweep(SUBSCRIPTIONS)
    first = listed()
    manual_clock.advance(hours=3)
    second = listed()
    manual_clock.advance(hours=3)
    AwsStub("sqs").plan("SendMessageBatch", carried_out, error_response("InternalError", 500))
    with pytest.raises(ClientError):
        fact_relay.sweep(SUBSCRIPTIONS)
    assert clock.parse(first.occurred_at) < clock.parse(cursor()) <= clock.parse(second.occurred_at)
    assert told(queues("reactions")) == [first.fact_id]


def test_a_sweeper_that_slept_for_days_goes_on_where_it_stopped(manual_clock: ManualClock, queues: Take) -> None:
    fact_relay.sweep(SUBSCRIPTIONS)
    lost = listed()
    manual_clock.moment += timedelta(days=3)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 1
    assert told(queues("reactions")) == [lost.fact_id]


def test_the_first_sweep_of_a_cell_looks_back_over_what_a_stream_keeps(manual_clock: ManualClock, queues: Take) -> None:
    lost = listed()
    manual_clock.advance(hours=40)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 1
    assert told(queues("reactions")) == [lost.fact_id]


def test_a_fact_of_the_last_moment_of_an_hour_is_not_lost_between_two(manual_clock: ManualClock, queues: Take) -> None:
    fact_relay.sweep(SUBSCRIPTIONS)
    manual_clock.moment = clock.parse("2026-11-23T09:59:59.998Z")
    edge = [listed() for _ in range(3)]
    manual_clock.advance(minutes=30)
    assert fact_relay.sweep(SUBSCRIPTIONS) == 3
    assert told(queues("reactions")) == sorted(fact.fact_id for fact in edge)
