"""Lapses: how many sales a seller did not honour; an input of the seller's standing."""

from chalicelib.kernel.fact_relay import AlreadyDone, once
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.storage import transactions
from chalicelib.sellers.models import LapsesItem

_ENTRY = "lapses"


def count_lapse_once(fact: Recorded, seller_id: str) -> None:
    """Add one lapse; idempotent per fact."""
    try:
        transactions.commit(
            [
                once(fact, "sellers.count_lapse"),
                transactions.update(LapsesItem(seller_id, _ENTRY), LapsesItem.lapses.add(1)),
            ]
        )
    except AlreadyDone:
        return


def lapses_of(seller_id: str) -> int:
    """How many sales the seller did not honour; 0 or more."""
    try:
        return int(LapsesItem.get(seller_id, _ENTRY, consistent_read=True).lapses)
    except LapsesItem.DoesNotExist:
        return 0
