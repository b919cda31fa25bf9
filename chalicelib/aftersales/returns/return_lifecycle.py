"""A return's life as a table: from the buyer's request to a refund, a repair, an exchange or its end without one."""

from enum import StrEnum

from chalicelib.kernel.values.problems import Problem


class ReturnState(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    IN_TRANSIT = "IN_TRANSIT"
    RECEIVED = "RECEIVED"
    INSPECTED = "INSPECTED"
    IN_REPAIR = "IN_REPAIR"
    REPLACING = "REPLACING"
    REFUSED = "REFUSED"
    APPEALED = "APPEALED"
    TO_SEND_BACK = "TO_SEND_BACK"
    REFUNDED = "REFUNDED"
    REPAIRED = "REPAIRED"
    EXCHANGED = "EXCHANGED"
    CLOSED = "CLOSED"


_S = ReturnState
NEXT: dict[ReturnState, frozenset[ReturnState]] = {
    # A seller may refund at once and leave the device with the buyer.
    _S.REQUESTED: frozenset({_S.APPROVED, _S.REFUSED, _S.REFUNDED, _S.CLOSED}),
    # A parcel can arrive that nobody saw on its way.
    _S.APPROVED: frozenset({_S.IN_TRANSIT, _S.RECEIVED, _S.REFUNDED, _S.CLOSED}),
    _S.IN_TRANSIT: frozenset({_S.RECEIVED, _S.REFUNDED, _S.CLOSED}),
    _S.RECEIVED: frozenset({_S.INSPECTED, _S.REFUNDED}),
    _S.INSPECTED: frozenset({_S.IN_REPAIR, _S.REPLACING, _S.REFUSED, _S.REFUNDED}),
    _S.IN_REPAIR: frozenset({_S.REPAIRED, _S.REPLACING, _S.REFUNDED}),
    _S.REPLACING: frozenset({_S.EXCHANGED, _S.REFUNDED}),
    _S.REFUSED: frozenset({_S.APPEALED, _S.APPROVED, _S.INSPECTED, _S.TO_SEND_BACK, _S.CLOSED}),
    _S.APPEALED: frozenset({_S.APPROVED, _S.INSPECTED, _S.TO_SEND_BACK, _S.REFUNDED, _S.CLOSED}),
    _S.TO_SEND_BACK: frozenset({_S.REFUNDED, _S.CLOSED}),
    _S.REFUNDED: frozenset(),
    _S.REPAIRED: frozenset(),
    _S.EXCHANGED: frozenset(),
    _S.CLOSED: frozenset(),
}

FIRST = ReturnState.REQUESTED
FINAL = frozenset({_S.REFUNDED, _S.REPAIRED, _S.EXCHANGED, _S.CLOSED})
# The seller has the device.
WITH_SELLER = frozenset({_S.RECEIVED, _S.INSPECTED, _S.IN_REPAIR, _S.REPLACING, _S.TO_SEND_BACK})
# The device has not been sent yet: the buyer may still call the return off.
BEFORE_SENDING = frozenset({_S.REQUESTED, _S.APPROVED, _S.REFUSED})
# Nothing has been done about the wish yet: the buyer may still change it.
BEFORE_REMEDY = frozenset({_S.REQUESTED, _S.APPROVED, _S.IN_TRANSIT, _S.RECEIVED, _S.INSPECTED})


class IllegalReturnStep(Problem):
    """`state` is the return's current state."""

    slug, status, title = "illegal-return-step", 409, "The state of the return does not allow this"


def require_next(current: ReturnState, target: ReturnState) -> None:
    """Raises: IllegalReturnStep unless the table allows the transition."""
    if target not in NEXT[current]:
        raise IllegalReturnStep(f"A return that is {current} cannot become {target}", state=current)
