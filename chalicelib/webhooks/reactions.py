"""What webhooks does on facts: the sellers they concern are to hear of them; may run twice and in any order."""

from chalicelib.facts.boxes import BoxPassed
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.facts.orders import LineFact, OrderPaid
from chalicelib.kernel.fact_store import Recorded
from chalicelib.webhooks import outbox


def announce_sale(fact: Recorded, paid: OrderPaid) -> None:
    """Every seller of the order hears of the own lines."""
    outbox.announce(fact, {line.seller_id for line in paid.lines})


def announce_line(fact: Recorded, moved: LineFact) -> None:
    """The line's seller hears where it stands."""
    outbox.announce(fact, {moved.seller_id})


def announce_box(fact: Recorded, passed: BoxPassed) -> None:
    """Who has the box now hears of it, and who had it before."""
    outbox.announce(fact, {seller for seller in (passed.won_seller_id, passed.lost_seller_id) if seller})


def announce_sold_out(fact: Recorded, sold_out: OfferSoldOut) -> None:
    """The offer's seller hears that the last unit is gone."""
    outbox.announce(fact, {sold_out.seller_id})
