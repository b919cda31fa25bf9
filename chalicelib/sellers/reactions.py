"""What sellers does on facts: a cancelled sale that was the seller's fault is counted."""

from chalicelib.facts.orders import LineCancelled
from chalicelib.kernel.fact_store import Recorded
from chalicelib.sellers.quality import lapses


def count_lapse(fact: Recorded, cancelled: LineCancelled) -> None:
    """Count a line the seller cancelled or let lapse; a buyer's change of mind is nobody's fault."""
    if cancelled.counts_against_seller:
        lapses.count_lapse_once(fact, cancelled.seller_id)
