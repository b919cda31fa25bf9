"""Deadlines: who does not keep them pays back, and a parcel is asked for until it has arrived."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import msgspec
import pytest

from chalicelib.gateways import carriers
from chalicelib.kernel.settings import Settings
from chalicelib.orders import accepting, deadlines, queries, shipping
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.models import Deadline, Order
from chalicelib.orders.payloads import Shipment
from chalicelib.sellers.lapses import lapses_of
from tests.orders.conftest import Shop


def _state(order_id: str) -> LineState:
    order = queries.order(order_id)
    return queries.states(order, queries.parts_of(order).values())["1"]


def _look(shop: Shop, **later: int) -> int:
    shop.desk.clock.advance(**later)
    looked_at = deadlines.check_deadlines()
    shop.desk.settle()
    return looked_at


def test_a_line_nobody_accepts_in_two_days_is_refunded_and_counted(shop: Shop) -> None:
    order = shop.desk.paid_order(shop.offer_id)
    assert _look(shop, hours=47) == 0
    assert _look(shop, hours=2) == 1
    assert _state(order.order_id) is LineState.CANCELLED
    assert Order.get(order.order_id).refunded_minor == order.total_minor
    assert lapses_of(shop.seller.seller_id) == 1
    assert shop.desk.stock(shop.offer_id) == (5, 0, 0, 0)
    assert not list(Deadline.scan())


def test_an_accepted_line_must_leave_by_its_day(shop: Shop) -> None:
    order = shop.desk.paid_order(shop.offer_id)
    accepting.accept_line(order.order_id, "1", shop.seller.seller_id)
    shop.desk.settle()
    _look(shop, days=3)
    assert _state(order.order_id) is LineState.ACCEPTED
    _look(shop, days=2)
    assert _state(order.order_id) is LineState.CANCELLED
    assert Order.get(order.order_id).refunded_minor == order.total_minor


def test_a_line_that_was_shipped_in_time_is_left_alone(shop: Shop) -> None:
    order = _shipped(shop)
    with _carrier('{"status": "IN_TRANSIT", "delivered_at": null}'):
        _look(shop, days=10)
    assert _state(order.order_id) is LineState.SHIPPED
    assert lapses_of(shop.seller.seller_id) == 0


def test_the_carrier_is_asked_until_the_parcel_arrived(shop: Shop) -> None:
    order = _shipped(shop)
    with _carrier('{"status": "IN_TRANSIT", "delivered_at": null}'):
        _look(shop, hours=2)
    assert [deadline.kind for deadline in Deadline.scan() if deadline.kind == "PARCEL"] == ["PARCEL"]
    with _carrier('{"status": "DELIVERED", "delivered_at": "2026-11-23T10:30:00.000Z"}'):
        _look(shop, hours=7)
    assert _state(order.order_id) is LineState.DELIVERED
    assert not [deadline for deadline in Deadline.scan() if deadline.kind == "PARCEL"]


def test_a_silent_carrier_keeps_its_deadline_and_stops_nobody_else_s(shop: Shop) -> None:
    shipped = _shipped(shop)
    waiting = shop.desk.paid_order(shop.offer_id)
    _look(shop, hours=49)
    assert _state(shipped.order_id) is LineState.SHIPPED
    assert _state(waiting.order_id) is LineState.CANCELLED
    assert [deadline.order_id for deadline in Deadline.scan() if deadline.kind == "PARCEL"] == [shipped.order_id]


def test_after_six_weeks_nobody_asks_for_a_parcel_any_more(shop: Shop) -> None:
    assert deadlines.check_deadlines() == 0
    _shipped(shop)
    with _carrier('{"status": "UNKNOWN", "delivered_at": null}'):
        _look(shop, days=46)
    assert not [deadline for deadline in Deadline.scan() if deadline.kind == "PARCEL"]


def test_a_deadline_written_twice_is_one(shop: Shop) -> None:
    order = shop.desk.paid_order(shop.offer_id)
    (before,) = Deadline.scan()
    deadlines.watch(order.order_id, "1", "ACCEPTANCE", before.due_at)
    assert len(list(Deadline.scan())) == 1


def _shipped(shop: Shop) -> Order:
    order = shop.desk.paid_order(shop.offer_id)
    accepting.accept_line(order.order_id, "1", shop.seller.seller_id)
    parcel = Shipment(carrier="colissimo", tracking_number="6A1234567", serial="490154203237518")
    shipping.ship_line(order.order_id, "1", shop.seller.seller_id, parcel)
    shop.desk.settle()
    return order


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
    where = msgspec.structs.replace(carriers.settings, carriers_base_url=f"http://127.0.0.1:{server.server_port}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers, "settings", where)
        yield
    server.shutdown()
    server.server_close()
    assert isinstance(where, Settings)
