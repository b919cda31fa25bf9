"""Selling out: that an offer's last available unit is gone is announced once, until units come back."""

from chalicelib.catalog.models import StockItem
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NotSoldOut
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions


def announce_if_sold_out(offer_id: str) -> bool:
    """Record OfferSoldOut if no unit is available and nobody said so yet; whether this call recorded it.

    It looks at the stock as it is now, not at what a fact says of then: late, doubled and shuffled facts all find the
    same stock, and the first announces. Whatever brings units back takes the announcement away in its own write (see
    stock), so that the next time counts again. Units that came back before anybody looked were never announced as
    gone: saying so then would be false.
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
