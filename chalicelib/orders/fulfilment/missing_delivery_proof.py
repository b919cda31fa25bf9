"""Shipped lines without a proof of delivery, whose carrier is no longer asked: operators decide about them.

Without a proof a line is never delivered: its payout waits and the buyer's time limits do not start.
"""

from datetime import timedelta

from chalicelib.kernel import deadlines
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.orders.fulfilment.line_deadlines import PARCEL, line_deadline, subject_of
from chalicelib.orders.models import SellerOrderItem
from chalicelib.orders.order import SellerOrder, SellerOrderLine
from chalicelib.orders.stored_items import seller_order_key

# A parcel without news for that long is lost, or was delivered without a confirmation.
PARCEL_ASKED_FOR_MAX = timedelta(days=45)
# A line is reported at most one question before that; a day is more than the time between two questions.
REPORTED_AFTER_MIN = PARCEL_ASKED_FOR_MAX - timedelta(days=1)


def report(seller_order: SellerOrder, line: SellerOrderLine) -> None:
    """Say that a line has no proof of delivery; Conflict if it moved since the seller order was read."""
    unmoved = SellerOrderItem.version == seller_order.version
    transactions.commit(
        [
            transactions.check(SellerOrderItem(*seller_order_key(seller_order.seller_id, seller_order)), unmoved),
            deadlines.escalate_act(line_deadline(PARCEL, seller_order.order_id, line.line_id, str(line.shipped_at))),
        ]
    )


def remove_acts(order_id: str, line: SellerOrderLine) -> list[transactions.Act]:
    """The act that takes a line off the list, for whoever has the proof; none for one that cannot be on it yet."""
    if line.shipped_at is None or clock.now() < clock.parse(line.shipped_at) + REPORTED_AFTER_MIN:
        return []
    return [deadlines.resolve_act(PARCEL, subject_of(order_id, line.line_id))]


def count() -> int:
    """The number of lines listed without a proof of delivery."""
    return deadlines.count_escalated(PARCEL)
