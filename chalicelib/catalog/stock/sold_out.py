"""Sold out: OfferSoldOut is recorded once when the last unit is gone, and again only after units came back."""

from chalicelib.catalog.models import StockItem
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NotSoldOut
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions


def announce_if_sold_out(offer_id: str) -> bool:
    """Record OfferSoldOut if no unit is available and it was not yet recorded; returns whether it did.

    It reads the stock as it is now and not the fact that triggered it: late, duplicate and reordered facts all find
    the same stock. A write that adds units clears the flag (see `stock_acts`), so that selling out again counts
    again. If units came back before this ran, nothing is recorded, because the offer is no longer sold out.
    """
    item = StockItem.get(offer_id, consistent_read=True)
    if item.available > 0 or item.sold_out:
        return False
    gone = OfferSoldOut(offer_id=offer_id, product_id=item.product_id, seller_id=item.seller_id)
    try:
        transactions.commit([stock_acts.note_sold_out_announced(offer_id), fact_store.record_act(gone)])
    except NotSoldOut:
        return False
    return True
