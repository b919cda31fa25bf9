"""What webhooks does on facts: the sellers they concern are to hear of them; may run twice and in any order."""

from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.facts.orders import LineFact, OrderPaid
from chalicelib.kernel.fact_store import Recorded
from chalicelib.webhooks import outbox


def announce_sale(fact: Recorded, paid: OrderPaid) -> None:
    """Every seller of the order hears of the own lines."""
    outbox.enqueue_deliveries(fact, {line.seller_id for line in paid.lines})


def announce_line(fact: Recorded, moved: LineFact) -> None:
    """The line's seller hears where it stands."""
    outbox.enqueue_deliveries(fact, {moved.seller_id})


def announce_box(fact: Recorded, passed: BuyBoxChanged) -> None:
    """Who has the box now hears of it, and who had it before."""
    outbox.enqueue_deliveries(fact, {seller for seller in (passed.won_seller_id, passed.lost_seller_id) if seller})


def announce_sold_out(fact: Recorded, sold_out: OfferSoldOut) -> None:
    """The offer's seller hears that the last unit is gone."""
    outbox.enqueue_deliveries(fact, {sold_out.seller_id})
