"""Sellers create, change, test and delete their webhook endpoints."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, NotFound, Problem
from chalicelib.webhooks import (
    delivery_queues,
    endpoint_health,
    message_limits,
    outbox,
    queries,
    redelivery,
    signing,
    url_check,
)
from chalicelib.webhooks.delivery_queues import OrderingKey
from chalicelib.webhooks.events import TEST_EVENT, Event
from chalicelib.webhooks.lifecycle import EndpointState
from chalicelib.webhooks.models import SLOTS, Endpoint, EndpointSlots, WebhookDelivery
from chalicelib.webhooks.redelivery import EndpointDeleted
from chalicelib.webhooks.url_policy import UrlRefused

ENDPOINTS_MAX = 10
# Longer than the decision of a request that creates an endpoint is kept, even where TTL deletes late.
GONE_KEEP_DAYS = 2 * idempotency.KEEP_DAYS


class TooManyEndpoints(Problem):
    slug, status, title = "too-many-webhook-endpoints", 409, f"A seller has at most {ENDPOINTS_MAX} webhook endpoints"


class SecretStillSigns(Problem):
    """`old_secret_signs_until` is when the next rotation may come."""

    slug, status, title = "webhook-secret-still-signs", 409, "The previous secret is still in use"


class _EndpointThere(Exception):
    """The same request created it before."""


class EndpointRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's settings of an endpoint; None leaves one unchanged."""

    url: str | None = None
    event_types: tuple[str, ...] | None = None
    description: str | None = None
    state: EndpointState | None = None


def create_endpoint(seller_id: str, wanted: EndpointRequest, request: Request) -> tuple[Endpoint, str | None]:
    """Create an endpoint; returns it with its secret, or with None when the same request created it before.

    Raises: InvalidRequest for a URL that is refused, TooManyEndpoints, IdempotencyKeyReused, EndpointDeleted when the
    same request created one that was deleted.
    """
    earlier = idempotency.find_decision(request)
    if earlier is None:
        _require_sendable(str(wanted.url))
    (endpoint_id,) = earlier or idempotency.decide(request, (ids.new_id(queries.ENDPOINT),))
    now = clock.timestamp()
    endpoint = Endpoint(
        seller_id,
        endpoint_id,
        url=wanted.url,
        subscriptions=dict.fromkeys(wanted.event_types or (), now),
        description=wanted.description or "",
        state="ENABLED",
        created_at=now,
        version=1,
        secret_number=1,
        timeouts_in_a_row=0,
        failures_in_a_row=0,
    )
    try:
        transactions.commit(
            [transactions.put_new(endpoint, _exists), _never_gone(endpoint_id), _taking_slot(seller_id)]
        )
    except _EndpointThere:
        return queries.endpoint(seller_id, endpoint_id), None
    return endpoint, signing.secret(endpoint_id, 1)


def change_endpoint(seller_id: str, endpoint_id: str, wanted: EndpointRequest) -> Endpoint:
    """Change an endpoint; returns it as changed.

    A newly subscribed event type is sent from now on. `state="ENABLED"` resumes all waiting messages, also when the
    endpoint was enabled before.
    Raises: InvalidRequest, NotFound, Conflict.
    """
    endpoint = queries.endpoint(seller_id, endpoint_id)
    if wanted.url is not None:
        _require_sendable(wanted.url)
    is_switched_on = wanted.state == "ENABLED" and endpoint.state == "DISABLED"
    changes = _changes(endpoint, wanted, is_switched_on=is_switched_on)
    if changes:
        act = transactions.update(
            Endpoint(seller_id, endpoint_id),
            *changes,
            Endpoint.version.add(1),
            condition=Endpoint.version == endpoint.version,
        )
        transactions.commit([act])
    if wanted.state == "ENABLED":
        # Also if it was enabled before: the request may be a repetition whose first answer was lost.
        redelivery.resume(seller_id, endpoint_id, clock.now() - outbox.KEPT_FOR)
    return queries.endpoint(seller_id, endpoint_id)


def delete_endpoint(seller_id: str, endpoint_id: str) -> None:
    """Delete an endpoint. Nothing more is sent to it; its waiting messages are dropped a little later.

    Raises: NotFound.
    """
    queries.endpoint(seller_id, endpoint_id)
    # Before the deletion, in case the process ends after it. If the task runs early it only sends what is due.
    redelivery.resume_later(seller_id, endpoint_id, clock.now() - outbox.KEPT_FOR)
    gone = transactions.delete(Endpoint(seller_id, endpoint_id), Endpoint.endpoint_id.exists(), lambda _: NotFound())
    mark = transactions.put(key_value.item(_gone_key(endpoint_id), keep_days=GONE_KEEP_DAYS))
    freed = transactions.update(EndpointSlots(seller_id, SLOTS), EndpointSlots.slots.add(-1))
    transactions.commit([gone, mark, freed])


