"""A refund whose answer was lost is looked up and never asked for twice; one that cannot be known waits."""

from typing import Any

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders.cancellation import refund_outcomes
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.order import Order
from chalicelib.payments import refund_queries
from chalicelib.payments.models import RefundItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation
from tests.orders.conftest import Shop

MISTAKE = Cancellation(by="SELLER", reason="PRICE_MISTAKE")


def cancelled(order: Order, line_id: str) -> StripeOperation:
    """The operation that asks for the refund of a line, cancelled just now; nobody has carried it out."""
    cancel_line(order.order_id, line_id, MISTAKE)
    found = stripe_operations.find(order.order_id, refund_queries.find(order.order_id, f"{line_id}-1").operation_id)
    assert found is not None
    return found


def made(shop: Shop) -> int:
    return sum(1 for _ in shop.cell.stripe.world.all("refund"))


def test_a_refund_older_than_stripes_memory_is_found_by_what_it_was_asked_with(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    operation = cancelled(order, "1")
    stripe.create_refund(operation.parameters, operation.idempotency_key)  # and the answer was lost
    shop.cell.clock.advance(hours=24)
    refund_outcomes.finish(operation)
    assert (made(shop), refund_queries.find(order.order_id, "1-1").state) == (1, "SUCCEEDED")


def test_a_request_older_than_stripes_memory_that_was_never_made_is_made_beside_the_others(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    cancel_line(order.order_id, "1", MISTAKE)
    shop.cell.settle()
    operation = cancelled(order, "2")
    shop.cell.clock.advance(hours=24)
    refund_outcomes.finish(operation)
    assert (made(shop), refund_queries.find(order.order_id, "2-1").state) == (2, "SUCCEEDED")


@pytest.mark.parametrize("fault", ["timeout_before", "error_before", "rate_limit"])
def test_a_refund_that_nobody_can_tell_of_waits_for_the_sweeper(shop: Shop, fault: str) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    operation = cancelled(order, "1")
    shop.cell.stripe.inject(fault, times=1, method="POST", path="/v1/refunds")
    with pytest.raises(stripe.OutcomeUnknown):
        refund_outcomes.finish(operation)
    assert refund_queries.find(order.order_id, "1-1").state == "REQUESTED"
    refund_outcomes.finish(operation)
    assert (made(shop), refund_queries.find(order.order_id, "1-1").state) == (1, "SUCCEEDED")


def test_a_refund_that_moves_before_every_write_is_left_to_the_next_delivery(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    operation = cancelled(order, "1")

    def move_first(**_: Any) -> None:
        item = RefundItem.get(order.order_id, "1-1", consistent_read=True)
        item.update([RefundItem.state.set("PENDING" if item.state == "REQUESTED" else "REQUESTED")])

    events = aws.client("dynamodb").meta.events
    events.register("before-call.dynamodb.TransactWriteItems", move_first)
    try:
        with pytest.raises(Conflict):
            refund_outcomes.finish(operation)
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", move_first)
    refund_outcomes.finish(operation)
    assert (made(shop), refund_queries.find(order.order_id, "1-1").state) == (1, "SUCCEEDED")
