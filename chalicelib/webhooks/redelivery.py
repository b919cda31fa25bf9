"""Redelivering: a seller asks for what was sent, given up or put off; what waited goes on when an endpoint is on again.

Whoever opens a message again makes it due at once, so that the sweeper finds it should nobody come to wake its lane.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

from chalicelib.kernel import queues
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.webhooks import delivery_queues, message_limits, outbox, queries, sweeper
from chalicelib.webhooks.delivery_queues import OrderingKey, Redeliver, Resume
from chalicelib.webhooks.lifecycle import OPEN, DeliveryState, before
from chalicelib.webhooks.models import WebhookDelivery

# What a seller may have sent again, and what goes out sooner once its endpoint is on.
SENT_OR_PUT_OFF = before(DeliveryState.WAITING)
PUT_OFF = frozenset({DeliveryState.RETRYING})


class EndpointDeleted(Problem):
    slug, status, title = "webhook-endpoint-deleted", 409, "This webhook endpoint was deleted"


def redeliver(seller_id: str, delivery_id: str) -> WebhookDelivery:
    """Send one message again under its old id, with all its attempts before it.

    NotFound, EndpointDeleted, TooManyMessages.

    One that waits for its first attempt stays as it is.
    """
    delivery = queries.delivery(seller_id, delivery_id)
    lane = delivery_queues.ordering_key_of(seller_id, delivery.lane)
    if queries.find_endpoint(seller_id, lane.endpoint_id) is None:
        raise EndpointDeleted()
    transactions.write(message_limits.counting(seller_id, "redelivery"))
    _reopen(delivery, SENT_OR_PUT_OFF)
    delivery_queues.enqueue([lane])
    return queries.delivery(seller_id, delivery_id)


def redeliver_since(seller_id: str, endpoint_id: str, since: datetime, until: datetime) -> None:
    """Have everything an endpoint was sent of what happened in [since, until) sent again, oldest first.

    NotFound, TooManyMessages, InvalidRequest where the time runs backwards. What is no longer kept cannot be sent.
    """
    queries.endpoint(seller_id, endpoint_id)
    if until <= since:
        raise InvalidRequest(errors=[{"pointer": "/until", "reason": "is not after since"}])
    transactions.write(message_limits.counting(seller_id, "redeliveries"))
    now = clock.now()
    first, last = (min(max(each, now - outbox.KEPT_FOR), now) for each in (since, until))
    delivery_queues.enqueue_task(Redeliver(seller_id, endpoint_id, _bound(first), _bound(last)))


def resume(seller_id: str, endpoint_id: str, since: datetime) -> None:
    """Have everything that waits for an endpoint since then looked at, now and once more a little later.

    What was put off until its next attempt has it at once, and all of them before it again.

    A message that was put a moment before may not be in the index yet, and its own wake met an endpoint that was off.
    """
    delivery_queues.enqueue_task(Resume(seller_id, endpoint_id, _bound(since)))
    resume_later(seller_id, endpoint_id, since)


def resume_later(seller_id: str, endpoint_id: str, since: datetime) -> None:
    """The same once the index has caught up; of an endpoint that is gone by then, everything is dropped."""
    delivery_queues.enqueue_task(Resume(seller_id, endpoint_id, _bound(since)), sweeper.INDEX_LAG_MAX)


def run_tasks(event: Mapping[str, Any]) -> dict[str, Any]:
    """Run each task of a batch."""
    return queues.work(event, lambda body, _: _run(delivery_queues.parse_task(body)))


def _run(task: delivery_queues.BackgroundTask) -> None:
    if isinstance(task, OrderingKey):
        return delivery_queues.enqueue([task])
    until_id = task.until_id if isinstance(task, Redeliver) else _bound(clock.now())
    page, goes_on = queries.happened_after(task.seller_id, task.delivery_id, until_id, task.endpoint_id)
    is_asked = isinstance(task, Redeliver)
    for delivery in page:
        _reopen(delivery, SENT_OR_PUT_OFF if is_asked else PUT_OFF)
    lanes = {
        delivery_queues.ordering_key_of(each.seller_id, each.lane) for each in page if is_asked or each.state in OPEN
    }
    delivery_queues.enqueue(sorted(lanes, key=lambda lane: lane.name))
    if goes_on and isinstance(task, Redeliver):
        delivery_queues.enqueue_task(Redeliver(task.seller_id, task.endpoint_id, goes_on, until_id))
    elif goes_on:
        delivery_queues.enqueue_task(Resume(task.seller_id, task.endpoint_id, goes_on))
    return None


def _reopen(delivery: WebhookDelivery, states: Set[DeliveryState]) -> None:
    """Have a message in one of `states` wait for a first attempt, due now."""
    if delivery.state not in states:
        return
    now = clock.now()
    act = transactions.update(
        WebhookDelivery(delivery.lane, delivery.order_key),
        WebhookDelivery.state.set(DeliveryState.WAITING),
        WebhookDelivery.tries.set(0),
        WebhookDelivery.due_at.set(clock.stamp(now)),
        WebhookDelivery.due_slot.set(sweeper.slot_of(now, delivery.delivery_id)),
        condition=WebhookDelivery.state.is_in(*sorted(states)),
    )
    # One that was reopened or settled meanwhile stays as it is.
    transactions.write_if_met(act)


def _bound(moment: datetime) -> str:
    """The smallest delivery id of a moment."""
    return f"{queries.DELIVERY}_{settings.cell}_{ids.ulid_of(moment, bytes(10))}"