def rotate_secret(seller_id: str, endpoint_id: str, request: Request) -> tuple[Endpoint, str | None]:
    """Give an endpoint its next secret; returns both, or None for the secret when the same request rotated it before.

    The previous secret signs for another day. No further rotation is possible in that time: it would end a secret that
    is still in use.
    Raises: NotFound, SecretStillSigns, Conflict, IdempotencyKeyReused.
    """
    endpoint = queries.endpoint(seller_id, endpoint_id)
    earlier = idempotency.find_decision(request)
    overlap_ends = signing.overlap_ends(endpoint.rotated_at)
    if earlier is None and overlap_ends is not None and clock.now() < overlap_ends:
        raise SecretStillSigns(old_secret_signs_until=clock.stamp(overlap_ends))
    (decided,) = earlier or idempotency.decide(request, (str(int(endpoint.secret_number) + 1),))
    number = int(decided)
    if int(endpoint.secret_number) >= number:
        return endpoint, None
    act = transactions.update(
        Endpoint(seller_id, endpoint_id),
        Endpoint.secret_number.set(number),
        Endpoint.rotated_at.set(clock.timestamp()),
        Endpoint.version.add(1),
        condition=Endpoint.secret_number == number - 1,
    )
    transactions.commit([act])
    return queries.endpoint(seller_id, endpoint_id), signing.secret(endpoint_id, number)


def send_test(seller_id: str, endpoint_id: str, request: Request) -> tuple[WebhookDelivery, bool]:
    """Send a test message; returns it, and whether the same request sent it before.

    Raises: NotFound, TooManyMessages, IdempotencyKeyReused.
    """
    queries.endpoint(seller_id, endpoint_id)
    earlier = idempotency.find_decision(request)
    if earlier is None:
        transactions.write(message_limits.counting(seller_id, "test"))
    (fact_id,) = earlier or idempotency.decide(request, (ids.new_ulid(),))
    event = Event(
        seller_id=seller_id,
        type=TEST_EVENT,
        fact_id=fact_id,
        occurred_at=clock.stamp(ids.ulid_moment(fact_id)),
        version=0,
        content={"endpoint_id": endpoint_id, "path": f"/v1/seller/webhook-endpoints/{endpoint_id}"},
    )
    ordering_key = OrderingKey(seller_id, endpoint_id, endpoint_id)
    outbox.put_missing(ordering_key, [event])
    delivery_queues.enqueue([ordering_key])
    return WebhookDelivery.get(ordering_key.name, event.sequence_key, consistent_read=True), earlier is not None


def _changes(endpoint: Endpoint, wanted: EndpointRequest, *, is_switched_on: bool) -> list[Any]:
    changes: list[Any] = []
    if wanted.description is not None and wanted.description != endpoint.description:
        changes.append(Endpoint.description.set(wanted.description))
    if wanted.event_types is not None and set(wanted.event_types) != set(endpoint.subscriptions):
        changes.append(Endpoint.subscriptions.set(_since(endpoint, wanted.event_types)))
    if wanted.state == "DISABLED" and endpoint.state == "ENABLED":
        changes += [
            Endpoint.state.set("DISABLED"),
            Endpoint.disabled_why.set("SELLER"),
            Endpoint.disabled_at.set(clock.timestamp()),
        ]
    has_moved = wanted.url is not None and wanted.url != endpoint.url
    if wanted.url is not None and has_moved:
        changes.append(Endpoint.url.set(wanted.url))
    if is_switched_on:
        changes.append(Endpoint.state.set("ENABLED"))
    if is_switched_on or (has_moved and wanted.state != "DISABLED" and endpoint.state == "ENABLED"):
        changes += endpoint_health.healthy()
    return changes


def _since(endpoint: Endpoint, event_types: Iterable[str]) -> dict[str, str]:
    now, known = clock.timestamp(), endpoint.subscriptions
    return {each: known.get(each, now) for each in event_types}


def _require_sendable(url: str) -> None:
    try:
        url_check.target_of(url)
    except UrlRefused as reason:
        raise InvalidRequest(errors=[{"pointer": "/url", "reason": str(reason)}]) from reason


def _exists(_: Table | None) -> Exception:
    return _EndpointThere()


def _gone_key(endpoint_id: str) -> str:
    return f"gone#{endpoint_id}"


def _never_gone(endpoint_id: str) -> transactions.Act:
    """A late repetition of a request must not create an endpoint again that its seller deleted."""
    return transactions.check(KeyValueItem(_gone_key(endpoint_id)), KeyValueItem.absent(), lambda _: EndpointDeleted())


def _taking_slot(seller_id: str) -> transactions.Act:
    is_free = EndpointSlots.slots.does_not_exist() | (EndpointSlots.slots < ENDPOINTS_MAX)
    slots = EndpointSlots(seller_id, SLOTS)
    return transactions.update(
        slots, EndpointSlots.slots.add(1), condition=is_free, refusal=lambda _: TooManyEndpoints()
    )
