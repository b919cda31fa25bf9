"""Deadlines: what must have happened to a line by when, and what happens when it has not."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.gateways import carriers
from chalicelib.kernel import clock, house, log, transactions
from chalicelib.orders import queries
from chalicelib.orders.cancelling import Cancellation, cancel_line
from chalicelib.orders.delivering import deliver_line
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import Deadline
from chalicelib.people.queries import identifiers

Kind = Literal["ACCEPTANCE", "SHIPMENT", "PARCEL"]

CURSOR = "cursor#deadlines"
SHARDS = 4
FIRST_LOOK_BACK = timedelta(hours=2)
PARCEL_FIRST_ASKED_AFTER = timedelta(hours=1)
PARCEL_ASKED_EVERY = timedelta(hours=6)
# A parcel nobody saw arrive in that time is lost: ops and the buyer take it from there, the carrier is asked no more.
PARCEL_ASKED_FOR_MAX = timedelta(days=45)


def watch(order_id: str, line_id: str, kind: Kind, due_at: str) -> None:
    """Write a deadline down; its key is natural, so the same one again is the same item."""
    transactions.write(
        transactions.put(
            Deadline(
                _bucket(due_at, order_id),
                f"{due_at}#{order_id}#{line_id}#{kind}",
                kind=kind,
                order_id=order_id,
                line_id=line_id,
                due_at=due_at,
            )
        )
    )


def watch_parcel(order_id: str, line_id: str, shipped_at: str) -> None:
    """Begin to ask the carrier for a parcel."""
    watch(order_id, line_id, "PARCEL", clock.stamp(clock.parse(shipped_at) + PARCEL_FIRST_ASKED_AFTER))


def check_deadlines() -> int:
    """Look at every deadline that has passed; returns how many. One that fails stays and is looked at again."""
    now = clock.now()
    clean_until, looked_at, is_clean = _cursor(now), 0, True
    for hour in _hours(clean_until, now):
        for deadline in _due(hour, clock.stamp(now)):
            looked_at += 1
            is_clean = _look_at(deadline) and is_clean
        is_clean = is_clean and hour + timedelta(hours=1) <= now
        if is_clean:
            clean_until = hour + timedelta(hours=1)
    transactions.write(transactions.put(house.item(CURSOR, clock.stamp(clean_until), keep_days=None)))
    return looked_at


def _look_at(deadline: Deadline) -> bool:
    """Act on a deadline and take it away; False when that failed for a reason that may pass."""
    try:
        _ACT[deadline.kind](deadline)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other deadlines of the hour are looked at
        log.failure("deadline-failed", error, order_id=deadline.order_id, kind=deadline.kind)
        return False
    transactions.write(transactions.delete(Deadline(deadline.due_hour, deadline.deadline_id)))
    return True


def _state_of(deadline: Deadline) -> LineState:
    order = queries.order(deadline.order_id)
    return queries.states(order, queries.parts_of(order).values())[deadline.line_id]


def _lapse_acceptance(deadline: Deadline) -> None:
    lapse = Cancellation(by="DEADLINE", reason="NOT_ACCEPTED_IN_TIME")
    cancel_line(deadline.order_id, deadline.line_id, lapse, only_from=LineState.PAID)


def _lapse_shipment(deadline: Deadline) -> None:
    lapse = Cancellation(by="DEADLINE", reason="NOT_SHIPPED_IN_TIME")
    cancel_line(deadline.order_id, deadline.line_id, lapse, only_from=LineState.ACCEPTED)


def _ask_carrier(deadline: Deadline) -> None:
    if _state_of(deadline) is not LineState.SHIPPED:
        return
    order = queries.order(deadline.order_id)
    parcel = identifiers(order.person_id, deadline.line_id)
    if parcel is None:
        return
    if carriers.status_of(parcel.carrier, parcel.tracking_number).status == "DELIVERED":
        deliver_line(deadline.order_id, deadline.line_id, "CARRIER")
        return
    line = queries.line(order, deadline.line_id)
    shipped_at = queries.part_line(queries.part(order, line.seller_id), line.line_id).shipped_at
    next_asked = clock.now() + PARCEL_ASKED_EVERY
    if shipped_at is not None and next_asked < clock.parse(shipped_at) + PARCEL_ASKED_FOR_MAX:
        watch(deadline.order_id, deadline.line_id, "PARCEL", clock.stamp(next_asked))


_ACT: dict[str, Callable[[Deadline], None]] = {
    "ACCEPTANCE": _lapse_acceptance,
    "SHIPMENT": _lapse_shipment,
    "PARCEL": _ask_carrier,
}


def _due(hour: datetime, now: str) -> Iterator[Deadline]:
    for shard in range(SHARDS):
        yield from Deadline.query(f"{clock.stamp(hour)[:13]}#{shard}", Deadline.deadline_id < now, consistent_read=True)


def _bucket(due_at: str, order_id: str) -> str:
    return f"{due_at[:13]}#{sum(order_id.encode()) % SHARDS}"


def _cursor(now: datetime) -> datetime:
    stored = house.find(CURSOR)
    if stored is None or stored.content is None:
        return (now - FIRST_LOOK_BACK).replace(minute=0, second=0, microsecond=0)
    return clock.parse(stored.content)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += timedelta(hours=1)
