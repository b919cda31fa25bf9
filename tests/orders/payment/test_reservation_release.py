"""Expiring: stock comes back exactly once, and never under a payment that may still succeed."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest

from chalicelib.gateways import stripe
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.values.problems import InProgress, Unavailable
from chalicelib.orders.checkout import placing
from chalicelib.orders.models import OrderItem, OrderLimit
from chalicelib.orders.payment import reservation_release
from chalicelib.payments import payment_intents
from chalicelib.payments.models import StripeOperationItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists
from chalicelib.payments.payment_intents import PaymentClosed, PaymentUnavailable
from doubles.stripe_double.in_process import InProcessHttpClient
from tests.orders.cancellation.refund_steps import before_the_next_transaction
from tests.orders.conftest import Shop

KEY = "0b7f3a52-4a4c-4c3e-9d0a-6f1d2c3b4a5e"


def _expire(shop: Shop) -> int:
    shop.cell.clock.advance(minutes=16)
    asked = reservation_release.expire_orders()
    shop.cell.settle()
    return asked


def test_two_who_release_an_order_at_once_free_its_stock_once(shop: Shop) -> None:
    order = shop.cell.place(shop.offer_id).order
    before_the_next_transaction(lambda: reservation_release.release(order, "EXPIRED"))
    reservation_release.release(order, "EXPIRED")
    assert OrderItem.get(order.order_id).state == "EXPIRED"
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def test_an_unpaid_order_lets_its_stock_go_after_fifteen_minutes(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id, shop.offer_id)
    assert _expire(shop) == 1
    order = OrderItem.get(placed.order.order_id)
    assert order.state == "EXPIRED"
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    assert stripe.intent(placed.payment.intent_id).status == "canceled"
    assert [fact.name for fact in fact_store.story(order.order_id)] == ["OrderPlaced", "OrderReleased"]
    assert {item.key.partition("#")[0]: int(item.counted) for item in OrderLimit.scan()} == {"mail": 0, "origin": 1}


def test_before_its_time_nothing_expires(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.clock.advance(minutes=14)
    assert reservation_release.expire_orders() == 0
    reservation_release.release_expired(placed.order.order_id)
    assert OrderItem.get(placed.order.order_id).state == "RESERVED"


def test_a_paid_order_never_expires(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    assert _expire(shop) == 0
    reservation_release.release_expired(order.order_id)
    assert OrderItem.get(order.order_id).state == "PAID"


def test_who_paid_in_the_last_second_is_settled_instead_of_released(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.stripe.inject("event_drop", times=10)
    shop.cell.pay(placed)
    _expire(shop)
    assert OrderItem.get(placed.order.order_id).state == "PAID"
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_while_stripe_is_silent_nothing_is_freed(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.clock.advance(minutes=16)
    shop.cell.stripe.inject("timeout_before", times=2)
    with pytest.raises(Unavailable):
        reservation_release.release_expired(placed.order.order_id)
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)
    shop.cell.stripe.clear_faults()
    reservation_release.release_expired(placed.order.order_id)
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def test_an_order_whose_payment_was_never_opened_can_never_be_paid_afterwards(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    shop.cell.stripe.inject("timeout_before", times=1)
    with pytest.raises(PaymentUnavailable):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    (order,) = OrderItem.scan()
    StripeOperationItem(order.order_id, payment_intents.PAY).delete()
    _expire(shop)
    assert OrderItem.get(order.order_id).state == "EXPIRED"
    with pytest.raises(PaymentClosed):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")


def test_a_payment_that_stripe_made_without_our_knowing_is_found_and_withdrawn(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    shop.cell.stripe.inject("timeout_after", times=1)
    with pytest.raises(PaymentUnavailable):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    with pytest.raises(InProgress):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    _expire(shop)
    (order,) = OrderItem.scan()
    operation = stripe_operations.find(order.order_id, payment_intents.PAY)
    assert operation is not None
    assert stripe.intent(operation.stripe_id or "").status == "canceled"
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def test_stock_does_not_wait_a_day_for_a_payment_whose_error_stripe_keeps(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    shop.cell.stripe.inject("error_after", times=1)
    with pytest.raises(PaymentUnavailable):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    _expire(shop)
    (order,) = OrderItem.scan()
    assert order.state == "EXPIRED"
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    with pytest.raises(PaymentClosed):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")


def test_nobody_is_told_the_secret_of_a_payment_that_was_given_up(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    StripeOperationItem(placed.order.order_id, payment_intents.PAY).update(
        actions=[
            StripeOperationItem.state.set("STARTED"),
            StripeOperationItem.stripe_id.remove(),
            StripeOperationItem.client_secret.remove(),
        ]
    )
    slow = stripe_operations.find(placed.order.order_id, payment_intents.PAY)
    assert slow is not None
    shop.cell.clock.advance(minutes=16)
    shop.cell.stripe.inject("timeout_before", times=1)
    reservation_release.release_expired(placed.order.order_id)
    assert OrderItem.get(placed.order.order_id).state == "EXPIRED"
    with pytest.raises(PaymentClosed):
        payment_intents._create(slow)


def test_a_cancellation_whose_error_stripe_keeps_is_seen_to_have_happened(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.stripe.inject("error_after", times=1, path="*/cancel")
    _expire(shop)
    assert OrderItem.get(placed.order.order_id).state == "EXPIRED"
    assert stripe.intent(placed.payment.intent_id).status == "canceled"


def test_a_payment_cancelled_at_stripe_releases_the_order_at_once(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    stripe.cancel_intent(placed.payment.intent_id, "by-hand")
    shop.cell.settle()
    assert OrderItem.get(placed.order.order_id).state == "VOIDED"


def test_the_sweeper_passes_a_minute_only_when_nothing_unpaid_is_left_in_it(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    shop.cell.clock.advance(minutes=16)
    assert reservation_release.expire_orders() == 1
    shop.cell.clock.advance(minutes=30)
    assert reservation_release.expire_orders() == 1
    shop.cell.settle()
    assert OrderItem.get(placed.order.order_id).state == "EXPIRED"
    assert reservation_release.expire_orders() == 0


def test_after_two_days_of_silence_the_sweeper_still_finds_everything(shop: Shop) -> None:
    assert reservation_release.expire_orders() == 0
    placed = shop.cell.place(shop.offer_id)
    shop.cell.clock.advance(days=2)
    assert reservation_release.expire_orders() == 1
    shop.cell.settle()
    assert OrderItem.get(placed.order.order_id).state == "EXPIRED"


def test_a_payment_that_can_neither_be_cancelled_nor_has_succeeded_frees_nothing(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    stripe.use_http_client(RefusesToCancel(shop.cell.stripe))
    with pytest.raises(Unavailable):
        reservation_release.release(placed.order, "CANCELLED")
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


class RefusesToCancel(InProcessHttpClient):
    """Stripe while a payment is on its way: it will not cancel it, and says nothing else of it."""

    def request(self, method: str, url: str, *given: Any, **options: Any) -> tuple[str, int, Mapping[str, str]]:
        if url.endswith("/cancel"):
            error = '{"error": {"type": "invalid_request_error", "code": "payment_intent_unexpected_state"}}'
            return error, 400, {}
        return super().request(method, url, *given, **options)


def test_a_payment_that_is_opened_while_its_order_is_released_stops_the_release(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    StripeOperationItem(placed.order.order_id, payment_intents.PAY).delete()

    def open_meanwhile(**_: object) -> None:
        with suppress(OperationExists):
            stripe_operations.start(payment_intents._plan(placing.charge_of(placed.order)))

    aws.client("dynamodb").meta.events.register("provide-client-params.dynamodb.TransactWriteItems", open_meanwhile)
    with pytest.raises(Unavailable):
        reservation_release.release(placed.order, "EXPIRED")
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_one_sweep_asks_for_so_many_orders_and_the_next_for_the_rest(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        shop.cell.place(shop.offer_id)
        shop.cell.clock.advance(minutes=2)
    shop.cell.clock.advance(minutes=20)
    monkeypatch.setattr(reservation_release, "COMMANDS_MAX", 1)
    assert reservation_release.expire_orders() == 1
    shop.cell.settle()
    assert reservation_release.expire_orders() == 1
    shop.cell.settle()
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
