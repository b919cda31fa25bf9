"""Response bodies of reconciliation, built from values."""

from collections.abc import Collection
from datetime import date

import msgspec

from chalicelib.kernel.values.money import Money
from chalicelib.payments import answers
from chalicelib.payments.reconciliation.day_result import (
    DayRun,
    MoneyTotals,
    UnexplainedMoney,
    explained_ppm,
    percent,
)


def day(run: DayRun) -> answers.DayReconciliation:
    """A day's reconciliation."""
    result = run.result
    return {
        "day": date.fromisoformat(run.day),
        "state": run.state,
        "runs": run.run,
        "finished_at": run.finished_at,
        "explained_percent": None if result is None else percent(explained_ppm(result)),
        "items": None if result is None else [_money(currency, totals) for currency, totals in sorted(result.items())],
    }


def day_with_unexplained(run: DayRun, found: Collection[UnexplainedMoney]) -> answers.ReconciledDay:
    """A day's reconciliation with what was unexplained of it."""
    return {**day(run), "unexplained": [_unexplained(each) for each in found]}


def _money(currency: str, totals: MoneyTotals) -> answers.ReconciledMoney:
    return msgspec.convert({"currency": currency, **msgspec.structs.asdict(totals)}, answers.ReconciledMoney)


def _unexplained(found: UnexplainedMoney) -> answers.Unexplained:
    return {
        "entry_id": found.entry_id,
        "side": found.side,
        "reason": found.reason,
        "kind": found.kind,
        "object_id": found.object_id,
        "order_id": found.order_id or None,
        "amount": Money(found.amount_minor, found.currency),
        "since": found.since,
        "explained_at": found.explained_at or None,
    }
