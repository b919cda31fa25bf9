"""Reactions of guarantees to facts; repeating one changes nothing."""

from chalicelib.aftersales.guarantees import issuance
from chalicelib.facts.orders import LineDelivered
from chalicelib.kernel.fact_store import Recorded


def issue_guarantee(_: Recorded, delivered: LineDelivered) -> None:
    """A delivered line gets its guarantee, under the line's own key."""
    issuance.issue(delivered.order_id, delivered.line_id)
