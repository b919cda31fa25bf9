"""Lists as Stripe pages them: newest first, by creation window, from a cursor object."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from doubles.stripe_double.calls import Call
from doubles.stripe_double.errors import invalid, missing
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import public


def page(call: Call, kind: str, matches: Callable[[Json], bool]) -> Json:
    """One page of the account's objects of a kind, filtered, without look-ups outside it."""
    owned = (thing for thing in call.world.newest(kind) if thing.get("_account") == call.account)
    wanted = (thing for thing in owned if within(thing["created"], call.parameters) and matches(thing))
    return page_of(call, wanted, kind)


def page_of(call: Call, newest_first: Iterable[Json], kind: str) -> Json:
    limit = call.parameters.get("limit", 10)
    if not 1 <= limit <= 100:
        bound = "less than or equal to 100" if limit > 100 else "greater than or equal to 1"
        raise invalid(f"This value must be {bound}.", param="limit", code="parameter_invalid_integer")
    taken, more = _cut(call, list(newest_first), limit, kind)
    return {
        "object": "list",
        "url": call.path,
        "has_more": more,
        "data": [public(thing) for thing in taken],
    }


def _cut(call: Call, things: list[Json], limit: int, kind: str) -> tuple[list[Json], bool]:
    after, before = call.parameters.get("starting_after"), call.parameters.get("ending_before")
    if after is not None:
        rest = things[_position(call, things, after, kind) + 1 :]
        return rest[:limit], len(rest) > limit
    if before is not None:
        earlier = things[: _position(call, things, before, kind)]
        return earlier[-limit:], len(earlier) > limit
    return list(islice(things, limit)), len(things) > limit


def _position(call: Call, things: list[Json], cursor: str, kind: str) -> int:
    for position, thing in enumerate(things):
        if thing["id"] == cursor:
            return position
    param = "starting_after" if "starting_after" in call.parameters else "ending_before"
    raise missing(kind, cursor, param=param, status=400)


def within(moment: int, parameters: Json, name: str = "created") -> bool:
    bounds = parameters.get(name, {})
    return all(
        (
            moment > bounds.get("gt", moment - 1),
            moment >= bounds.get("gte", moment),
            moment < bounds.get("lt", moment + 1),
            moment <= bounds.get("lte", moment),
        )
    )
