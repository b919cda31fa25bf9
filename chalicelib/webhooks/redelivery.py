"""Redelivery: messages are sent again when their seller asks, and sooner when an endpoint is switched on again.

A reopened message is due at once, so the sweeper finds it if its ordering key is not enqueued.
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

# The states from which a seller may have a message sent again, and those resumed when an endpoint is on again.
SENT_OR_PUT_OFF = before(DeliveryState.WAITING)
PUT_OFF = frozenset({DeliveryState.RETRYING})


class EndpointDeleted(Problem):
    slug, status, title = "webhook-endpoint-deleted", 409, "This webhook endpoint was deleted"


def redeliver(seller_id: str, delivery_id: str) -> WebhookDelivery:
    """Send one message again under its old id, with a full set of attempts.

    A message that waits for its first attempt stays as it is.
    Raises: NotFound, EndpointDeleted, TooManyMessages.
    """
    delivery = queries.delivery(seller_id, delivery_id)
    ordering_key = delivery_queues.ordering_key_of(seller_id, delivery.ordering_key)
    if queries.find_endpoint(seller_id, ordering_key.endpoint_id) is None:
        raise EndpointDeleted()
    transactions.write(message_limits.counting(seller_id, "redelivery"))
    _reopen(delivery, SENT_OR_PUT_OFF)
    delivery_queues.enqueue([ordering_key])
    return queries.delivery(seller_id, delivery_id)


def redeliver_since(seller_id: str, endpoint_id: str, since: datetime, until: datetime) -> None:
    """Send an endpoint its messages about events in [since, until) again, oldest first, as far as they are kept.

    Raises: NotFound, TooManyMessages, InvalidRequest for an empty interval.
    """
    queries.endpoint(seller_id, endpoint_id)
    if until <= since:
        raise InvalidRequest(errors=[{"pointer": "/until", "reason": "is not after since"}])
    transactions.write(message_limits.counting(seller_id, "redeliveries"))
    now = clock.now()
    first, last = (min(max(each, now - outbox.KEPT_FOR), now) for each in (since, until))
    delivery_queues.enqueue_task(Redeliver(seller_id, endpoint_id, _bound(first), _bound(last)))


def resume(seller_id: str, endpoint_id: str, since: datetime) -> None:
    """Resume all messages for an endpoint since then, now and once more a little later.

    A message that waits for its next attempt is sent at once, with a full set of attempts. The second run finds
    messages that were not in the index yet and whose queue message met an endpoint that was switched off.
    """
    delivery_queues.enqueue_task(Resume(seller_id, endpoint_id, _bound(since)))
    resume_later(seller_id, endpoint_id, since)


def resume_later(seller_id: str, endpoint_id: str, since: datetime) -> None:
    """Resume once the index has caught up. If the endpoint is deleted by then, its messages are dropped."""
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
    ordering_keys = {
        delivery_queues.ordering_key_of(each.seller_id, each.ordering_key)
        for each in page
        if is_asked or each.state in OPEN
    }
    delivery_queues.enqueue(sorted(ordering_keys, key=lambda ordering_key: ordering_key.name))
    if goes_on and isinstance(task, Redeliver):
        delivery_queues.enqueue_task(Redeliver(task.seller_id, task.endpoint_id, goes_on, until_id))
    elif goes_on:
        delivery_queues.enqueue_task(Resume(task.seller_id, task.endpoint_id, goes_on))
    return None


def _reopen(delivery: WebhookDelivery, states: Set[DeliveryState]) -> None:
    """Move a message in one of `states` back to WAITING, due now."""
    if delivery.state not in states:
        return
    now = clock.now()
    act = transactions.update(
        WebhookDelivery(delivery.ordering_key, delivery.sequence_key),
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
