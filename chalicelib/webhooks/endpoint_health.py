"""The health of endpoints: counters of their attempts, when one counts as slow, and when it is switched off.

Every update is conditional on the URL that was tried, since an outcome says nothing about a URL that replaced it.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import transactions
from chalicelib.webhooks import retry_policy
from chalicelib.webhooks.lifecycle import DisabledWhy
from chalicelib.webhooks.models import Endpoint

# The precision of the last success: a busy endpoint's item is not written for every message.
NOTED_EVERY = timedelta(minutes=5)


class _Moved(Exception):
    """The endpoint is gone, has another URL, or is not in the state that was read."""


def is_slow(endpoint: Endpoint) -> bool:
    """Whether it timed out so often in a row that it is served from the slow queue."""
    return retry_policy.is_slow(int(endpoint.timeouts_in_a_row))


def note_success(endpoint: Endpoint) -> None:
    """Record a delivered message."""
    has_failed = bool(endpoint.failing_since or endpoint.failures_in_a_row or endpoint.timeouts_in_a_row)
    if not has_failed and not _is_stale(endpoint.last_success_at):
        return
    changes = [
        Endpoint.last_success_at.set(clock.timestamp()),
        Endpoint.failures_in_a_row.set(0),
        Endpoint.failing_since.remove(),
    ]
    try:
        _note(endpoint, [*changes, Endpoint.timeouts_in_a_row.set(0)], stays_slow=is_slow(endpoint))
    except _Moved:
        # It became slow while this message was sent. Only the slow queue may reset that: otherwise both queues would
        # send to it at the same time.
        _note_anyway(endpoint, changes)


def note_failure(endpoint: Endpoint, at: str, *, let_us_wait: bool, is_gone: bool) -> None:
    """Record a failed attempt; an endpoint that answered 410, or has failed for too long, is switched off."""
    changes = [
        Endpoint.last_failure_at.set(at),
        Endpoint.failures_in_a_row.add(1),
        Endpoint.failing_since.set(Endpoint.failing_since | at),
    ]
    if let_us_wait:
        _note_anyway(endpoint, [*changes, Endpoint.timeouts_in_a_row.add(1)])
    else:
        try:
            _note(endpoint, [*changes, Endpoint.timeouts_in_a_row.set(0)], stays_slow=is_slow(endpoint))
        except _Moved:
            _note_anyway(endpoint, changes)
    failing_for = clock.now() - clock.parse(endpoint.failing_since or at)
    if is_gone:
        _disable(endpoint, "GONE")
    elif retry_policy.has_failed_for_good(failing_for, int(endpoint.failures_in_a_row) + 1):
        _disable(endpoint, "FAILING")


def healthy() -> list[Any]:
    """The changes that reset an endpoint's health, for a new URL or when it is switched on."""
    counters = [Endpoint.failures_in_a_row.set(0), Endpoint.timeouts_in_a_row.set(0)]
    return [*counters, Endpoint.failing_since.remove(), Endpoint.disabled_why.remove(), Endpoint.disabled_at.remove()]


def _disable(endpoint: Endpoint, why: DisabledWhy) -> None:
    """Switch it off and announce that once, unless it took a message or was changed meanwhile."""
    condition = (Endpoint.url == endpoint.url) & (Endpoint.state == "ENABLED")
    if why == "FAILING":
        condition &= Endpoint.failing_since == endpoint.failing_since
    act = transactions.update(
        Endpoint(endpoint.seller_id, endpoint.endpoint_id),
        Endpoint.state.set("DISABLED"),
        Endpoint.disabled_why.set(why),
        Endpoint.disabled_at.set(clock.timestamp()),
        Endpoint.version.add(1),
        condition=condition,
        refusal=lambda _: _Moved(),
    )
    host = urlsplit(endpoint.url).hostname or ""
    disabled = EndpointDisabled(
        endpoint_id=endpoint.endpoint_id,
        seller_id=endpoint.seller_id,
        host=host,
        why="GONE" if why == "GONE" else "FAILING",
    )
    try:
        transactions.commit([act, fact_store.record_act(disabled)])
    except _Moved:
        log.write("webhook-endpoint-moved", endpoint_id=endpoint.endpoint_id)


def _note(endpoint: Endpoint, changes: list[Any], *, stays_slow: bool) -> None:
    condition = Endpoint.url == endpoint.url
    if not stays_slow:
        slow_from = Endpoint.timeouts_in_a_row >= retry_policy.TIMEOUTS_TO_SLOW
        condition &= ~slow_from
    _write(endpoint, changes, condition)


def _note_anyway(endpoint: Endpoint, changes: list[Any]) -> None:
    try:
        _write(endpoint, changes, Endpoint.url == endpoint.url)
    except _Moved:
        log.write("webhook-endpoint-moved", endpoint_id=endpoint.endpoint_id)


def _write(endpoint: Endpoint, changes: list[Any], condition: Any) -> None:
    act = transactions.update(
        Endpoint(endpoint.seller_id, endpoint.endpoint_id), *changes, condition=condition, refusal=lambda _: _Moved()
    )
    transactions.write(act)


def _is_stale(noted_at: str | None) -> bool:
    return noted_at is None or clock.now() - clock.parse(noted_at) > NOTED_EVERY
