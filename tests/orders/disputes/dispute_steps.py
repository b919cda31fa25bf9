"""Steps of a dispute that several tests take, and what they look at after each."""

from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import cancel_line
from chalicelib.orders.order import Order
from chalicelib.orders.payment import order_audit
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.transfers.models import TransferItem
from tests.orders.cancellation.refund_steps import MISTAKE, booked, charge_of, paid_with
from tests.orders.conftest import Shop

FEE = 2_000


def disputed(shop: Shop, order: Order, *, amount: int | None = None, reason: str = "fraudulent") -> str:
    """The bank disputes the order's payment, and everything that follows at once has happened; the dispute's id."""
    dispute_id = shop.cell.stripe.dispute(charge_of(shop, order), amount=amount, reason=reason)
    shop.cell.settle()
    return dispute_id


def refused_while_disputed(shop: Shop) -> Order:
    """An order that is disputed, then cancelled: Stripe refuses its refund."""
    order = paid_with(shop, "pm_card_visa")
    disputed(shop, order)
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.failed = []
    shop.cell.settle()
    return order


def decide(shop: Shop, dispute_id: str, *, won: bool) -> None:
    """The bank decides, and everything that follows at once has happened."""
    shop.cell.clock.advance(seconds=1)
    shop.cell.stripe.decide_dispute(dispute_id, won=won)
    shop.cell.settle()


def only(order: Order) -> Dispute:
    (found,) = dispute_queries.of_order(order.order_id)
    return found


def on_accounts(order: Order) -> dict[str, int]:
    """What is left on the accounts that disputes use and the one they pay; the books must agree."""
    assert order_audit.audit_order(queries.order(order.order_id)).faults == ()
    totals = booked(order)
    named = (Account.DISPUTED, Account.DISPUTE_LOSSES, Account.OWED_BACK, Account.GOODWILL)
    return {account.value: totals[account] for account in named if account in totals}


def holds_of(order: Order) -> list[int]:
    return [int(item.holds) for item in TransferItem.query(order.order_id, consistent_read=True)]
