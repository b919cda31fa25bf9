"""Events: what happened, signed, delivered until acknowledged, and listed for thirty days."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import takewhile

from doubles.stripe_double import faults
from doubles.stripe_double.calls import BOOLEAN_TEXT, LISTED, Call, Route
from doubles.stripe_double.errors import missing
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import Field, identifier, list_of, text
from doubles.stripe_double.wire import API_VERSION, Json, frozen, json_bytes
from doubles.stripe_double.world import DAY_SECONDS, World, public

KEPT_SECONDS = 30 * DAY_SECONDS
RETRIED_SECONDS = 3 * DAY_SECONDS
FIRST_RETRY_SECONDS = 30
LONGEST_RETRY_SECONDS = 12 * 3600
# A delivery handed out and never reported (its carrier died) is handed out again after this.
LEASE_SECONDS = 60


@dataclass(frozen=True)
class Delivery:
    """One attempt at handing an event over; `body` must be sent as these exact bytes."""

    event_id: str
    body: bytes
    headers: Mapping[str, str]
    attempt: int


def emit(world: World, kind: str, thing: Json, *, account: str | None = None) -> None:
    """Record that `kind` happened to `thing` (as it is now) and queue it for delivery."""
    event = _event(world, kind, frozen(public(thing)), account)
    fault = faults.take(world, faults.EVENT_KINDS, lambda planned: fnmatchcase(kind, planned["event"]))
    behaviour = fault["kind"] if fault else None
    if behaviour == "event_stale":
        earlier = world.find("event", world.state["last_event"].get(thing["id"], ""))
        if earlier is not None:
            event["data"] = frozen(earlier["data"])
    world.state["last_event"][thing["id"]] = event["id"]
    world.add(event)
    if behaviour == "event_drop":
        return
    now = world.now()
    if fault and behaviour == "event_unknown":
        _queue(world, _invented(world, event), now)
    if fault and behaviour == "event_delay":
        now += fault["seconds"]
    if fault and behaviour == "event_shuffle":
        now += int(world.chance.random() * (fault["seconds"] + 1))
    for copy in range(fault["copies"] if fault and behaviour == "event_duplicate" else 1):
        _queue(world, event, now + copy * (fault["seconds"] if fault else 0))


def _event(world: World, kind: str, thing: Json, account: str | None) -> Json:
    event = {
        "id": world.new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": world.now(),
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": dict(world.request),
        "type": kind,
        "_account": account,
        "_delivered": False,
    }
    if account is not None:
        event["account"] = account
    return event


def _invented(world: World, event: Json) -> Json:
    """A correctly signed event about an object that never existed."""
    lie = {**frozen(event), "id": world.new_id("evt")}
    prefix = lie["data"]["object"]["id"].partition("_")[0]
    lie["data"]["object"]["id"] = world.new_id(prefix)
    return world.add(lie)


def _queue(world: World, event: Json, due_at: int) -> None:
    first = world.now()
    world.state["outbox"].append({"event": event["id"], "due_at": due_at, "since": first, "attempt": 0, "out": False})


def due(world: World, webhook_secret: str, now: int) -> list[Delivery]:
    """Hand out what is due. Each must be reported with `delivered`, or comes again after a lease."""
    handed_out = []
    for entry in world.state["outbox"]:
        if entry["due_at"] > now:
            continue
        event = world.find("event", entry["event"])
        if event is None:
            continue
        entry.update(attempt=entry["attempt"] + 1, due_at=now + LEASE_SECONDS, out=True)
        world.touch()
        body = json_bytes(public(event))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, webhook_secret, now),
        }
        handed_out.append(Delivery(event["id"], body, headers, entry["attempt"]))
    return handed_out


def delivered(world: World, event_id: str, status: int) -> None:
    """What the endpoint answered (0 for nothing): 2xx ends it, else again with a doubling pause."""
    entry = next((e for e in world.state["outbox"] if e["event"] == event_id and e["out"]), None)
    if entry is None:
        raise KeyError(f"{event_id} was not handed out")
    world.touch()
    event = world.require("event", event_id, account=_account_of(world, event_id))
    if 200 <= status < 300:
        event.update(_delivered=True, pending_webhooks=0)
        world.state["outbox"].remove(entry)
        return
    now = world.now()
    pause = min(FIRST_RETRY_SECONDS * 2 ** (entry["attempt"] - 1), LONGEST_RETRY_SECONDS)
    entry.update(out=False, due_at=now + pause)
    if entry["due_at"] > entry["since"] + RETRIED_SECONDS:
        world.state["outbox"].remove(entry)


def take_back(world: World) -> None:
    """Make due what was handed out and never reported; it counts for no attempt."""
    for entry in world.state["outbox"]:
        if entry["out"]:
            entry.update(out=False, due_at=world.now(), attempt=entry["attempt"] - 1)


def _account_of(world: World, event_id: str) -> str | None:
    event = world.find("event", event_id)
    account: str | None = event["_account"] if event else None
    return account


def signature(body: bytes, webhook_secret: str, moment: int) -> str:
    signed = f"{moment}.".encode() + body
    return f"t={moment},v1={hmac.new(webhook_secret.encode(), signed, hashlib.sha256).hexdigest()}"


def forget_old(world: World) -> None:
    """Stripe keeps events for thirty days."""
    events = world.state["objects"].get("event", {})
    oldest = world.now() - KEPT_SECONDS
    for event_id in list(takewhile(lambda each: events[each]["created"] <= oldest, events)):
        del events[event_id]
        world.state["outbox"] = [entry for entry in world.state["outbox"] if entry["event"] != event_id]


def retrieve(call: Call) -> Json:
    event = call.world.find("event", call.subject)
    if event is None or event["_account"] != call.account:
        raise missing("event", call.subject)
    return public(event)


def list_events(call: Call) -> Json:
    kinds = call.parameters.get("types") or [call.parameters.get("type", "*")]
    delivered_only = call.parameters.get("delivery_success")

    def matches(event: Json) -> bool:
        if delivered_only is not None and event["_delivered"] != (delivered_only == "true"):
            return False
        return any(fnmatchcase(event["type"], kind) for kind in kinds)

    return page(call, "event", matches)


ROUTES = [
    Route("events.retrieve", "GET", "/v1/events/{id}", retrieve, {}, connected=True),
    Route(
        "events.list",
        "GET",
        "/v1/events",
        list_events,
        {
            **LISTED,
            "type": Field(identifier),
            "types": Field(list_of(text)),
            "delivery_success": Field(BOOLEAN_TEXT),
        },
        connected=True,
    ),
]
