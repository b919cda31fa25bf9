"""The acts that open and end a case of a line: one at a time, and the line's money is held meanwhile."""

from typing import Any

import msgspec

from chalicelib.aftersales.cases.line_history import LineHistory
from chalicelib.aftersales.cases.models import LineHistoryItem
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Problem
from chalicelib.payments.transfers import holds

# No device comes back that often; without a bound a buyer could open and call off returns for ever.
CASES_MAX = 20


class CaseOpen(Problem):
    """`case_id` is the open return or claim."""

    slug, status, title = "case-open", 409, "A return or claim of this device is open already"


class RefundedBefore(Problem):
    """`case_id` is the return or claim that ended with the money."""

    slug, status, title = "line-refunded", 409, "The money for this device went back already"


class TooManyCases(Problem):
    slug, status, title = "too-many-cases", 409, "This device had too many returns and claims"


def history_of(order_id: str, line_id: str) -> LineHistory:
    """The history of a line, read consistently; an empty one where nothing happened yet."""
    try:
        item = LineHistoryItem.get(order_id, line_id, consistent_read=True)
    except LineHistoryItem.DoesNotExist:
        return LineHistory(order_id=order_id, line_id=line_id)
    return item.history


def histories_of(order_id: str) -> dict[str, LineHistory]:
    """The histories of an order's lines that have one, by line id, read consistently."""
    return {item.line_id: item.history for item in LineHistoryItem.query(order_id, consistent_read=True)}


def open_acts(history: LineHistory, case_id: str) -> list[transactions.Act]:
    """The acts that open a case and hold the line's money. Conflict if the history changed since it was read.

    Raises: CaseOpen, RefundedBefore, TooManyCases.
    """
    if history.open_case is not None:
        raise CaseOpen(case_id=history.open_case)
    if history.refunded_by is not None:
        raise RefundedBefore(case_id=history.refunded_by)
    if len(history.case_ids) >= CASES_MAX:
        raise TooManyCases()
    opened = _change_act(history, open_case=case_id, case_ids=(*history.case_ids, case_id))
    return [opened, holds.hold_act(history.order_id, history.line_id)]


def close_acts(history: LineHistory, **changes: Any) -> list[transactions.Act]:
    """The acts that end the open case and release the line's money; `changes` are other members of the history."""
    closed = _change_act(history, open_case=None, **changes)
    return [closed, *holds.release_acts(history.order_id, history.line_id)]


def pass_on_acts(history: LineHistory, case_id: str) -> list[transactions.Act]:
    """The acts that end a claim by opening a return of the same line: the money stays held."""
    return [_change_act(history, open_case=case_id, case_ids=(*history.case_ids, case_id))]


def _change_act(history: LineHistory, **changes: Any) -> transactions.Act:
    after = msgspec.structs.replace(history, version=history.version + 1, **changes)
    item = LineHistoryItem(history.order_id, history.line_id, version=after.version, history=after)
    if history.version == 0:
        return transactions.put_new(item)
    return transactions.put(item, LineHistoryItem.version == history.version)
