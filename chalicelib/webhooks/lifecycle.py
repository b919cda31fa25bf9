"""The lifecycle of a delivery as a table, its open states, and the states of an endpoint."""

from enum import StrEnum
from typing import Literal

EndpointState = Literal["ENABLED", "DISABLED"]
DisabledWhy = Literal["SELLER", "GONE", "FAILING"]
# The outcome of an attempt.
Outcome = Literal["DELIVERED", "ANSWERED", "TIMED_OUT", "UNREACHABLE", "UNRESOLVED", "ADDRESS_REFUSED"]
# The outcomes for which we may have waited until the time limit.
LET_US_WAIT: frozenset[Outcome] = frozenset({"TIMED_OUT", "UNRESOLVED"})


class DeliveryState(StrEnum):
    WAITING = "WAITING"
    RETRYING = "RETRYING"
    DELIVERED = "DELIVERED"
    EXHAUSTED = "EXHAUSTED"
    DROPPED = "DROPPED"


NEXT: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.WAITING: frozenset({DeliveryState.RETRYING, DeliveryState.DELIVERED, DeliveryState.DROPPED}),
    # Back to WAITING: the seller asked for it again, or switched its endpoint on.
    DeliveryState.RETRYING: frozenset(
        {
            DeliveryState.RETRYING,
            DeliveryState.DELIVERED,
            DeliveryState.EXHAUSTED,
            DeliveryState.DROPPED,
            DeliveryState.WAITING,
        }
    ),
    # The seller asked for it again.
    DeliveryState.DELIVERED: frozenset({DeliveryState.WAITING}),
    DeliveryState.EXHAUSTED: frozenset({DeliveryState.WAITING}),
    # Its endpoint is gone.
    DeliveryState.DROPPED: frozenset(),
}

FIRST = DeliveryState.WAITING
FINAL = frozenset({DeliveryState.DELIVERED, DeliveryState.EXHAUSTED, DeliveryState.DROPPED})

OPEN = frozenset(NEXT) - FINAL


def before(target: DeliveryState) -> frozenset[DeliveryState]:
    """The states from which the table leads to `target`."""
    return frozenset(state for state, following in NEXT.items() if target in following)
