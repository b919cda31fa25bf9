"""The return that a withdrawal opens, or makes of a return that is open already."""

from collections.abc import Callable
from typing import Any

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.line_history import LineHistory
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns import queries, refund_steps, return_steps
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, WITH_SELLER, ReturnState
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


# Where a device that was sent may be before its refund. One that is refused, or goes back, is disputed.
_UNDISPUTED = frozenset({ReturnState.APPROVED, ReturnState.IN_TRANSIT, *WITH_SELLER}) - {ReturnState.TO_SEND_BACK}


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was withdrawn. `is_whole_order`: every line of the order is, and the service fee goes back too.

    `link_act` gives the act that notes the id of the return at the withdrawal, in the transaction that opens the return
    or makes it of an open one. It must refuse with Conflict where another return was noted, or none is to be.
    """

    order_id: str
    line_id: str
    withdrawal_id: str
    is_whole_order: bool
    link_act: Callable[[str], transactions.Act]


def open_withdrawn(line: Withdrawn) -> DeviceReturn:
    """The return of a withdrawn line, approved at once. An open return of the line becomes it.

    Raises: NotFound, CaseOpen for a line with an open claim, RefundedBefore, TooManyCases, Conflict: read the line
    again.
    """
    return_id = ids.derived_id(queries.RETURN, "withdrawal", line.withdrawal_id, line.line_id)
    changes = {"is_whole_order": line.is_whole_order, "withdrawal_id": line.withdrawal_id}
    history = open_cases.history_of(line.order_id, line.line_id)
    if history.open_case is not None and (standing := queries.find(history.open_case)) is not None:
        linked = line.link_act(standing.return_id)
        return return_steps.carry_out(standing.return_id, lambda found: _turning(found, changes, linked))
    opened = _new(line, history, return_id, changes)
    transactions.commit(
        [
            store_act(opened),
            *open_cases.open_acts(history, return_id),
            *return_steps.caused_acts(None, opened),
            record_act(ReturnOpened(**return_steps.names(opened), reason=opened.reason, wish=opened.wish)),
            line.link_act(return_id),
        ]
    )
    return opened


def refund_withdrawn(return_id: str) -> DeviceReturn:
    """Refund a withdrawn line whose device is known to be sent, when the time the law sets is over; idempotent.

    Nothing for a return that ended, or whose device was refused.
    Raises: NotFound, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        return refund_steps.refunding_step(found) if found.state in _UNDISPUTED else None

    return return_steps.carry_out(return_id, decide)


def _new(line: Withdrawn, history: LineHistory, return_id: str, changes: dict[str, Any]) -> DeviceReturn:
    order = order_queries.order(line.order_id)
    begun = new_return(
        order,
        order_queries.line(order, line.line_id),
        history,
        return_id=return_id,
        reason=ReturnReason.WITHDRAWAL,
        right=Right.WITHDRAWAL,
    )
    return with_due_time(msgspec.structs.replace(begun, state=ReturnState.APPROVED, answered_by="PLATFORM", **changes))


def _turning(found: DeviceReturn, changes: dict[str, Any], linked: transactions.Act) -> Step:
    """What makes a withdrawal of an open return. Raises: Conflict for one that ended, or became one, meanwhile."""
    if found.reason is ReturnReason.WITHDRAWAL or found.state in FINAL:
        raise Conflict("The return changed since it was read")
    target = _TURNED.get(found.state)
    if target is not None and found.received_at is not None:
        target = ReturnState.INSPECTED
    return Step(
        target=target,
        changes={"reason": ReturnReason.WITHDRAWAL, "right": Right.WITHDRAWAL, "wish": "REFUND", **changes},
        fact=lambda after: ReturnWishChanged(**return_steps.names(after), wish=after.wish),
        acts=(linked,),
    )
