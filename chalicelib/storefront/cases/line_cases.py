"""The returns and claims of an order by its lines, as the order's page lists them."""

from typing import Literal, TypedDict

from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.returns import queries as returns
from chalicelib.orders.lifecycle import LineState
from chalicelib.storefront.cases import case_places

# Only what was sent can come back or be reported.
SENT = frozenset({LineState.SHIPPED, LineState.DELIVERED})


class LineCase(TypedDict):
    """A case of a line: where its page is, and its state under the kind of name that says it."""

    case_id: str
    path: str
    kind: Literal["return state", "claim state"]
    state: str


def cases_by_line(order_id: str, states: dict[str, LineState]) -> dict[str, list[LineCase]]:
    """The cases of each line that has any, returns first, each kind oldest first; nothing is read before shipment."""
    found: dict[str, list[LineCase]] = {}
    if not SENT.intersection(states.values()):
        return found
    for device_return in returns.returns_of_order(order_id):
        path = case_places.path_of(order_id, device_return.return_id)
        shown = LineCase(case_id=device_return.return_id, path=path, kind="return state", state=device_return.state)
        found.setdefault(device_return.line_id, []).append(shown)
    for claim in claims.claims_of_order(order_id):
        path = case_places.path_of(order_id, claim.claim_id)
        shown = LineCase(case_id=claim.claim_id, path=path, kind="claim state", state=claim.state)
        found.setdefault(claim.line_id, []).append(shown)
    return found
