"""From acceptance to delivery: each step once, in order, by whom it belongs to."""

import pytest

from chalicelib.facts.orders import LineDelivered
from chalicelib.kernel import fact_store
from chalicelib.kernel.values.problems import InvalidRequest, NotFound
from chalicelib.orders.fulfilment import acceptance, delivery, shipping
from chalicelib.orders.fulfilment.serial_numbers import SerialNumberAlreadySold
from chalicelib.orders.lifecycle import IllegalTransition, LineState
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Shipment
from chalicelib.people.queries import identifiers
from tests.orders.conftest import Shop

IMEI, OTHER_IMEI = "490154203237518", "356938035643809"


def _parcel(serial: str | None = IMEI) -> Shipment:
    return Shipment(carrier="colissimo", tracking_number="6A12345678901", serial=serial)


def _accepted(shop: Shop) -> Order:
    order = shop.cell.paid_order(shop.offer_id)
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    shop.cell.settle()
    return order


def test_accepting_sets_the_day_the_device_must_have_left(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    step = acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    # Monday + 2 promised days + 2 of grace is Friday, over at midnight in Paris.
    assert (step.state, step.ship_by) == (LineState.ACCEPTED, "2026-11-28T00:00:00.000Z")


def test_accepting_twice_is_accepting_once(shop: Shop) -> None:
    order = _accepted(shop)
    again = acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    assert again.state is LineState.ACCEPTED
    assert [fact.name for fact in fact_store.story(order.order_id)].count("LineAccepted") == 1


def test_shipping_sells_the_unit_and_seals_what_identifies_it(shop: Shop) -> None:
    order = _accepted(shop)
    step = shipping.ship_line(order.order_id, "1", shop.seller.seller_id, _parcel())
    assert step.state is LineState.SHIPPED
    assert shop.cell.stock(shop.offer_id) == (4, 0, 1, 0)
    sealed = identifiers(order.person_id, "1")
    assert sealed is not None
    assert (sealed.serial, sealed.tracking_number) == (IMEI, "6A12345678901")
    assert not any(IMEI in fact.body or "6A123" in fact.body for fact in fact_store.story(order.order_id))


def test_a_line_that_was_not_accepted_cannot_be_shipped(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    with pytest.raises(IllegalTransition):
        shipping.ship_line(order.order_id, "1", shop.seller.seller_id, _parcel())
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_a_shipped_line_keeps_its_number(shop: Shop) -> None:
    order = _accepted(shop)
    shipping.ship_line(order.order_id, "1", shop.seller.seller_id, _parcel())
    with pytest.raises(IllegalTransition):
        shipping.ship_line(order.order_id, "1", shop.seller.seller_id, _parcel(OTHER_IMEI))
    sealed = identifiers(order.person_id, "1")
    assert sealed is not None
    assert sealed.serial == IMEI


def test_a_device_that_was_sold_cannot_be_sold_again(shop: Shop) -> None:
    first, second = _accepted(shop), _accepted(shop)
    shipping.ship_line(first.order_id, "1", shop.seller.seller_id, _parcel())
    with pytest.raises(SerialNumberAlreadySold):
        shipping.ship_line(second.order_id, "1", shop.seller.seller_id, _parcel("49 0154 2032 37518"))
    assert shop.cell.stock(shop.offer_id) == (3, 1, 1, 0)
    assert shipping.ship_line(second.order_id, "1", shop.seller.seller_id, _parcel(OTHER_IMEI)).shipped_at is not None


@pytest.mark.parametrize("serial", ["490154203237519", None])
def test_a_phone_ships_with_a_valid_imei_or_not_at_all(shop: Shop, serial: str | None) -> None:
    order = _accepted(shop)
    with pytest.raises(InvalidRequest):
        shipping.ship_line(order.order_id, "1", shop.seller.seller_id, _parcel(serial))
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_another_seller_s_line_is_not_found_whatever_one_tries(shop: Shop) -> None:
    order = _accepted(shop)
    stranger = shop.cell.a_seller(country="DE").seller_id
    with pytest.raises(NotFound):
        acceptance.accept_line(order.order_id, "1", stranger)
    with pytest.raises(NotFound):
        shipping.ship_line(order.order_id, "1", stranger, _parcel())
    with pytest.raises(NotFound):
        acceptance.accept_line(order.order_id, "2", shop.seller.seller_id)


def test_an_unpaid_line_is_nobody_s_to_accept(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    with pytest.raises(NotFound):
        acceptance.accept_line(placed.order.order_id, "1", shop.seller.seller_id)


def test_the_buyer_s_receipt_delivers_once_and_says_so(shop: Shop) -> None:
    order = _accepted(shop)
    shipping.ship_line(order.order_id, "1", shop.seller.seller_id, _parcel())
    step = delivery.deliver_line(order.order_id, "1", "RECEIPT")
    assert delivery.deliver_line(order.order_id, "1", "CARRIER") == step
    assert step.delivery_proof == "RECEIPT"
    told = [fact for fact in fact_store.story(order.order_id) if fact.name == LineDelivered.__name__]
    assert len(told) == 1


def test_what_was_not_shipped_cannot_arrive(shop: Shop) -> None:
    order = _accepted(shop)
    with pytest.raises(IllegalTransition):
        delivery.deliver_line(order.order_id, "1", "SELLER_PROOF", reference="receipt 12")
