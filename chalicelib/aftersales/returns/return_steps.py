"""A step of a return: decided from the return as it is, and committed once with everything that it causes."""

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.line_history import LineHistory, with_remedy
from chalicelib.aftersales.returns import due_times, queries
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, ReturnState, require_next
from chalicelib.aftersales.returns.stored_items import change_act
from chalicelib.facts.aftersales import ReturnClosed, ReturnFact
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.markets import directory
from chalicelib.payments import money_commands

DUE = Kind("aftersales.return_due")
_REMEDIED = frozenset({ReturnState.REPAIRED, ReturnState.EXCHANGED})


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What is to happen: the next state, None to stay, the members that change, the fact and what else is written.

    `commands` are sent to the money worker after the commit.
    """

    target: ReturnState | None = None
    changes: dict[str, Any] = {}
    fact: Callable[[DeviceReturn], ReturnFact] | None = None
    acts: tuple[transactions.Act, ...] = ()
    commands: tuple[money_commands.Command, ...] = ()


# Decides from the return as it was read; None where there is nothing left to do.
Decide = Callable[[DeviceReturn], Step | None]


def carry_out(return_id: str, decide: Decide) -> DeviceReturn:
    """Decide and commit a step; decided anew if the return changed meanwhile. Returns the return as it is then.

    Raises: what `decide` raises, IllegalReturnStep, NotFound, Conflict if it kept changing.
    """
    return transactions.retry_on_conflict(lambda: _attempt(return_id, decide))


def _attempt(return_id: str, decide: Decide) -> DeviceReturn:
    before = queries.device_return(return_id)
    step = decide(before)
    if step is None:
        return before
    after = changed(before, step.target, **step.changes)
    transactions.commit([change_act(before, after), *caused_acts(before, after), *step.acts, *_facts(step, after)])
    if step.commands:
        money_commands.send(*step.commands)
    return after


def changed(before: DeviceReturn, target: ReturnState | None, **changes: Any) -> DeviceReturn:
    """The return after a step, with the time its new state has.

    Raises: IllegalReturnStep.
    """
    now = clock.timestamp()
    if target is not None:
        require_next(before.state, target)
        changes |= {"state": target, "state_at": now}
    after = msgspec.structs.replace(before, version=before.version + 1, changed_at=now, **changes)
    return msgspec.structs.replace(after, due_by=due_times.due_by(after, directory.market(after.market)))


def caused_acts(before: DeviceReturn | None, after: DeviceReturn) -> list[transactions.Act]:
    """The acts that every change causes: the deadline of the new state, and the end of the line's open case."""
    acts = [due_act(after)] if after.due_by and (before is None or after.due_by != before.due_by) else []
    if after.state in FINAL and (before is None or before.state not in FINAL):
        history = open_cases.history_of(after.order_id, after.line_id)
        acts += open_cases.close_acts(history, **_remembered(history, after))
    return acts


def due_act(found: DeviceReturn) -> transactions.Act:
    """The act that schedules the deadline of a return's state, or the reminder before it, which schedules that."""
    return look_act(found, due_times.reminded_at(found) or found.due_by or "")


def look_act(found: DeviceReturn, due_at: str) -> transactions.Act:
    """The act that has a return looked at."""
    return deadlines.schedule_act(
        Deadline(kind=DUE, subject=found.return_id, due_at=due_at, payload={"return_id": found.return_id})
    )


def _remembered(history: LineHistory, after: DeviceReturn) -> dict[str, Any]:
    """What a line remembers of a return: its refund, the fault that was mended, the unit the buyer has now."""
    if after.state is ReturnState.REFUNDED:
        return {"refunded_by": after.return_id}
    if after.state not in _REMEDIED:
        return {}
    fault = after.repair.fault if after.repair else after.fault
    kept: dict[str, Any] = {"remedies": with_remedy(history, fault)}
    if after.state is ReturnState.EXCHANGED and after.exchange is not None:
        kept["offer_id"] = after.exchange.offer_id
    return kept


def _facts(step: Step, after: DeviceReturn) -> Collection[transactions.Act]:
    facts = [step.fact(after)] if step.fact is not None else []
    if after.state in FINAL:
        facts.append(_closed(after))
    return [record_act(fact) for fact in facts]


def _closed(after: DeviceReturn) -> ReturnClosed:
    outcome = after.outcome or after.state
    came_back = after.received_at is not None and outcome != "SENT_BACK"
    return ReturnClosed(**names(after), outcome=outcome, came_back=came_back, refund_id=after.refund_id)


def names(found: DeviceReturn) -> dict[str, Any]:
    """What every fact of a return says of it."""
    return {
        "return_id": found.return_id,
        "order_id": found.order_id,
        "line_id": found.line_id,
        "seller_id": found.seller_id,
        "product_id": found.product_id,
        "sku": found.sku,
        "version": found.version,
    }
