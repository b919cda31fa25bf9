"""The API's answer about the platform's health."""

from typing import TypedDict


class PlatformHealth(TypedDict):
    """Counts of what needs an operator; every number is 0 when all is well."""

    unmatched_events: int
    unresolved_operations: int
    refunds_failed: int
    lines_without_proof_of_delivery: int
