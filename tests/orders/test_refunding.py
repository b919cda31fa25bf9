"""Refunding: what was decided is refunded once, whatever Stripe answers."""

from chalicelib.kernel import facts
from chalicelib.orders.cancelling import Cancellation, cancel_line
from chalicelib.orders.models import Order
from chalicelib.payments import ledger
from tests.orders.conftest import Shop

MISTAKE = Cancellation(by="SELLER", reason="PRICE_MISTAKE")


def test_a_refund_whose_error_stripe_keeps_is_found_and_booked_at_once(shop: Shop) -> None:
    order = shop.desk.paid_order(shop.offer_id)
    shop.desk.stripe.inject("error_after", times=1, path="/v1/refunds")
    cancel_line(order.order_id, "1", MISTAKE)
    shop.desk.settle()
    refunded = Order.get(order.order_id)
    assert refunded.refunded_minor == refunded.captured_minor == order.total_minor
    assert [journal.journal_id.partition("#")[0] for journal in ledger.journals_of(order.order_id)] == [
        "capture",
        "refund",
    ]
    assert [fact.name for fact in facts.story(order.order_id)][-1] == "LineRefunded"
