"""Withdrawing: once, also before delivery, with the money back and an acknowledgement by mail."""

import pytest

from chalicelib.aftersales.withdrawals import declaration, proofs, queries
from chalicelib.aftersales.withdrawals.declaration import Declaration, WithdrawalNotPossible
from chalicelib.aftersales.withdrawals.lifecycle import WithdrawalState
from chalicelib.aftersales.withdrawals.payloads import ProofOfSending
from chalicelib.aftersales.withdrawals.proofs import NothingToSendBack
from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal
from chalicelib.gateways import stripe
from chalicelib.mails.models import MailIntent
from chalicelib.orders import queries as orders
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order
from chalicelib.orders.payment import reservation_release
from chalicelib.people.person import DeclaredStatement
from chalicelib.people.queries import identifiers, statement
from testing.cell import WITHOUT_CARRIERS, Cell
from tests.aftersales.sales import deliver, delivered, ship, sold


def withdraw(cell: Cell, order: Order, *line_ids: str) -> Withdrawal:
    wanted = Declaration(statement=DeclaredStatement(name="Zoé Müller"), line_ids=line_ids, channel="ORDER_PAGE")
    withdrawal = declaration.declare(order, wanted)
    cell.settle()
    return withdrawal


def states(order: Order) -> dict[str, WithdrawalState]:
    return {line.line_id: line.state for line in queries.lines_of_order(order.order_id)}


def refunded_minor(order: Order) -> int:
    return orders.order(order.order_id).refunded_minor


def parcel(*line_ids: str) -> ProofOfSending:
    return ProofOfSending(line_ids=line_ids, carrier="Colissimo", tracking_number="6A12345678901")


def look(cell: Cell, **later: int) -> None:
    cell.clock.advance(**later)
    cell.check_deadlines(WITHOUT_CARRIERS)
    cell.settle()


def test_a_delivered_device_is_refunded_two_weeks_after_it_was_withdrawn_once_its_parcel_is_stated(cell: Cell) -> None:
    order = delivered(cell)
    withdraw(cell, order)
    assert states(order) == {"1": WithdrawalState.AWAITING_DEVICE}
    proofs.record_sending(order, parcel("1"))
    look(cell, days=10)
    assert refunded_minor(order) == 0
    look(cell, days=6)
    assert states(order) == {"1": WithdrawalState.REFUNDED}
    assert refunded_minor(order) == order.total_minor
    sent = identifiers(order.person_id, "1-back")
    assert sent is not None
    assert sent.tracking_number == "6A12345678901"


def test_nothing_is_refunded_while_the_device_is_neither_sent_nor_received(cell: Cell) -> None:
    order = delivered(cell)
    withdraw(cell, order)
    look(cell, days=16)
    assert refunded_minor(order) == 0
    look(cell, days=16)
    assert states(order) == {"1": WithdrawalState.NOT_SENT_BACK}
    proofs.record_sending(order, parcel("1"))
    cell.settle()
    assert states(order) == {"1": WithdrawalState.REFUNDED}
    assert refunded_minor(order) == order.total_minor


def test_what_was_not_shipped_is_cancelled_at_once_and_the_rest_comes_back(cell: Cell) -> None:
    order = sold(cell, devices=2)
    ship(cell, order, "1")
    withdraw(cell, order)
    assert states(order) == {"1": WithdrawalState.AWAITING_DEVICE, "2": WithdrawalState.CANCELLED}
    lines = orders.states(order, orders.seller_orders_of_order(order).values())
    assert lines == {"1": LineState.SHIPPED, "2": LineState.CANCELLED}
    assert refunded_minor(order) == order.lines[1].amounts.paid_minor


