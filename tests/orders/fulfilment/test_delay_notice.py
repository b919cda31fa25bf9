"""A late line: its buyer is told once, as the promised day begins, and may cancel it or wait."""

from contextlib import suppress

import msgspec

from chalicelib.facts.orders import LineDelayed
from chalicelib.kernel import deadlines, fact_store
from chalicelib.orders import queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Shipment
from chalicelib.subscriptions import DEADLINES
from testing.builders import shipping as shipping_of
from tests.orders.conftest import Shop


def _state(order_id: str) -> LineState:
    order = queries.order(order_id)
    return queries.states(order, queries.seller_orders_of_order(order).values())["1"]


def _look(shop: Shop, **later: int) -> None:
    shop.cell.clock.advance(**later)
    shop.cell.check_deadlines()
    shop.cell.settle()


def _delays(order: Order) -> list[LineDelayed]:
    facts = [fact for fact in fact_store.story(order.order_id) if fact.name == LineDelayed.__name__]
    return [msgspec.json.decode(fact.body, type=LineDelayed) for fact in facts]


def test_a_buyer_is_told_once_that_a_line_is_late_before_the_promised_day_is_over(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)  # Monday, 10:00 in Paris, to arrive by Wednesday
    _look(shop, hours=37)
    assert _delays(order) == []
    _look(shop, hours=2)
    (told,) = _delays(order)
    assert (told.promised_on, told.sent_until) == ("2026-11-25", "2026-11-30")
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    shop.cell.settle()
    _look(shop, hours=10)
    _look(shop, days=1)
    assert len(_delays(order)) == 1
    assert _state(order.order_id) is LineState.ACCEPTED


def test_an_accepted_line_that_is_not_shipped_is_late_as_the_promised_day_begins(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    shop.cell.settle()
    _look(shop, hours=39)
    (told,) = _delays(order)
    step = queries.seller_order(order, shop.seller.seller_id).lines[0]
    assert step.ship_by is not None
    assert told.sent_until < step.ship_by
    _look(shop, days=5)
    assert _state(order.order_id) is LineState.CANCELLED
    assert len(_delays(order)) == 1


def test_no_delay_is_told_of_a_line_that_was_shipped_or_cancelled_in_time(shop: Shop) -> None:
    shipped, cancelled = (shop.cell.paid_order(shop.offer_id) for _ in range(2))
    acceptance.accept_line(shipped.order_id, "1", shop.seller.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial="490154203237518")
    shipping.ship_line(shipped.order_id, "1", shop.seller.seller_id, parcel)
    cancel_line(cancelled.order_id, "1", Cancellation(by="BUYER", reason="BUYER_CHANGED_MIND"))
    shop.cell.settle()
    shop.cell.clock.advance(days=3)
    with suppress(deadlines.DeadlinesFailed):  # no carrier answers here
        deadlines.check_deadlines(DEADLINES)
    assert _delays(shipped) == _delays(cancelled) == []


def test_an_early_look_at_an_accepted_line_tells_of_no_delay(shop: Shop) -> None:
    slow = (shipping_of(delivery_days=6),)
    order = shop.cell.paid_order(shop.cell.an_offer(shop.seller, shop.product_id, sku="SLOW", shipping=slow))
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    shop.cell.settle()
    _look(shop, hours=49)  # the time to accept is over, the promised day is far
    assert _delays(order) == []
