"""The guarantees of an order over HTTP."""

from chalicelib.access.order_tokens import order_token
from testing.cell import Cell
from tests.aftersales.sales import deliver, delivered, ship, sold
from tests.api_client import call


def test_a_buyer_reads_the_dates_and_terms_of_each_delivered_device(cell: Cell) -> None:
    order = delivered(cell, "IE")
    reply = call("GET", f"/v1/orders/{order.order_id}/guarantees", key=order_token(order.order_id, 0))
    (shown,) = reply.body["items"]
    assert shown["line_id"] == "1"
    assert shown["commercial"]["months"] == 24
    assert shown["legal"]["is_minimum"] is True
    assert shown["legal"]["contract_may_end_until"] > shown["delivered_at"][:10]
    assert shown["legal"]["extensions"] == []
    assert any("at least 24 months" in text for text in shown["texts"])


def test_a_line_that_is_on_its_way_has_no_guarantee_yet(cell: Cell) -> None:
    order = sold(cell, devices=2)
    ship(cell, order)
    deliver(cell, order, "2")
    reply = call("GET", f"/v1/orders/{order.order_id}/guarantees", key=order_token(order.order_id, 0))
    assert [one["line_id"] for one in reply.body["items"]] == ["2"]
