"""Following Stripe: what it speaks of is matched to an order, or kept and reported, never guessed."""

import json

import pytest
import stripe as stripe_library

from chalicelib.gateways import stripe
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.models import OrderItem
from chalicelib.orders.payment import order_audit, stripe_updates
from chalicelib.payments import refund_queries, stripe_webhook
from chalicelib.payments.models import InboxEntry
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation
from doubles.stripe_double import refunds as at_stripe
from tests.orders.conftest import Shop

FOREIGN = {"amount": 5_000, "currency": "eur", "payment_method_types": ["card"]}


def test_a_payment_of_somebody_else_s_is_unmatched(shop: Shop) -> None:
    assert shop.cell.deliver_events() == 0
    for metadata in ({}, {"order_id": "ord_eu_00000000000000000000000000"}, {"order_id": "💥"}):
        intent = stripe.create_intent(FOREIGN | {"metadata": metadata}, f"foreign:{metadata}")
        with pytest.raises(UnknownStripeObject):
            stripe_updates.follow_intent(intent.id)
    assert not list(OrderItem.scan())


def test_what_stripe_itself_does_not_know_is_unmatched(shop: Shop) -> None:
    assert shop.seller.status == "ACTIVE"
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_intent("pi_unknown")
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_refund("re_unknown")


def test_a_refund_of_somebody_else_s_payment_is_unmatched(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    foreign = stripe.create_intent(FOREIGN, "foreign")
    shop.cell.confirm(foreign.id)
    refund = stripe.create_refund({"payment_intent": foreign.id, "amount": 100}, "by-hand")
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_refund(refund.id)
    metadata = {"order_id": order.order_id, "operation_id": "refund#9-1#1"}
    named = stripe.create_refund({"payment_intent": foreign.id, "amount": 100, "metadata": metadata}, "named")
    with pytest.raises(UnknownStripeObject):
        stripe_updates.follow_refund(named.id)
    assert OrderItem.get(order.order_id).refunded_minor == 0


def test_an_unmatched_event_is_kept_and_reported(shop: Shop) -> None:
    foreign = stripe.create_intent(FOREIGN, "foreign")
    stripe.cancel_intent(foreign.id, "cancel-foreign")
    assert shop.cell.deliver_events() > 0
    with pytest.raises(AssertionError, match="follow_object"):
        shop.cell.settle()
    assert stripe_webhook.unmatched_count() == 1
    assert len(list(InboxEntry.scan())) == 1


def cancelled_second_line(shop: Shop) -> tuple[str, StripeOperation]:
    """An order of two lines whose second one was cancelled just now, and the operation that asks for its refund."""
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    cancel_line(order.order_id, "2", Cancellation(by="SELLER", reason="PRICE_MISTAKE"))
    operation = stripe_operations.find(order.order_id, "refund#2-1#1")
    assert operation is not None
    return order.order_id, operation


def test_a_second_refund_under_the_metadata_of_the_first_is_no_news_of_it(shop: Shop) -> None:
    order_id, operation = cancelled_second_line(shop)
    shop.cell.settle()
    second = stripe.create_refund(operation.parameters, "another key")
    shop.cell.failed = []
    shop.cell.settle()
    assert len(shop.cell.failed) == 1
    at_stripe.fail(shop.cell.stripe.world, second.id)
    shop.cell.settle()
    assert len(shop.cell.failed) == 3
    assert refund_queries.find(order_id, "2-1").state == "SUCCEEDED"
    assert order_audit.audit_order(queries.order(order_id)).faults == ()


class Line(stripe_library.HTTPClient):
    """A line to Stripe that loses what it is asked to do, and refuses what it is asked to show."""

    name = "line"

    def request(self, method: str, *_: object, **__: object) -> tuple[str, int, dict[str, str]]:
        is_asked_to_do = method.upper() == "POST"
        body = {"error": {"type": "api_error" if is_asked_to_do else "invalid_request_error"}}
        return json.dumps(body), 500 if is_asked_to_do else 400, {}

    def close(self) -> None:
        """Nothing is open."""


def test_a_refused_look_at_the_refunds_is_no_refusal_of_the_refund(shop: Shop) -> None:
    order_id, operation = cancelled_second_line(shop)
    stripe.use_http_client(Line())
    with pytest.raises(stripe.OutcomeUnknown):
        stripe_updates.FINISH[operation.kind](operation)
    assert refund_queries.find(order_id, "2-1").state == "REQUESTED"
