"""The response body of health."""

from typing import TypedDict


class PlatformHealth(TypedDict):
    """Counts of what needs an operator; 0 everywhere is healthy."""

    unmatched_events: int
    unresolved_operations: int
    refunds_failed: int
    unexplained_money: int
    books_disagree: int
    transfers_failed: int
    payouts_failed: int
    refunds_overdue: int
    disputes_to_answer: int
    disputes_due: int
    disputes_reversed: int
    lines_without_proof_of_delivery: int
    returns_waiting: int
    claims_waiting: int
