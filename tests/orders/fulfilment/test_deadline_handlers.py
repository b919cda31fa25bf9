"""Deadlines: who does not keep them pays back, and a parcel is asked for until it has arrived."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import msgspec
import pytest

from chalicelib.gateways import carriers
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import DeadlineItem, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import Settings, settings
from chalicelib.kernel.storage import key_value
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.fulfilment import acceptance, line_deadlines, missing_delivery_proof, shipping
from chalicelib.orders.fulfilment.delivery import deliver_line
from chalicelib.orders.fulfilment.line_deadlines import ACCEPTANCE, PARCEL, SHIPMENT
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line_transitions import order_and_seller_order
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Shipment
from chalicelib.sellers.quality.lapses import lapses_of
from chalicelib.subscriptions import DEADLINES
from tests.orders.conftest import Shop

ARRIVED = '{"status": "DELIVERED", "delivered_at": "2026-11-23T10:30:00.000Z"}'
UNDERWAY = '{"status": "IN_TRANSIT", "delivered_at": null}'


def _state(order_id: str) -> LineState:
    order = queries.order(order_id)
    return queries.states(order, queries.seller_orders_of_order(order).values())["1"]


def _look(shop: Shop, **later: int) -> int:
    shop.cell.clock.advance(**later)
    looked_at = shop.cell.check_deadlines()
    shop.cell.settle()
    return looked_at


def test_a_line_nobody_accepts_in_two_days_is_refunded_and_counted(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    assert _look(shop, hours=37) == 0
    assert _look(shop, hours=10) == 1  # it is late
    assert _state(order.order_id) is LineState.PAID
    assert _look(shop, hours=2) == 1
    assert _state(order.order_id) is LineState.CANCELLED
    assert OrderItem.get(order.order_id).refunded_minor == order.total_minor
    assert lapses_of(shop.seller.seller_id) == 1
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    assert not list(DeadlineItem.scan())


def test_an_accepted_line_must_leave_by_its_day(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    shop.cell.settle()
    _look(shop, days=3)
    assert _state(order.order_id) is LineState.ACCEPTED
    _look(shop, days=2)
    assert _state(order.order_id) is LineState.CANCELLED
    assert OrderItem.get(order.order_id).refunded_minor == order.total_minor


def test_a_line_that_was_shipped_in_time_is_left_alone(shop: Shop) -> None:
    order = _shipped(shop)
    with _carrier(UNDERWAY):
        _look(shop, days=10)
    assert _state(order.order_id) is LineState.SHIPPED
    assert lapses_of(shop.seller.seller_id) == 0


def test_the_carrier_is_asked_until_the_parcel_arrived(shop: Shop) -> None:
    order = _shipped(shop)
    with _carrier(UNDERWAY):
        _look(shop, hours=2)
    assert [deadline.kind for deadline in DeadlineItem.scan() if deadline.kind == PARCEL] == [PARCEL]
    with _carrier(ARRIVED):
        _look(shop, hours=7)
    assert _state(order.order_id) is LineState.DELIVERED
    assert not [deadline for deadline in DeadlineItem.scan() if deadline.kind == PARCEL]


def test_a_silent_carrier_keeps_its_deadline_and_stops_nobody_else_s(shop: Shop) -> None:
    assert shop.cell.check_deadlines() == 0
    shipped = _shipped(shop)
    waiting = shop.cell.paid_order(shop.offer_id)
    with pytest.raises(deadlines.DeadlinesFailed, match="1 of 4"):
        _look(shop, hours=49)
    shop.cell.settle()
    assert _state(shipped.order_id) is LineState.SHIPPED
    assert _state(waiting.order_id) is LineState.CANCELLED
    assert [deadline.payload["order_id"] for deadline in DeadlineItem.scan() if deadline.kind == PARCEL] == [
        shipped.order_id
    ]


def test_a_deadline_that_fails_for_days_holds_up_neither_the_cursor_nor_itself(shop: Shop) -> None:
    order = _shipped(shop)
    for _ in range(20):
        shop.cell.clock.advance(hours=1)
        with suppress(deadlines.DeadlinesFailed):
            deadlines.check_deadlines(DEADLINES)
    assert shop.cell.clock.moment - _cursor() < timedelta(hours=2)
    (kept,) = (deadline for deadline in DeadlineItem.scan() if deadline.kind == PARCEL)
    assert clock.parse(kept.due_at) < shop.cell.clock.moment - timedelta(hours=18)
    with pytest.raises(deadlines.DeadlinesFailed):  # the schedule's second try, upon which the alarm rings
        deadlines.check_deadlines(DEADLINES)
    with _carrier(ARRIVED):
        assert _look(shop, minutes=5) == 1
    assert _state(order.order_id) is LineState.DELIVERED


@pytest.mark.parametrize("kind", [ACCEPTANCE, SHIPMENT, PARCEL])
def test_a_deadline_written_hours_late_is_looked_at_all_the_same(shop: Shop, kind: Kind) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    if kind == SHIPMENT:
        acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    if kind == PARCEL:
        _ship(shop, order)
    shop.cell.settle()
    for deadline in DeadlineItem.scan():
        deadline.delete()
    _pass_without_events(shop, days=7)
    moment = clock.stamp(shop.cell.clock.moment - timedelta(hours=5))
    line_deadlines.schedule(kind, order.order_id, "1", moment)
    with _carrier(ARRIVED):
        _look_every_hour(shop, 2)
    assert _state(order.order_id) is (LineState.DELIVERED if kind == PARCEL else LineState.CANCELLED)
    assert not [deadline for deadline in DeadlineItem.scan() if deadline.kind == kind]


def test_a_parcel_whose_reaction_came_hours_late_is_asked_for(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    shop.cell.settle()
    _ship(shop, order)
    _look_every_hour(shop, 5)
    shop.cell.settle()
    with _carrier(ARRIVED):
        _look_every_hour(shop, 2)
    assert _state(order.order_id) is LineState.DELIVERED


def test_an_hour_is_closed_only_when_nobody_can_be_writing_into_it(shop: Shop) -> None:
    order = _shipped(shop)
    before_the_end = shop.cell.clock.moment.replace(hour=13, minute=59, second=59)
    shop.cell.clock.moment = before_the_end + timedelta(minutes=5)
    with suppress(deadlines.DeadlinesFailed):
        deadlines.check_deadlines(DEADLINES)
    shop.cell.clock.moment = before_the_end  # a slow writer, who looked at the clock just before the hour ended
    line_deadlines.schedule(PARCEL, order.order_id, "1", clock.timestamp())
    shop.cell.clock.moment = before_the_end + timedelta(minutes=6)
    with _carrier(ARRIVED):
        deadlines.check_deadlines(DEADLINES)
    assert _state(order.order_id) is LineState.DELIVERED


def test_who_asks_twice_for_one_parcel_goes_on_as_one(shop: Shop) -> None:
    order = _shipped(shop)
    line_deadlines.schedule(PARCEL, order.order_id, "1", clock.stamp(shop.cell.clock.moment + timedelta(minutes=90)))
    with _carrier(UNDERWAY):
        assert _look(shop, hours=2) == 2
    assert len([deadline for deadline in DeadlineItem.scan() if deadline.kind == PARCEL]) == 1


def test_after_six_weeks_the_carrier_is_asked_no_more_and_ops_are_told(shop: Shop) -> None:
    assert shop.cell.check_deadlines() == 0
    order = _shipped(shop)
    with _carrier('{"status": "UNKNOWN", "delivered_at": null}'):
        _look(shop, hours=2)
        (waiting,) = (deadline for deadline in DeadlineItem.scan() if deadline.kind == PARCEL)
        waiting.delete()
        _pass_without_events(shop, days=44)
        line_deadlines.schedule(PARCEL, order.order_id, "1", waiting.due_at)
        _look(shop, hours=2)
        assert missing_delivery_proof.count() == 0
        _look(shop, days=1)
    assert [item.due_hour for item in DeadlineItem.scan() if item.kind == PARCEL] == ["escalated#orders.parcel"]
    assert missing_delivery_proof.count() == 1
    assert _state(order.order_id) is LineState.SHIPPED
    assert _look(shop, days=1) == 0
    deliver_line(order.order_id, "1", "RECEIPT")
    assert missing_delivery_proof.count() == 0


def test_a_line_delivered_while_its_parcel_is_given_up_is_not_without_proof(shop: Shop) -> None:
    order = _shipped(shop)
    shop.cell.clock.advance(days=45)
    _, seller_order = order_and_seller_order(order.order_id, shop.seller.seller_id)
    deliver_line(order.order_id, "1", "SELLER_PROOF", reference="signed")
    with pytest.raises(Conflict):
        missing_delivery_proof.report(seller_order, seller_order.lines[0])
    assert missing_delivery_proof.count() == 0


def test_a_deadline_written_twice_is_one(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    (before,) = DeadlineItem.scan()
    line_deadlines.schedule(ACCEPTANCE, order.order_id, "1", before.due_at)
    assert len(list(DeadlineItem.scan())) == 1


def _ship(shop: Shop, order: Order) -> None:
    acceptance.accept_line(order.order_id, "1", shop.seller.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A1234567", serial="490154203237518")
    shipping.ship_line(order.order_id, "1", shop.seller.seller_id, parcel)


def _shipped(shop: Shop) -> Order:
    order = shop.cell.paid_order(shop.offer_id)
    _ship(shop, order)
    shop.cell.settle()
    return order


def _pass_without_events(shop: Shop, *, days: int) -> None:
    """Days later, with the cursor where runs that found nothing would have left it."""
    shop.cell.clock.advance(days=days)
    until = clock.stamp(shop.cell.clock.moment.replace(minute=0, second=0, microsecond=0))
    key_value.item(deadlines.SWEEP.cursor, until, keep_days=None).save()


def _look_every_hour(shop: Shop, hours: int) -> None:
    for _ in range(hours):
        shop.cell.clock.advance(hours=1)
        deadlines.check_deadlines(DEADLINES)


def _cursor() -> datetime:
    stored = key_value.find(deadlines.SWEEP.cursor)
    assert stored is not None
    assert stored.content is not None
    return clock.parse(stored.content)


@contextmanager
def _carrier(answer: str) -> Iterator[None]:
    """A carrier on a real socket that always says the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    where = msgspec.structs.replace(settings, carriers_base_url=f"http://127.0.0.1:{server.server_port}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers, "settings", where)
        yield
    server.shutdown()
    server.server_close()
    assert isinstance(where, Settings)
