"""Delivery: the messages of one ordering key are sent one after another, each until it is delivered or given up.

The outcome of an attempt is written on condition that the message is as it was read. Two workers on one ordering key
may both send the same message (receivers recognise its id), but neither sends the next before the first is settled.
"""

import math
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Destination, Limits
from chalicelib.kernel import queues
from chalicelib.kernel.runtime import clock, log, randomness
from chalicelib.kernel.runtime.version import VERSION
from chalicelib.kernel.storage import transactions
from chalicelib.webhooks import delivery_queues, endpoint_health, queries, retry_policy, signing, sweeper, url_check
from chalicelib.webhooks.delivery_queues import OrderingKey
from chalicelib.webhooks.lifecycle import LET_US_WAIT, DeliveryState, Outcome, before
from chalicelib.webhooks.models import DeliveryAttempt, Endpoint, WebhookDelivery
from chalicelib.webhooks.url_policy import HostUnresolved, UrlRefused

LIMITS = Limits()
# A function may run for a minute: after half of it the remaining messages are left to the next run.
LOOK_SECONDS = 30
ATTEMPTS_KEPT = 10
USER_AGENT = f"Rebound-Webhooks/{VERSION}"
# The statuses with which a receiver's Retry-After is honoured: it is busy, or down for a while.
BUSY = frozenset({429, 502, 503, 504})


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of an attempt. `answer` is the beginning of the receiver's answer, or why nothing was sent."""

    outcome: Outcome
    status: int | None = None
    answer: str = ""
    retry_after: timedelta | None = None


class _DeliveryOvertaken(Exception):
    """The message is no longer as it was read: another worker or the seller changed it."""


def deliver(event: Mapping[str, Any], limits: Limits = LIMITS) -> dict[str, Any]:
    """Send what is due under each ordering key of a batch."""
    return queues.work(
        event, lambda body, _: look_at(delivery_queues.parse_ordering_key(body), limits, serves_slow=False)
    )


def deliver_slow(event: Mapping[str, Any], limits: Limits = LIMITS) -> dict[str, Any]:
    """The same for slow endpoints, which have a queue of their own so that others do not wait for them."""
    return queues.work(
        event, lambda body, _: look_at(delivery_queues.parse_ordering_key(body), limits, serves_slow=True)
    )


def look_at(ordering_key: OrderingKey, limits: Limits, *, serves_slow: bool) -> None:
    """Send the due messages of an ordering key in order, until one must wait or the time is up."""
    started = clock.monotonic()
    for delivery in queries.open_deliveries(ordering_key.name):
        endpoint = queries.find_endpoint(ordering_key.seller_id, ordering_key.endpoint_id)
        if endpoint is None:
            with suppress(_DeliveryOvertaken):
                _settle(delivery, DeliveryState.DROPPED, ())
            continue
        if endpoint.state != "ENABLED" or _must_wait(delivery):
            return None
        if endpoint_health.is_slow(endpoint) != serves_slow or clock.monotonic() - started > LOOK_SECONDS:
            return _pass_on(ordering_key, endpoint)
        if not _try(ordering_key, endpoint, delivery, limits):
            return None
    return None


def _pass_on(ordering_key: OrderingKey, endpoint: Endpoint) -> None:
    if endpoint_health.is_slow(endpoint):
        delivery_queues.enqueue_slow(ordering_key)
    else:
        delivery_queues.enqueue([ordering_key])


def _must_wait(delivery: WebhookDelivery) -> bool:
    return delivery.state == DeliveryState.RETRYING and clock.timestamp() < str(delivery.due_at)


def _try(ordering_key: OrderingKey, endpoint: Endpoint, delivery: WebhookDelivery, limits: Limits) -> bool:
    """Make one attempt and store its outcome; returns whether the next message may follow."""
    began, at = clock.monotonic(), clock.timestamp()
    tried = _send(endpoint, delivery, limits)
    attempt = DeliveryAttempt(
        at=at,
        outcome=tried.outcome,
        status=tried.status,
        milliseconds=round((clock.monotonic() - began) * 1000),
    )
    log.write("webhook-tried", delivery_id=delivery.delivery_id, outcome=tried.outcome, status=tried.status)
    try:
        if tried.outcome == "DELIVERED":
            _settle(delivery, DeliveryState.DELIVERED, _with(delivery, attempt))
            endpoint_health.note_success(endpoint)
            return True
        is_over = _postpone(ordering_key, delivery, attempt, tried)
    except _DeliveryOvertaken:
        return False
    endpoint_health.note_failure(endpoint, at, let_us_wait=tried.outcome in LET_US_WAIT, is_gone=tried.status == 410)
    return is_over