def test_a_withdrawal_that_crashed_half_way_is_carried_out_by_its_deadline(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = sold(cell)
    wanted = Declaration(statement=DeclaredStatement(name="Zoé"), line_ids=(), channel="API")
    with monkeypatch.context() as crashing:
        crashing.setattr("chalicelib.aftersales.withdrawals.settlement.settle", _crash)
        with pytest.raises(RuntimeError):
            declaration.declare(order, wanted)
    assert states(order) == {"1": WithdrawalState.DECLARED}
    look(cell, minutes=5)
    assert states(order) == {"1": WithdrawalState.CANCELLED}
    assert refunded_minor(order) == order.total_minor


def _crash(_: Withdrawal) -> None:
    raise RuntimeError


def test_a_withdrawal_declared_twice_is_one_and_acknowledged_once(cell: Cell) -> None:
    order = delivered(cell, devices=2)
    first = withdraw(cell, order, "2", "1")
    assert withdraw(cell, order, "1", "2") == first
    assert withdraw(cell, order) == first
    mailed = [item.mail_key.split("#")[0] for item in MailIntent.scan()]
    assert mailed.count("withdrawal_acknowledged") == 1
    assert mailed.count("withdrawal_to_seller") == 1
    assert [one.withdrawal_id for one in queries.of_order(order.order_id)] == [first.withdrawal_id]


def test_lines_are_withdrawn_one_by_one_and_none_twice(cell: Cell) -> None:
    order = delivered(cell, devices=2)
    withdraw(cell, order, "1")
    with pytest.raises(WithdrawalNotPossible) as refusal:
        withdraw(cell, order, "1", "2")
    assert refusal.value.members["open_lines"] == ("2",)
    withdraw(cell, order, "2")
    assert len(queries.of_order(order.order_id)) == 2


def test_after_the_fourteenth_day_nothing_can_be_withdrawn(cell: Cell) -> None:
    order = delivered(cell, "DE")
    cell.clock.advance(days=16)
    assert declaration.open_lines_of(order) == {}
    with pytest.raises(WithdrawalNotPossible):
        withdraw(cell, order)
    assert queries.of_order(order.order_id) == []


def test_an_unpaid_order_that_is_withdrawn_is_released_and_never_paid(cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    stock = cell.stock(offer_id)
    placed = cell.place(offer_id)
    withdraw(cell, placed.order)
    assert orders.order(placed.order.order_id).state is LineState.VOIDED
    assert states(placed.order) == {"1": WithdrawalState.CANCELLED}
    assert cell.stock(offer_id) == stock
    assert stripe.intent(placed.payment.intent_id).status == "canceled"
    mailed = [item.mail_key.split("#")[0] for item in MailIntent.scan()]
    assert mailed == ["withdrawal_acknowledged"]


def test_a_withdrawal_before_the_news_of_the_payment_cancels_and_refunds_the_order(cell: Cell) -> None:
    placed = cell.place(cell.an_offer(cell.a_seller(), cell.a_product()))
    assert cell.pay(placed) == "succeeded"
    assert placed.order.state is LineState.RESERVED
    withdraw(cell, placed.order)
    assert states(placed.order) == {"1": WithdrawalState.CANCELLED}
    order = orders.order(placed.order.order_id)
    assert orders.states(order, orders.seller_orders_of_order(order).values()) == {"1": LineState.CANCELLED}
    assert order.refunded_minor == order.total_minor
    look(cell, minutes=5)
    assert refunded_minor(order) == order.total_minor


def test_of_an_unpaid_order_one_line_is_withdrawn_and_the_other_stays_bought(cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    placed = cell.place(offer_id, offer_id)
    withdraw(cell, placed.order, "1")
    look(cell, minutes=3)
    assert states(placed.order) == {"1": WithdrawalState.DECLARED}
    cell.pay(placed)
    cell.settle()
    look(cell, minutes=10)
    assert states(placed.order) == {"1": WithdrawalState.CANCELLED}
    order = orders.order(placed.order.order_id)
    lines = orders.states(order, orders.seller_orders_of_order(order).values())
    assert lines == {"1": LineState.CANCELLED, "2": LineState.PAID}
    assert order.refunded_minor == order.lines[0].amounts.paid_minor


def test_a_withdrawal_from_an_order_that_is_never_paid_ends(cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    placed = cell.place(offer_id, offer_id)
    withdraw(cell, placed.order, "1")
    cell.clock.advance(hours=2)
    reservation_release.release_expired(placed.order.order_id)
    look(cell, minutes=5)
    assert states(placed.order) == {"1": WithdrawalState.DECLARED}  # late money would still buy it
    for _ in range(3):
        look(cell, days=8)
    assert states(placed.order) == {"1": WithdrawalState.CANCELLED}
    assert orders.order(placed.order.order_id).state is LineState.EXPIRED


def test_from_an_order_that_ended_unpaid_nothing_can_be_withdrawn(cell: Cell) -> None:
    placed = cell.place(cell.an_offer(cell.a_seller(), cell.a_product()))
    cancelling.void_unpaid(placed.order.order_id)
    with pytest.raises(WithdrawalNotPossible):
        withdraw(cell, orders.order(placed.order.order_id))


def test_what_the_buyer_declared_is_kept_sealed(cell: Cell) -> None:
    order = delivered(cell)
    withdrawal = withdraw(cell, order)
    assert statement(order.person_id, withdrawal.withdrawal_id) == DeclaredStatement(name="Zoé Müller")
    assert statement(order.person_id, "wdr_eu_other") is None


def test_a_parcel_is_stated_for_what_is_waited_for_alone(cell: Cell) -> None:
    order = sold(cell, devices=2)
    ship(cell, order, "1")
    deliver(cell, order, "1")
    withdraw(cell, order)
    with pytest.raises(NothingToSendBack) as refusal:
        proofs.record_sending(order, parcel("2"))
    assert refusal.value.members["awaited_lines"] == ("1",)
