"""Cancelling before shipping: the money goes back to the cent, the stock to whom it belongs, once."""

import pytest

from chalicelib.carbon import queries as carbon
from chalicelib.gateways import stripe
from chalicelib.kernel import fact_store
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.values.problems import Conflict, IdempotencyKeyReused, NotFound
from chalicelib.orders import queries
from chalicelib.orders.answers import CancelledLines
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.cancellation.cancelling import Cancellation
from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.lifecycle import IllegalTransition, LineState
from chalicelib.orders.models import OrderItem, SellerOrderItem
from chalicelib.orders.payloads import Shipment
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.sellers.quality.lapses import lapses_of
from tests.orders.conftest import Shop

# Two more than one transaction takes; more still would only cost moto time.
TOO_MANY = cancelling.LINES_AT_ONCE_MAX + 2


def _keyed(order_id: str, line_ids: tuple[str, ...] = (), key: str = "k1") -> Request:
    return Request(
        route="cancellation",
        principal="token",
        key=key,
        fingerprint=idempotency.fingerprint(line_ids, order_id),
    )


def _cancel(shop: Shop, order_id: str, *line_ids: str, key: str = "k1") -> CancelledLines:
    answer = cancelling.cancel_order(order_id, line_ids, _keyed(order_id, line_ids, key))
    shop.cell.settle()
    return answer


def _states(order_id: str) -> dict[str, LineState]:
    order = queries.order(order_id)
    return queries.states(order, queries.seller_orders_of_order(order).values())


def test_a_cancelled_order_gives_everything_back_and_leaves_the_books_at_zero(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id, contribution_minor=333)
    answer = _cancel(shop, order.order_id)
    order = queries.order(order.order_id)
    assert answer.refund_minor == order.total_minor == order.refunded_minor == order.refunding_minor
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    totals = trial_balance.trial_balance("EUR", "2026-11-01", "2026-11-30")
    assert set(totals.accounts.values()) == {0}
    assert totals.journals == 3
    assert [int(balance.owed_minor) for balance in journals.balances_of(shop.seller.seller_id)] == [0]
    savings = [record.saving for record in carbon.records(order.order_id)]
    assert sum(saving.avoided_grams for saving in savings if saving) == 0
    assert len(savings) == 4
    assert lapses_of(shop.seller.seller_id) == 0


