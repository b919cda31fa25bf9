"""Deadlines: what must have happened to a line by when, and what happens when it has not."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.gateways import carriers
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.fulfilment import missing_delivery_proof
from chalicelib.orders.fulfilment.delivery import deliver_line
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import Deadline
from chalicelib.people.queries import identifiers

Kind = Literal["ACCEPTANCE", "SHIPMENT", "PARCEL"]

CURSOR = "cursor#deadlines"
SHARDS = 4
# A cell's first run; later ones go on where the last one stopped, however long ago that was.
FIRST_LOOK_BACK = timedelta(hours=48)
# An hour stays open for so long after its end: longer than any function runs between looking at the clock and writing.
WRITTEN_WITHIN = timedelta(minutes=15)
PARCEL_FIRST_ASKED_AFTER = timedelta(hours=1)
PARCEL_ASKED_EVERY = timedelta(hours=6)


class DeadlinesFailed(Exception):
    """Some deadlines could not be acted on. They are kept, the others were looked at; the run counts as failed."""


def watch(order_id: str, line_id: str, kind: Kind, due_at: str) -> None:
    """Write a deadline down. Its key is natural, so the same one again is the same item.

    One that is written down when it is over already (a reaction may come days late) is over at once: it lies in the
    present hour, since nobody looks at those that are closed. Said again in a later hour it is a second item, which is
    looked at in vain.
    """
    transactions.write(transactions.put(_deadline(order_id, line_id, kind, due_at)))


def watch_parcel(order_id: str, line_id: str, shipped_at: str) -> None:
    """Begin to ask the carrier for a parcel."""
    watch(order_id, line_id, "PARCEL", clock.stamp(clock.parse(shipped_at) + PARCEL_FIRST_ASKED_AFTER))


def check_deadlines() -> int:
    """Look at every deadline that has passed; returns how many.

    DeadlinesFailed at the end of a run in which some failed. Those come along into the present hour until they succeed,
    so that neither they are forgotten nor the cursor waits for them.
    """
    now = clock.now()
    cursor = _cursor(now)
    passed = [deadline for hour in _hours(cursor, now) for deadline in _due(hour, clock.stamp(now))]
    # Carriers may be slow, one parcel after the other: whatever needs nobody else comes first.
    passed.sort(key=lambda deadline: deadline.kind == "PARCEL")
    failed = [deadline for deadline in passed if not _look_at(deadline)]
    for deadline in failed:
        _carry(deadline)
    closed_until = (now - WRITTEN_WITHIN).replace(minute=0, second=0, microsecond=0)
    transactions.write(transactions.put(key_value.item(CURSOR, clock.stamp(max(cursor, closed_until)), keep_days=None)))
    if failed:
        raise DeadlinesFailed(f"{len(failed)} of {len(passed)}")
    return len(passed)


def _look_at(deadline: Deadline) -> bool:
    """Act on a deadline and take it away; False when that failed."""
    try:
        _act_on(deadline)
    except Exception as error:  # noqa: BLE001 - the other deadlines are looked at first; then the run says so
        log.failure("deadline-failed", error, order_id=deadline.order_id, kind=deadline.kind)
        return False
    transactions.write(transactions.delete(Deadline(deadline.due_hour, deadline.deadline_id)))
    return True


def _act_on(deadline: Deadline) -> None:
    """Somebody who moved the line meanwhile is no failure: what stands now decides, once more."""
    try:
        _ACT[deadline.kind](deadline)
    except Conflict:
        _ACT[deadline.kind](deadline)


def _carry(deadline: Deadline) -> None:
    """Take a deadline along into the present hour, as due as it was."""
    carried = _deadline(deadline.order_id, deadline.line_id, deadline.kind, deadline.due_at)
    if carried.due_hour != deadline.due_hour:
        left = Deadline(deadline.due_hour, deadline.deadline_id)
        transactions.commit([transactions.put(carried), transactions.delete(left)])


def _lapse_acceptance(deadline: Deadline) -> None:
    lapse = Cancellation(by="DEADLINE", reason="NOT_ACCEPTED_IN_TIME")
    cancel_line(deadline.order_id, deadline.line_id, lapse, only_from=LineState.PAID)


def _lapse_shipment(deadline: Deadline) -> None:
    lapse = Cancellation(by="DEADLINE", reason="NOT_SHIPPED_IN_TIME")
    cancel_line(deadline.order_id, deadline.line_id, lapse, only_from=LineState.ACCEPTED)


def _ask_carrier(deadline: Deadline) -> None:
    order = queries.order(deadline.order_id)
    line = queries.line(order, deadline.line_id)
    part = queries.seller_order(order, line.seller_id)
    step = queries.seller_order_line(part, line.line_id)
    parcel = identifiers(order.person_id, line.line_id)
    if step.state is not LineState.SHIPPED or step.shipped_at is None or parcel is None:
        return
    if carriers.status_of(parcel.carrier, parcel.tracking_number).status == "DELIVERED":
        deliver_line(deadline.order_id, deadline.line_id, "CARRIER")
        return
    next_asked = _next_asked(clock.parse(step.shipped_at))
    if next_asked < clock.parse(step.shipped_at) + missing_delivery_proof.PARCEL_ASKED_FOR_MAX:
        watch(deadline.order_id, deadline.line_id, "PARCEL", clock.stamp(next_asked))
    else:
        missing_delivery_proof.report(part, step)


def _next_asked(shipped_at: datetime) -> datetime:
    """Counted from the shipment: who asks twice for one parcel asks for the same moments, and goes on as one."""
    first = shipped_at + PARCEL_FIRST_ASKED_AFTER
    rounds = (clock.now() - first) // PARCEL_ASKED_EVERY + 1
    return first + rounds * PARCEL_ASKED_EVERY


_ACT: dict[str, Callable[[Deadline], None]] = {
    "ACCEPTANCE": _lapse_acceptance,
    "SHIPMENT": _lapse_shipment,
    "PARCEL": _ask_carrier,
}


def _due(hour: datetime, now: str) -> Iterator[Deadline]:
    for shard in range(SHARDS):
        yield from Deadline.query(f"{clock.stamp(hour)[:13]}#{shard}", Deadline.deadline_id < now, consistent_read=True)


def _deadline(order_id: str, line_id: str, kind: str, due_at: str) -> Deadline:
    """The item: in the hour it is due, or in the present one if that is later."""
    hour = max(due_at, clock.timestamp())[:13]
    return Deadline(
        f"{hour}#{sum(order_id.encode()) % SHARDS}",
        f"{due_at}#{order_id}#{line_id}#{kind}",
        kind=kind,
        order_id=order_id,
        line_id=line_id,
        due_at=due_at,
    )


def _cursor(now: datetime) -> datetime:
    stored = key_value.find(CURSOR)
    if stored is None or stored.content is None:
        return (now - FIRST_LOOK_BACK).replace(minute=0, second=0, microsecond=0)
    return clock.parse(stored.content)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += timedelta(hours=1)
