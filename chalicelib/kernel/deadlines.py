"""Deadlines: what must have happened to something by a time, and is acted on once that time has passed.

A room states its kinds and schedules deadlines; `subscriptions.py` says which handler acts on each kind. A deadline is
stored in the hour in which it is due, or in the current one if that is later. Hours are read in turn until they close.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NewType

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import tables, transactions
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.kernel.sweeps import Sweep

# What a room calls a deadline: `<room>.<what must happen>`. Each needs a handler in `subscriptions.DEADLINES`.
Kind = NewType("Kind", str)

SHARDS = 4
SWEEP = Sweep(
    cursor="cursor#deadlines",
    slot=timedelta(hours=1),
    closes_after=timedelta(minutes=15),  # longer than any function runs between reading the clock and writing
    first_look_back=timedelta(hours=48),
)


class DeadlinesFailed(Exception):
    """Some deadlines could not be acted on. They are kept, and all others were acted on."""


class UnknownKind(Exception):
    """A stored deadline is of a kind without a handler."""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """By when something must have happened to a subject; `payload` is what the handler needs beside it.

    Kind, subject and time are its key: scheduled again it is the same one, with the later payload.
    """

    kind: Kind
    subject: str
    due_at: str
    payload: dict[str, str] = {}


class Handler(msgspec.Struct, frozen=True):
    """What is done about a passed deadline of one kind; may run twice.

    `runs_last` is for a handler that waits for others outside: those that need nobody run before it.
    """

    act: Callable[[Deadline], None]
    runs_last: bool = False


Handlers = Mapping[Kind, Handler]


class DeadlineItem(Table):
    """A deadline in the hour in which it is looked at; deleted once it was acted on."""

    class Meta:
        table_name = named("deadlines")

    due_hour = HashKey()
    deadline_id = RangeKey()
    kind = UnicodeAttribute()
    subject = UnicodeAttribute()
    due_at = UnicodeAttribute()
    payload = StructAttribute[dict[str, str]](dict[str, str])


def schedule_act(deadline: Deadline) -> transactions.Act:
    """The act that schedules a deadline.

    One that has passed already (a reaction may come days late) is stored in the current hour, since earlier ones may be
    closed. Scheduled again in a later hour it is a second item, which finds nothing left to do.
    """
    return transactions.put(_item(deadline))


def escalate_act(deadline: Deadline) -> transactions.Act:
    """The act that lists a deadline for operators: no handler acts on it any more. One per kind and subject."""
    return transactions.put(_stored(_escalated(deadline.kind), deadline.subject, deadline))


def resolve_act(kind: Kind, subject: str) -> transactions.Act:
    """The act that takes a subject off the operators' list; it need not be on it."""
    return transactions.delete(DeadlineItem(_escalated(kind), subject))


def count_escalated(kind: Kind) -> int:
    """How many deadlines of a kind are listed for operators."""
    return DeadlineItem.count(_escalated(kind), consistent_read=True)


def check_deadlines(handlers: Handlers, measured: Iterable[tuple[str, Callable[[], int]]] = ()) -> int:
    """Act on every deadline that has passed; returns how many.

    `measured` are counts of what waits for the operators, by the names of their metrics: alarms watch the numbers.

    Raises: DeadlinesFailed, at the end of a run in which some failed.
    """
    for name, count in measured:
        log.measure(name, count())
    return check_hours(list(SWEEP.slots(clock.now())), handlers)


def check_hours(hours: Sequence[datetime], handlers: Handlers) -> int:
    """Act on the passed deadlines of these hours and move the cursor past those that are over; returns how many.

    `hours` are those since the cursor in which a deadline may wait, oldest first. Deadlines that fail are moved to the
    current hour, so the cursor need not wait for them, until they succeed.
    Raises: DeadlinesFailed, at the end of a run in which some failed.
    """
    now = clock.now()
    passed = [item for hour in hours for item in _due(hour, clock.stamp(now))]
    passed.sort(key=lambda item: _runs_last(item, handlers))
    failed = [item for item in passed if not _look_at(item, handlers)]
    for item in failed:
        _move_to_current_hour(item)
    SWEEP.close(hours, now)
    if failed:
        raise DeadlinesFailed(f"{len(failed)} of {len(passed)}")
    return len(passed)


def _due(hour: datetime, now: str) -> Iterator[DeadlineItem]:
    for due_hour in tables.sharded_keys(clock.stamp(hour)[:13], SHARDS):
        yield from DeadlineItem.query(due_hour, DeadlineItem.deadline_id < now, consistent_read=True)


def _runs_last(item: DeadlineItem, handlers: Handlers) -> bool:
    handler = handlers.get(Kind(item.kind))
    return handler is not None and handler.runs_last


def _look_at(item: DeadlineItem, handlers: Handlers) -> bool:
    """Act on a deadline and delete it; False if that failed."""
    try:
        _act_on(_deadline(item), handlers)
    except Exception as error:  # noqa: BLE001 - the other deadlines come first; then the run fails
        log.failure("deadline-failed", error, subject=item.subject, kind=item.kind)
        return False
    transactions.write(transactions.delete(DeadlineItem(item.due_hour, item.deadline_id)))
    return True


def _act_on(deadline: Deadline, handlers: Handlers) -> None:
    if deadline.kind not in handlers:
        raise UnknownKind(deadline.kind)
    act = handlers[deadline.kind].act
    # A concurrent change is not an error: what it left decides.
    transactions.retry_on_conflict(lambda: act(deadline))


def _move_to_current_hour(item: DeadlineItem) -> None:
    moved = _item(_deadline(item))
    if moved.due_hour != item.due_hour:
        left = DeadlineItem(item.due_hour, item.deadline_id)
        transactions.commit([transactions.put(moved), transactions.delete(left)])


def _deadline(item: DeadlineItem) -> Deadline:
    return Deadline(kind=Kind(item.kind), subject=item.subject, due_at=item.due_at, payload=item.payload)


def _item(deadline: Deadline) -> DeadlineItem:
    """The item, in the hour in which the deadline is due or in the current one if that is later."""
    hour = max(deadline.due_at, clock.timestamp())[:13]
    due_hour = tables.sharded_key(hour, deadline.subject, SHARDS)
    return _stored(due_hour, f"{deadline.due_at}#{deadline.kind}#{deadline.subject}", deadline)


def _stored(due_hour: str, deadline_id: str, deadline: Deadline) -> DeadlineItem:
    return DeadlineItem(
        due_hour,
        deadline_id,
        kind=deadline.kind,
        subject=deadline.subject,
        due_at=deadline.due_at,
        payload=deadline.payload,
    )


def _escalated(kind: Kind) -> str:
    return f"escalated#{kind}"