def test_one_line_of_two_goes_and_the_other_stays(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    answer = _cancel(shop, order.order_id, "2")
    assert answer.lines == ("2",)
    assert _states(order.order_id) == {"1": LineState.PAID, "2": LineState.CANCELLED}
    refunds = stripe.refunds_of(OrderItem.get(order.order_id).payment_intent_id)
    assert [refund.amount_minor for refund in refunds] == [order.lines[1].amounts.paid_minor]
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_the_same_key_gives_the_same_answer_and_no_second_refund(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    assert _cancel(shop, order.order_id) == _cancel(shop, order.order_id)
    assert OrderItem.get(order.order_id).refunded_minor == order.total_minor


def test_the_same_key_for_other_lines_is_refused(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    _cancel(shop, order.order_id, "1")
    with pytest.raises(IdempotencyKeyReused):
        cancelling.cancel_order(order.order_id, ("2",), _keyed(order.order_id, ("2",)))
    assert _states(order.order_id)["2"] is LineState.PAID


def test_a_line_that_left_cannot_be_cancelled_any_more(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A1234567", serial="490154203237518")
    shipping.ship_line(order.order_id, "1", shop.seller.seller_id, parcel)
    with pytest.raises(IllegalTransition):
        _cancel(shop, order.order_id, "1")
    assert _cancel(shop, order.order_id, key="k2").lines == ("2",)


def test_an_unpaid_order_is_released_at_once_and_owes_nobody(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    answer = _cancel(shop, placed.order.order_id)
    assert (answer.state, answer.refund_minor, answer.lines) == ("VOIDED", 0, ("1",))
    assert OrderItem.get(placed.order.order_id).state == "VOIDED"
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    assert stripe.intent(placed.payment.intent_id).status == "canceled"
    assert _cancel(shop, placed.order.order_id) == answer


def test_unknown_lines_and_lines_of_nobody_are_not_found(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    with pytest.raises(NotFound):
        _cancel(shop, order.order_id, "7")
    with pytest.raises(NotFound):
        cancelling.cancel_line(order.order_id, "7", Cancellation(by="SELLER", reason="DEFECTIVE"))


@pytest.mark.parametrize(
    ("reason", "stock"), [("OUT_OF_STOCK", (4, 0, 0, 1)), ("DEFECTIVE", (4, 0, 0, 1)), ("PRICE_MISTAKE", (5, 0, 0, 0))]
)
def test_a_seller_who_cancels_is_counted_and_a_missing_unit_is_sold_to_nobody_else(
    shop: Shop, reason: str, stock: tuple[int, int, int, int]
) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    cancelling.cancel_line(order.order_id, "1", Cancellation(by="SELLER", reason=reason))
    shop.cell.settle()
    assert shop.cell.stock(shop.offer_id) == stock
    assert lapses_of(shop.seller.seller_id) == 1
    assert OrderItem.get(order.order_id).refunded_minor == order.total_minor


def test_cancelling_a_line_twice_refunds_it_once(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    for _ in range(2):
        cancelling.cancel_line(order.order_id, "1", Cancellation(by="SELLER", reason="DEFECTIVE"))
    shop.cell.settle()
    names = [fact.name for fact in fact_store.story(order.order_id)]
    assert (names.count("LineCancelled"), names.count("LineRefunded")) == (1, 1)


def test_a_crash_between_two_sellers_is_finished_by_the_same_key(shop: Shop) -> None:
    other = shop.cell.a_seller(country="DE")
    theirs = shop.cell.an_offer(other, shop.product_id, price_minor=30_000)
    order = shop.cell.paid_order(shop.offer_id, theirs)
    idempotency.decide(_keyed(order.order_id), ("1", "2"))
    first = next(line for line in order.lines if line.line_id == "1")
    seller_order = queries.seller_order(order, first.seller_id)
    cancelling._cancel(order, seller_order, [first], Cancellation(by="BUYER", reason="BUYER_CHANGED_MIND"))
    assert _cancel(shop, order.order_id).lines == ("1", "2")
    assert set(_states(order.order_id).values()) == {LineState.CANCELLED}
    assert OrderItem.get(order.order_id).refunded_minor == order.total_minor


def test_what_was_shipped_since_it_was_decided_stays_out_of_the_answer(shop: Shop) -> None:
    other = shop.cell.a_seller(country="DE")
    theirs = shop.cell.an_offer(other, shop.product_id, price_minor=30_000)
    order = shop.cell.paid_order(shop.offer_id, theirs)
    idempotency.decide(_keyed(order.order_id), ("1", "2"))
    gone, stays = order.lines
    acceptance.accept_line(order.order_id, gone.line_id, gone.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A1234568", serial="490154203237518")
    shipping.ship_line(order.order_id, gone.line_id, gone.seller_id, parcel)
    answer = _cancel(shop, order.order_id)
    assert (answer.lines, answer.refund_minor) == ((stays.line_id,), stays.amounts.paid_minor)
    assert _states(order.order_id) == {gone.line_id: LineState.SHIPPED, stays.line_id: LineState.CANCELLED}
    assert _cancel(shop, order.order_id) == answer


def test_more_devices_of_one_seller_are_cancelled_though_one_transaction_cannot_hold_them(shop: Shop) -> None:
    many = [
        shop.cell.an_offer(shop.seller, shop.product_id, sku=f"MANY-{number}", stock=1) for number in range(TOO_MANY)
    ]
    order = shop.cell.paid_order(*many)
    answer = _cancel(shop, order.order_id)
    assert len(answer.lines) == TOO_MANY
    assert set(_states(order.order_id).values()) == {LineState.CANCELLED}
    assert OrderItem.get(order.order_id).refunded_minor == order.total_minor
    assert {shop.cell.stock(offer_id) for offer_id in many} == {(1, 0, 0, 0)}


def test_what_left_since_it_was_decided_is_refused_when_nothing_else_is_left_to_cancel(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    idempotency.decide(_keyed(order.order_id), ("1",))
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A1234567", serial="490154203237518")
    shipping.ship_line(order.order_id, "1", shop.seller.seller_id, parcel)
    with pytest.raises(IllegalTransition):
        _cancel(shop, order.order_id)
    assert OrderItem.get(order.order_id).refunding_minor == 0


def test_a_seller_order_that_keeps_changing_is_left_as_it_is(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    (item,) = SellerOrderItem.scan()

    def move(**_: object) -> None:
        item.update(actions=[SellerOrderItem.version.add(1)])

    aws.client("dynamodb").meta.events.register("provide-client-params.dynamodb.TransactWriteItems", move)
    with pytest.raises(Conflict):
        cancelling.cancel_order(order.order_id, (), _keyed(order.order_id))
    assert _states(order.order_id) == {"1": LineState.PAID}


@pytest.mark.parametrize("decided", [("1", "1"), ("2", "1", "2"), ("1", "1", "1")])
def test_a_decision_that_names_a_line_twice_cancels_it_once(shop: Shop, decided: tuple[str, ...]) -> None:
    """Such decisions were written down before the API refused them, and are found again for a week."""
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    idempotency.decide(_keyed(order.order_id, decided), decided)
    answer = _cancel(shop, order.order_id, *decided)
    assert sorted(answer.lines) == sorted(set(decided))
    refunds = stripe.refunds_of(OrderItem.get(order.order_id).payment_intent_id)
    assert sum(refund.amount_minor for refund in refunds) == answer.refund_minor