def _send(endpoint: Endpoint, delivery: WebhookDelivery, limits: Limits) -> Tried:
    try:
        to = url_check.target_of(endpoint.url)
    except HostUnresolved as reason:
        return Tried(outcome="UNRESOLVED", answer=f"The URL {reason}")
    except UrlRefused as reason:
        return Tried(outcome="ADDRESS_REFUSED", answer=f"The URL {reason}")
    body = delivery.body.encode()
    numbers = signing.live_numbers(int(endpoint.secret_number), endpoint.rotated_at, clock.now())
    headers = signing.headers(delivery.delivery_id, body, endpoint.endpoint_id, numbers)
    named = to.named
    destination = Destination(
        address=to.address, port=named.port, host=named.host, path=named.path, is_encrypted=named.is_encrypted
    )
    headers |= {"Content-Type": "application/json", "User-Agent": USER_AGENT}
    try:
        answered = http_client.post(destination, headers, body, limits)
    except http_client.TimedOut:
        return Tried(outcome="TIMED_OUT")
    except http_client.Unreachable as fault:
        return Tried(outcome="UNREACHABLE", answer=str(fault))
    if 200 <= answered.status < 300:
        return Tried(outcome="DELIVERED", status=answered.status)
    return Tried(
        outcome="ANSWERED",
        status=answered.status,
        answer=answered.body.decode(errors="replace"),
        retry_after=_retry_after(answered.retry_after) if answered.status in BUSY else None,
    )


def _postpone(ordering_key: OrderingKey, delivery: WebhookDelivery, attempt: DeliveryAttempt, tried: Tried) -> bool:
    """Schedule the next attempt, or give the message up; returns whether it was given up."""
    tries = int(delivery.tries) + 1
    spread = randomness.below(2 * retry_policy.JITTER_PERCENT + 1)
    pause = retry_policy.pause_after(tries, spread, tried.retry_after)
    attempts = _with(delivery, attempt)
    if pause is None:
        _settle(delivery, DeliveryState.EXHAUSTED, attempts, answer=tried.answer, tries=tries)
        return True
    due_at = clock.now() + pause
    changes = [
        WebhookDelivery.due_at.set(clock.stamp(due_at)),
        WebhookDelivery.due_slot.set(sweeper.slot_of(due_at, delivery.delivery_id)),
    ]
    _move(delivery, DeliveryState.RETRYING, _noted(attempts, tried.answer, tries) + changes, tries_before=tries - 1)
    # A second more, so that the task does not run a moment before the message is due.
    delay = timedelta(seconds=math.ceil(pause.total_seconds()) + 1)
    if delay <= delivery_queues.DELAY_MAX:
        delivery_queues.enqueue_task(ordering_key, delay)
    return False


def _settle(
    delivery: WebhookDelivery,
    state: DeliveryState,
    attempts: tuple[DeliveryAttempt, ...],
    *,
    answer: str = "",
    tries: int | None = None,
) -> None:
    """Move a message to a final state and take it out of the index of due ones."""
    changes: list[Any] = (
        _noted(attempts, answer, int(delivery.tries) + 1 if tries is None else tries) if attempts else []
    )
    changes += [WebhookDelivery.due_at.remove(), WebhookDelivery.due_slot.remove()]
    _move(delivery, state, changes, tries_before=None if tries is None else tries - 1)


def _move(delivery: WebhookDelivery, state: DeliveryState, changes: list[Any], *, tries_before: int | None) -> None:
    condition = WebhookDelivery.state.is_in(*sorted(before(state)))
    if tries_before is not None:
        condition &= WebhookDelivery.tries == tries_before
    act = transactions.update(
        WebhookDelivery(delivery.ordering_key, delivery.sequence_key),
        WebhookDelivery.state.set(state),
        *changes,
        condition=condition,
        refusal=lambda _: _DeliveryOvertaken(),
    )
    transactions.write(act)


def _noted(attempts: tuple[DeliveryAttempt, ...], answer: str, tries: int) -> list[Any]:
    return [
        WebhookDelivery.attempts.set(attempts),
        WebhookDelivery.tries.set(tries),
        WebhookDelivery.answer.set(answer),
    ]


def _with(delivery: WebhookDelivery, attempt: DeliveryAttempt) -> tuple[DeliveryAttempt, ...]:
    return (*(delivery.attempts or ()), attempt)[-ATTEMPTS_KEPT:]


def _retry_after(header: str | None) -> timedelta | None:
    """A Retry-After in seconds or as a date; None for anything else."""
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        return timedelta(seconds=min(int(header[:9]), int(retry_policy.RETRY_AFTER_MAX.total_seconds())))
    try:
        moment = parsedate_to_datetime(header)
        return max(moment - clock.now(), timedelta())
    except (TypeError, ValueError, OverflowError):
        return None
