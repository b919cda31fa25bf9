"""A delivery's life as a table, the states in which somebody still has to do something, and an endpoint's own."""

from enum import StrEnum
from typing import Literal

EndpointState = Literal["ENABLED", "DISABLED"]
DisabledWhy = Literal["SELLER", "GONE", "FAILING"]
# What an attempt came to.
Outcome = Literal["DELIVERED", "ANSWERED", "TIMED_OUT", "UNREACHABLE", "UNRESOLVED", "ADDRESS_REFUSED"]
# After these we may have waited for nothing.
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
    """The states the table leads to `target` from."""
    return frozenset(state for state, following in NEXT.items() if target in following)
