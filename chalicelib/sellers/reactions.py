"""The room's reactions: sales cancelled through the seller's fault are counted."""

from chalicelib.facts.orders import LineCancelled
from chalicelib.kernel.fact_store import Recorded
from chalicelib.sellers.quality import lapses


def count_lapse(fact: Recorded, cancelled: LineCancelled) -> None:
    """Count a line that the seller cancelled or did not ship in time; not one that the buyer cancelled."""
    if cancelled.counts_against_seller:
        lapses.count_lapse_once(fact, cancelled.seller_id)
