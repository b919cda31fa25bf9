"""A dispute's life as a table, and what its status at Stripe means for it."""

from enum import StrEnum


class DisputeState(StrEnum):
    WARNING_NEEDS_RESPONSE = "WARNING_NEEDS_RESPONSE"
    WARNING_UNDER_REVIEW = "WARNING_UNDER_REVIEW"
    WARNING_CLOSED = "WARNING_CLOSED"
    NEEDS_RESPONSE = "NEEDS_RESPONSE"
    UNDER_REVIEW = "UNDER_REVIEW"
    WON = "WON"
    LOST = "LOST"


_DECIDED = frozenset({DisputeState.WON, DisputeState.LOST})
_DISPUTED = frozenset({DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW}) | _DECIDED
NEXT: dict[DisputeState, frozenset[DisputeState]] = {
    # An inquiry of the bank, which takes no money. It may become a dispute, also after it was closed.
    DisputeState.WARNING_NEEDS_RESPONSE: _DISPUTED | {DisputeState.WARNING_UNDER_REVIEW, DisputeState.WARNING_CLOSED},
    DisputeState.WARNING_UNDER_REVIEW: _DISPUTED | {DisputeState.WARNING_CLOSED},
    DisputeState.WARNING_CLOSED: _DISPUTED,
    DisputeState.NEEDS_RESPONSE: _DECIDED | {DisputeState.UNDER_REVIEW},
    DisputeState.UNDER_REVIEW: _DECIDED,
    # The card network may decide otherwise than the bank did.
    DisputeState.WON: frozenset({DisputeState.LOST}),
    DisputeState.LOST: frozenset({DisputeState.WON}),
}

# A dispute without an inquiry, or whose first events were lost, is first known in a later state.
FIRST = DisputeState.WARNING_NEEDS_RESPONSE
FINAL = frozenset({DisputeState.WARNING_CLOSED}) | _DECIDED
# The bank only asks: no money is moved.
INQUIRY = frozenset(
    {DisputeState.WARNING_NEEDS_RESPONSE, DisputeState.WARNING_UNDER_REVIEW, DisputeState.WARNING_CLOSED}
)
# The platform can still answer.
ANSWERABLE = frozenset({DisputeState.WARNING_NEEDS_RESPONSE, DisputeState.NEEDS_RESPONSE})


class UnknownDisputeStatus(Exception):
    """Stripe's status of a dispute is one this table does not know."""


def state_of(stripe_status: str) -> DisputeState:
    """The state by the dispute's status at Stripe.

    Source: https://docs.stripe.com/api/disputes/object#dispute_object-status. Raises: UnknownDisputeStatus.
    """
    # Stripe's word for a dispute that was prevented before it cost anything, by a refund or by the card network.
    if stripe_status == "prevented":
        return DisputeState.WARNING_CLOSED
    try:
        return DisputeState(stripe_status.upper())
    except ValueError as unknown:
        raise UnknownDisputeStatus(stripe_status) from unknown
