"""What a client is given of the platform's health, member by member."""

from typing import TypedDict


class PlatformHealth(TypedDict):
    """What ops look at first; every number is 0 when all is well."""

    unmatched_events: int
    unresolved_operations: int
    refunds_failed: int
    lines_without_proof_of_delivery: int
