"""What a paid line brings its seller, as the rooms that pay sellers are handed it."""

from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments.transfers.transfer import SellerShare


def seller_share(order: Order, line: Line) -> SellerShare:
    """The seller's share of a line of a paid order."""
    return SellerShare(
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        sku=line.sku,
        product_id=line.product_id,
        market=order.market,
        currency=order.currency,
        net_minor=line.amounts.seller_net_minor,
        payment_intent_id=order.payment_intent_id or "",
    )
