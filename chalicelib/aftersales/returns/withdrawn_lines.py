"""The return that a withdrawal opens, or makes of a return that is open already."""

from typing import Any

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns import queries, return_steps
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.aftersales.returns.return_requests import new_return, with_due_time
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.stored_items import store_act
from chalicelib.facts.aftersales import ReturnOpened, ReturnWishChanged
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries as order_queries

# A withdrawal needs nobody's approval: what was refused or appealed goes on as if it had been approved.
_TURNED = {
    ReturnState.REQUESTED: ReturnState.APPROVED,
    ReturnState.REFUSED: ReturnState.APPROVED,
    ReturnState.APPEALED: ReturnState.APPROVED,
}


class _OpenedBefore(Exception):
    """The withdrawal opened the return meanwhile."""


def open_withdrawn(order_id: str, line_id: str, withdrawal_id: str, *, is_whole_order: bool) -> DeviceReturn:
    """The return of a withdrawn line, approved at once; idempotent. An open return of the line becomes it.

    `is_whole_order` is whether every line of the order is withdrawn: then the service fee goes back too.
    Raises: NotFound, CaseOpen for a line with an open claim, Conflict.
    """
    changes = {"is_whole_order": is_whole_order, "withdrawal_id": withdrawal_id}
    return transactions.retry_on_conflict(lambda: _attempt(order_id, line_id, changes))


def _attempt(order_id: str, line_id: str, changes: dict[str, Any]) -> DeviceReturn:
    return_id = ids.derived_id(queries.RETURN, "withdrawal", str(changes["withdrawal_id"]), line_id)
    if (earlier := queries.find(return_id)) is not None:
        return earlier
    history = open_cases.history_of(order_id, line_id)
    if history.open_case is not None and (standing := queries.find(history.open_case)) is not None:
        return return_steps.carry_out(standing.return_id, lambda found: _turning(found, changes))
    order = order_queries.order(order_id)
    line = order_queries.line(order, line_id)
    begun = new_return(
        order, line, history, return_id=return_id, reason=ReturnReason.WITHDRAWAL, right=Right.WITHDRAWAL
    )
    opened = with_due_time(
        msgspec.structs.replace(begun, state=ReturnState.APPROVED, answered_by="PLATFORM", **changes)
    )
    fact = ReturnOpened(**return_steps.names(opened), reason=opened.reason, wish=opened.wish)
    acts = [
        store_act(opened, lambda _: _OpenedBefore()),
        *open_cases.open_acts(history, return_id),
        *return_steps.caused_acts(None, opened),
        record_act(fact),
    ]
    try:
        transactions.commit(acts)
    except _OpenedBefore as earlier_one:
        raise Conflict() from earlier_one  # read again
    return opened


def _turning(found: DeviceReturn, changes: dict[str, Any]) -> Step | None:
    """What makes a withdrawal of an open return; None for one that is one, or that ended meanwhile."""
    if found.reason is ReturnReason.WITHDRAWAL or found.outcome is not None:
        return None
    target = _TURNED.get(found.state)
    if target is not None and found.received_at is not None:
        target = ReturnState.INSPECTED
    return Step(
        target=target,
        changes={"reason": ReturnReason.WITHDRAWAL, "right": Right.WITHDRAWAL, "wish": "REFUND", **changes},
        fact=lambda after: ReturnWishChanged(**return_steps.names(after), wish=after.wish),
    )
