"""Faults on demand: which calls and events go wrong, how, and how often they already did."""

from __future__ import annotations

from collections.abc import Callable

from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World

# How a call can go wrong. `timeout_after` and `error_after` let the effect happen first.
CALL_KINDS = frozenset(
    {"timeout_before", "timeout_after", "error_before", "error_after", "conflict", "rate_limit", "delay"}
)
# A decline waits for a call that really tries to charge a card.
CHARGE_KINDS = frozenset({"decline"})
# How an event can go wrong. `event_unknown` adds a signed event about nothing;
# `event_stale` shows the object as the event before showed it.
EVENT_KINDS = frozenset(
    {"event_delay", "event_duplicate", "event_shuffle", "event_drop", "event_unknown", "event_stale"}
)
ALL_KINDS = CALL_KINDS | CHARGE_KINDS | EVENT_KINDS


def plan(
    world: World,
    kind: str,
    *,
    method: str = "*",
    path: str = "*",
    event: str = "*",
    times: int | None = None,
    probability: float | None = None,
    seconds: int = 10,
    copies: int = 2,
    decline_code: str = "generic_decline",
) -> Json:
    """Plan a fault for the next `times` matching calls or events (1 when neither is said), or for
    each with a `probability`. `method`, `path` and `event` are shell patterns; the first match wins."""
    if kind not in ALL_KINDS:
        raise ValueError(f"unknown fault {kind!r}: one of {', '.join(sorted(ALL_KINDS))}")
    planned = {
        "id": world.new_id("fault"),
        "kind": kind,
        "method": method.upper(),
        "path": path,
        "event": event,
        "times": 1 if times is None and probability is None else times,
        "probability": probability,
        "seconds": seconds,
        "copies": copies,
        "decline_code": decline_code,
    }
    world.state["faults"].append(planned)
    world.touch()
    return planned


def take(world: World, kinds: frozenset[str], matches: Callable[[Json], bool]) -> Json | None:
    """The fault that strikes here, if any; counted, and used up when its times are over."""
    planned: list[Json] = world.state["faults"]
    for fault in planned:
        if fault["kind"] not in kinds or not matches(fault):
            continue
        if fault["probability"] is not None and world.chance.random() >= fault["probability"]:
            continue
        if fault["times"] is not None:
            fault["times"] -= 1
            if fault["times"] == 0:
                planned.remove(fault)
        taken = world.state["faults_taken"]
        taken[fault["kind"]] = taken.get(fault["kind"], 0) + 1
        world.touch()
        return fault
    return None


def clear(world: World) -> None:
    world.state["faults"] = []
    world.touch()
