"""The states of a line and their transitions, and the order's state derived from its lines."""

from collections.abc import Sequence
from enum import StrEnum

from chalicelib.kernel.values.problems import Problem


class LineState(StrEnum):
    RESERVED = "RESERVED"
    EXPIRED = "EXPIRED"
    VOIDED = "VOIDED"
    PAID = "PAID"
    ACCEPTED = "ACCEPTED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


NEXT: dict[LineState, frozenset[LineState]] = {
    LineState.RESERVED: frozenset({LineState.PAID, LineState.EXPIRED, LineState.VOIDED}),
    # Money that arrives after the reservation expired still buys the device if stock is left.
    LineState.EXPIRED: frozenset({LineState.PAID}),
    # The buyer cancelled: late money is always returned.
    LineState.VOIDED: frozenset(),
    LineState.PAID: frozenset({LineState.ACCEPTED, LineState.CANCELLED}),
    LineState.ACCEPTED: frozenset({LineState.SHIPPED, LineState.CANCELLED}),
    LineState.SHIPPED: frozenset({LineState.DELIVERED}),
    LineState.DELIVERED: frozenset(),
    LineState.CANCELLED: frozenset(),
}

FIRST = LineState.RESERVED
FINAL = frozenset({LineState.EXPIRED, LineState.VOIDED, LineState.DELIVERED, LineState.CANCELLED})
# The states of an order that ended unpaid: its stock was released.
RELEASED = frozenset({LineState.EXPIRED, LineState.VOIDED})


class OrderState(StrEnum):
    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    EXPIRED = "EXPIRED"
    VOIDED = "VOIDED"
    PAID = "PAID"
    IN_PREPARATION = "IN_PREPARATION"
    PARTLY_SHIPPED = "PARTLY_SHIPPED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class IllegalTransition(Problem):
    """`state` is the line's current state."""

    slug, status, title = "illegal-transition", 409, "The state of the line does not allow this"


def require_next(current: LineState, target: LineState) -> None:
    """Check that the table allows a transition.

    Raises: IllegalTransition.
    """
    if target not in NEXT[current]:
        raise IllegalTransition(f"A line that is {current} cannot become {target}", state=current)


def order_state(lines: Sequence[LineState]) -> OrderState:
    """The order's state, derived from its lines'. Cancelled lines count only if all lines are cancelled."""
    live = [state for state in lines if state is not LineState.CANCELLED]
    if not live:
        return OrderState.CANCELLED
    if LineState.RESERVED in live:
        return OrderState.AWAITING_PAYMENT
    if live[0] in RELEASED:
        return OrderState(live[0])
    if all(state is LineState.DELIVERED for state in live):
        return OrderState.DELIVERED
    sent = [state in (LineState.SHIPPED, LineState.DELIVERED) for state in live]
    if all(sent):
        return OrderState.SHIPPED
    if any(sent):
        return OrderState.PARTLY_SHIPPED
    if LineState.ACCEPTED in live:
        return OrderState.IN_PREPARATION
    return OrderState.PAID
