"""Events: signed, retried for three days, listed when undelivered, and wrong on demand."""

import json

import pytest
import stripe

from doubles.stripe_double.events import Delivery
from tests.doubles.stripe_double.conftest import WEBHOOK_SECRET, Platform

# The library reads the real clock; the double's is the test's own.
ANY_AGE = 10**10


def opened(delivery: Delivery) -> stripe.Event:
    signature = delivery.headers["Stripe-Signature"]
    event: stripe.Event = stripe.Webhook.construct_event(delivery.body, signature, WEBHOOK_SECRET, tolerance=ANY_AGE)
    return event


def kinds(deliveries: list[Delivery]) -> list[str]:
    return [opened(delivery).type for delivery in deliveries]


def test_a_sale_is_told_in_signed_events(platform: Platform) -> None:
    paid = platform.pays(metadata={"order_id": "ord_eu_1"})
    due = platform.double.due_events(platform.now)
    assert kinds(due) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    event = opened(due[2])
    assert (event.data.object.id, event.data.object.metadata["order_id"]) == (paid.id, "ord_eu_1")
    assert event.to_dict()["request"]["id"].startswith("req_")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(
            due[0].body, due[0].headers["Stripe-Signature"], "whsec_wrong", tolerance=ANY_AGE
        )


def test_an_event_is_handed_over_until_it_is_acknowledged(platform: Platform) -> None:
    platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    pauses = []
    for _ in range(4):
        [delivery] = platform.double.due_events()
        platform.double.delivered(delivery.event_id, 500)
        assert platform.double.due_events() == []
        asked_at = platform.now
        while not (waiting := platform.double.due_events()):
            platform.now += 30
        pauses.append(platform.now - asked_at)
        platform.double.delivered(waiting[0].event_id, 503)
        platform.now += 8 * 3600
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]

    missing = platform.stripe.events.list({"delivery_success": False}).data
    [delivery] = platform.double.due_events()
    assert [event.id for event in missing] == [delivery.event_id]
    platform.double.delivered(delivery.event_id, 200)
    assert platform.stripe.events.list({"delivery_success": False}).data == []
    assert platform.stripe.events.list({"delivery_success": True}).data[0].pending_webhooks == 0


def test_retries_end_after_three_days_but_the_event_can_still_be_read(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    attempts = 0
    for _ in range(24 * 5):
        for delivery in platform.double.due_events():
            attempts += 1
            platform.double.delivered(delivery.event_id, 0)
        platform.now += 3600
    assert 10 <= attempts <= 25
    assert platform.stripe.events.list({"delivery_success": False}).data[0].data.object.id == intent.id
    platform.pass_days(30)
    assert platform.stripe.events.list().data == []


def test_a_delivery_nobody_reported_comes_again(platform: Platform) -> None:
    platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    [lost] = platform.double.due_events()
    assert platform.double.due_events() == []
    platform.now += 60
    [again] = platform.double.due_events()
    assert (again.event_id, again.attempt) == (lost.event_id, 2)


def test_a_delivery_that_ended_with_its_process_comes_again_at_once(platform: Platform) -> None:
    platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    [lost] = platform.double.due_events()
    after = platform.reopened()
    assert after.double.due_events() == []
    after.double.take_back_events()
    [again] = after.double.due_events()
    assert (again.event_id, again.attempt) == (lost.event_id, 1)


def test_an_event_can_come_twice(platform: Platform) -> None:
    platform.double.inject("event_duplicate", event="payment_intent.created", copies=3, seconds=0)
    platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    due = platform.double.due_events()
    assert len({delivery.event_id for delivery in due}) == 1
    assert len(due) == 3
    for delivery in due:
        platform.double.delivered(delivery.event_id, 200)
    platform.pass_days(1)
    assert platform.double.due_events() == []


def test_an_event_can_be_late_or_lost(platform: Platform) -> None:
    platform.double.inject("event_delay", event="payment_intent.succeeded", seconds=3600)
    platform.double.inject("event_drop", event="charge.*")
    platform.pays()
    assert kinds(platform.double.due_events()) == ["payment_intent.created"]
    platform.now += 3600
    late = [delivery for delivery in platform.double.due_events() if delivery.attempt == 1]
    assert kinds(late) == ["payment_intent.succeeded"]
    undelivered = {event.type for event in platform.stripe.events.list({"delivery_success": False}).data}
    assert "charge.succeeded" in undelivered


def test_events_can_be_shuffled(platform: Platform) -> None:
    platform.double.inject("event_shuffle", probability=1.0, seconds=600)
    for _ in range(5):
        platform.pays()
    arrived = []
    for _ in range(610):
        for delivery in platform.double.due_events():
            platform.double.delivered(delivery.event_id, 200)
            arrived.append(delivery.event_id)
        platform.now += 1
    sent = [event.id for event in platform.stripe.events.list({"limit": 100}).data][::-1]
    assert sorted(arrived) == sorted(sent)
    assert arrived != sent


def test_an_event_can_lie(platform: Platform) -> None:
    platform.double.inject("event_unknown", event="payment_intent.created")
    platform.double.inject("event_stale", event="payment_intent.succeeded")
    paid = platform.pays()
    told = [opened(delivery) for delivery in platform.double.due_events()]
    unknown = [event for event in told if event.type == "payment_intent.created" and event.data.object.id != paid.id]
    assert len(unknown) == 1
    with pytest.raises(stripe.InvalidRequestError):
        platform.stripe.payment_intents.retrieve(unknown[0].data.object.id)
    [stale] = [event for event in told if event.type == "payment_intent.succeeded"]
    assert stale.data.object.status == "requires_confirmation"
    assert platform.double.faults_taken() == {"event_unknown": 1, "event_stale": 1}


def test_the_body_is_exactly_what_is_signed(platform: Platform) -> None:
    platform.pays(description="Écran fêlé – réparé")
    due = platform.double.due_events()
    assert [json.loads(delivery.body)["id"] for delivery in due] == [opened(delivery).id for delivery in due]
    assert len(due) == 3
