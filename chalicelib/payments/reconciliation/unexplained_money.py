"""Unexplained money as it is stored: reported until its counterpart is found, kept afterwards."""

from collections.abc import Collection

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.models import UnexplainedMoneyItem
from chalicelib.payments.reconciliation.day_result import UnexplainedMoney

OPEN = "open"


def report(found: UnexplainedMoney) -> None:
    """Store what has no counterpart. Again, it is stored as it is found now."""
    item = UnexplainedMoneyItem(found.day, found.entry_id, found=found, since=found.since, open_shard=OPEN)
    transactions.write(transactions.put(item))


def explain(reported: UnexplainedMoney) -> None:
    """Take a movement off the report: its counterpart was found."""
    explained = msgspec.structs.replace(reported, explained_at=clock.timestamp())
    change = UnexplainedMoneyItem(reported.day, reported.entry_id)
    transactions.write(
        transactions.update(change, UnexplainedMoneyItem.found.set(explained), UnexplainedMoneyItem.open_shard.remove())
    )


def of_day(day: str) -> list[UnexplainedMoney]:
    """What was reported of a day (`YYYY-MM-DD`), explained since or not, read consistently."""
    return [item.found for item in UnexplainedMoneyItem.query(day, consistent_read=True)]


def open_of_day(day: str) -> list[UnexplainedMoney]:
    """What of a day is not explained."""
    return [found for found in of_day(day) if not found.explained_at]


def open_days(limit: int = 1_000) -> list[str]:
    """The days with anything unexplained among the oldest `limit` movements, in order."""
    entries: Collection[UnexplainedMoneyItem] = list(UnexplainedMoneyItem.open.query(OPEN, limit=limit))
    return sorted({entry.day for entry in entries})


def count() -> int:
    """How many movements are unexplained."""
    return UnexplainedMoneyItem.open.count(OPEN)
