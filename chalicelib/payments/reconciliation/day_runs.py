"""Runs of reconciliation as they are stored: one item per day, and one per page that the run has read."""

from collections.abc import Iterator
from typing import Any

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values.problems import NotFound
from chalicelib.payments.models import ReconciliationItem
from chalicelib.payments.reconciliation.day_result import DayRun

DAYS, PAGE, LATE = "days", "page#", "late#"

# The journals that a page's transactions have, each with the id of its transaction.
Named = dict[str, str]


def find(day: str) -> DayRun | None:
    """The reconciliation of a day (`YYYY-MM-DD`), read consistently."""
    try:
        return _value(ReconciliationItem.get(DAYS, day, consistent_read=True))
    except ReconciliationItem.DoesNotExist:
        return None


def of_day(day: str) -> DayRun:
    """The reconciliation of a day. Raises: NotFound."""
    found = find(day)
    if found is None:
        raise NotFound()
    return found


def since(day: str) -> list[DayRun]:
    """The reconciliations of a day and of all later ones, in order, read consistently."""
    later = ReconciliationItem.query(DAYS, ReconciliationItem.part >= day, consistent_read=True)
    return [_value(item) for item in later]


def newest(limit: int, start: dict[str, Any] | None) -> tuple[list[DayRun], dict[str, Any] | None]:
    """A page of days, newest first, and where the next page starts."""
    page = ReconciliationItem.query(DAYS, scan_index_forward=False, limit=limit, last_evaluated_key=start)
    found = [_value(item) for item in page]
    return found, page.last_evaluated_key


def begin(day: str, earlier: DayRun | None) -> DayRun:
    """Begin a run of a day after the earlier one. Raises: Conflict if another was begun since that was read."""
    now = clock.timestamp()
    begun = DayRun(
        day=day,
        run=earlier.run + 1 if earlier else 1,
        state="RUNNING",
        begun_at=now,
        touched_at=now,
        version=earlier.version if earlier else 0,
        finished_at=earlier.finished_at if earlier else None,
        result=earlier.result if earlier else None,
    )
    return save(begun)


def save(changed: DayRun, *more: Act) -> DayRun:
    """Store a run as it is now, with the acts of its step. Raises: Conflict if it was stored since it was read."""
    stored = msgspec.structs.replace(changed, version=changed.version + 1, touched_at=clock.timestamp())
    item = ReconciliationItem(DAYS, changed.day, content=_text(stored), version=stored.version)
    unchanged: Any = ReconciliationItem.version == changed.version
    transactions.commit([transactions.put(item, unchanged if changed.version else ReconciliationItem.absent()), *more])
    return stored


def page_act(run: DayRun, named: Named) -> Act:
    """The act that stores which journals a page named. A later run of the day writes the same page again."""
    return transactions.put(ReconciliationItem(run.day, f"{PAGE}{run.pages:06d}", content=_text(named)))


def name_late(booked_day: str, journal_id: str, transaction_id: str) -> None:
    """Store for the day a journal was booked on that a transaction of another day names it."""
    named = _text({journal_id: transaction_id})
    transactions.write(transactions.put(ReconciliationItem(booked_day, f"{LATE}{journal_id}", content=named)))


def named_on(day: str) -> Iterator[Named]:
    """The journals that the pages of a day name."""
    return _named(day, PAGE)


def named_late_on(day: str) -> Iterator[Named]:
    """The journals booked on a day that transactions of days long before name."""
    return _named(day, LATE)


def _named(day: str, prefix: str) -> Iterator[Named]:
    for item in ReconciliationItem.query(day, ReconciliationItem.part.startswith(prefix), consistent_read=True):
        yield msgspec.json.decode(item.content, type=Named)


def _value(item: ReconciliationItem) -> DayRun:
    return msgspec.json.decode(item.content, type=DayRun)


def _text(content: object) -> str:
    return msgspec.json.encode(content).decode()
