"""The returns and claims of an order by its lines, as the order's page lists them."""

from typing import Literal, TypedDict

from chalicelib.aftersales.cases.next_step import NextStep
from chalicelib.aftersales.claims import next_steps as claim_steps
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.returns import next_steps as return_steps
from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order
from chalicelib.storefront.cases import case_places

# Only what was sent can come back or be reported.
SENT = frozenset({LineState.SHIPPED, LineState.DELIVERED})
REFUNDED = "REFUNDED"


class LineCase(TypedDict):
    """A case of a line: what was asked for, its page, its state and its next step, None for one that ended.

    `subject` is the wish of a return or the kind of a claim. A line has one open case at a time, and none after a case
    that refunded it: `allows_another` is whether a buyer may open another one as far as this one goes.
    """

    case_id: str
    path: str
    kind: Literal["return", "claim"]
    subject: str
    state: str
    step: NextStep | None
    due_on: str | None
    allows_another: bool


def cases_by_line(order: Order, states: dict[str, LineState]) -> dict[str, list[LineCase]]:
    """The cases of each line that has any, returns first, each kind oldest first; nothing is read before shipment."""
    found: dict[str, list[LineCase]] = {}
    if not SENT.intersection(states.values()):
        return found
    for device_return in returns.returns_of_order(order.order_id):
        found.setdefault(device_return.line_id, []).append(_return(order, device_return))
    for claim in claims.claims_of_order(order.order_id):
        found.setdefault(claim.line_id, []).append(_claim(order, claim))
    return found


def _return(order: Order, found: DeviceReturn) -> LineCase:
    step = return_steps.next_step(found)
    return {
        "case_id": found.return_id,
        "path": case_places.path_of(order.order_id, found.return_id),
        "kind": "return",
        "subject": found.wish,
        "state": found.state,
        "step": step,
        "due_on": case_places.last_day(order, step.due_by if step else None),
        "allows_another": step is None and found.state != REFUNDED,
    }


def _claim(order: Order, found: Claim) -> LineCase:
    step = claim_steps.next_step(found)
    return {
        "case_id": found.claim_id,
        "path": case_places.path_of(order.order_id, found.claim_id),
        "kind": "claim",
        "subject": found.kind,
        "state": found.state,
        "step": step,
        "due_on": case_places.last_day(order, step.due_by if step else None),
        "allows_another": step is None and found.state != REFUNDED,
    }
