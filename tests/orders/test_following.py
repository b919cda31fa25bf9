"""Following Stripe: what it speaks of is matched to an order, or kept and reported, never guessed."""

import pytest

from chalicelib.gateways import stripe
from chalicelib.orders import following
from chalicelib.orders.models import Order
from chalicelib.payments import receiving
from chalicelib.payments.models import InboxEntry
from chalicelib.payments.working import Unmatched
from tests.orders.conftest import Shop

FOREIGN = {"amount": 5_000, "currency": "eur", "payment_method_types": ["card"]}


def test_a_payment_of_somebody_else_s_is_unmatched(shop: Shop) -> None:
    assert shop.desk.deliver_events() == 0
    for metadata in ({}, {"order_id": "ord_eu_00000000000000000000000000"}, {"order_id": "💥"}):
        intent = stripe.create_intent(FOREIGN | {"metadata": metadata}, f"foreign:{metadata}")
        with pytest.raises(Unmatched):
            following.follow_intent(intent.id)
    assert not list(Order.scan())


def test_what_stripe_itself_does_not_know_is_unmatched(shop: Shop) -> None:
    assert shop.seller.status == "ACTIVE"
    with pytest.raises(Unmatched):
        following.follow_intent("pi_unknown")
    with pytest.raises(Unmatched):
        following.follow_refund("re_unknown")


def test_a_refund_made_by_hand_is_unmatched_until_ops_look_at_it(shop: Shop) -> None:
    order = shop.desk.paid_order(shop.offer_id)
    refund = stripe.create_refund({"payment_intent": order.payment_intent_id, "amount": 100}, "by-hand")
    with pytest.raises(Unmatched):
        following.follow_refund(refund.id)
    assert Order.get(order.order_id).refunded_minor == 0


def test_an_unmatched_event_is_kept_and_reported(shop: Shop) -> None:
    foreign = stripe.create_intent(FOREIGN, "foreign")
    stripe.cancel_intent(foreign.id, "cancel-foreign")
    assert shop.desk.deliver_events() > 0
    with pytest.raises(AssertionError, match="follow_object"):
        shop.desk.settle()
    assert receiving.unmatched_count() == 1
    assert len(list(InboxEntry.scan())) == 1
