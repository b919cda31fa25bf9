"""Reactions of webhooks: the sellers concerned are sent messages. They may run twice and in any order."""

from chalicelib.facts.aftersales import ClaimFact, MessagePosted, ReturnFact
from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.facts.orders import (
    LineFact,
    LineRefunded,
    OrderPaid,
    RefundFailed,
    RefundPaidByBankTransfer,
    RefundRequested,
)
from chalicelib.facts.payments import DisputeClosed, DisputeOpened, PayoutFact, TransferFact
from chalicelib.kernel.fact_store import Recorded
from chalicelib.webhooks import outbox


def announce_sale(fact: Recorded, paid: OrderPaid) -> None:
    """Send each seller of the order its own lines."""
    outbox.enqueue_deliveries(fact, {line.seller_id for line in paid.lines})


def announce_line(fact: Recorded, moved: LineFact) -> None:
    """Send the line's seller its new state."""
    outbox.enqueue_deliveries(fact, {moved.seller_id})


def announce_refund(
    fact: Recorded, refund: RefundRequested | LineRefunded | RefundPaidByBankTransfer | RefundFailed
) -> None:
    """Tell the seller of the refunded line; nobody where the refund is of no line."""
    outbox.enqueue_deliveries(fact, {refund.seller_id} if refund.seller_id else ())


def announce_dispute(fact: Recorded, disputed: DisputeOpened | DisputeClosed) -> None:
    """Tell each seller with lines in a disputed order."""
    outbox.enqueue_deliveries(fact, {line.seller_id for line in disputed.lines})


def announce_box(fact: Recorded, passed: BuyBoxChanged) -> None:
    """Tell the seller that won the buy box and the one that lost it."""
    outbox.enqueue_deliveries(fact, {seller for seller in (passed.won_seller_id, passed.lost_seller_id) if seller})


def announce_sold_out(fact: Recorded, sold_out: OfferSoldOut) -> None:
    """Tell the offer's seller that the last unit was sold."""
    outbox.enqueue_deliveries(fact, {sold_out.seller_id})


def announce_money(fact: Recorded, moved: TransferFact | PayoutFact) -> None:
    """Tell the seller what became of a line's transfer or of a payout."""
    outbox.enqueue_deliveries(fact, {moved.seller_id})


def announce_case(fact: Recorded, happened: ReturnFact | ClaimFact | MessagePosted) -> None:
    """Send the seller what happened to a return or claim, and what was written to it."""
    outbox.enqueue_deliveries(fact, {happened.seller_id})
