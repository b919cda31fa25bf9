"""Withdrawing over HTTP: with the order's token, and in two steps without it."""

from typing import Any

from chalicelib.access.order_tokens import order_token
from chalicelib.aftersales.withdrawals import queries
from chalicelib.kernel.values import ids
from chalicelib.mails.models import MailIntent
from chalicelib.orders.order import Order
from testing.cell import Cell
from tests.aftersales.sales import delivered
from tests.api_client import Reply, call


def stated(order_id: str, **changed: Any) -> dict[str, Any]:
    return {"name": "Zoé Müller", "order_id": order_id, "email": "zoe@example.org"} | changed


def both_steps(body: dict[str, Any]) -> tuple[Reply, Reply]:
    first = call("POST", "/v1/withdrawals", body)
    return first, call("POST", f"/v1/withdrawals/{first.body['withdrawal_id']}/confirmation", body)


def kinds_of_mail() -> list[str]:
    return [item.mail_key.split("#")[0] for item in MailIntent.scan()]


def test_a_guest_withdraws_in_two_steps_and_nothing_is_declared_by_the_first(cell: Cell) -> None:
    order = delivered(cell, "DE")
    first = call("POST", "/v1/withdrawals", stated(order.order_id))
    assert first.status == 202
    assert queries.of_order(order.order_id) == []
    second = call("POST", f"/v1/withdrawals/{first.body['withdrawal_id']}/confirmation", stated(order.order_id))
    cell.settle()
    assert second.status == 202
    assert len(queries.of_order(order.order_id)) == 1
    assert "withdrawal_acknowledged" in kinds_of_mail()


def test_the_answer_is_the_same_for_an_order_of_somebody_else_and_for_none(cell: Cell) -> None:
    order = delivered(cell)
    right = both_steps(stated(order.order_id))
    wrong = both_steps(stated(order.order_id, email="else@example.org"))
    absent = both_steps(stated(ids.derived_id("ord", "absent")))
    assert {reply.status for pair in (right, wrong, absent) for reply in pair} == {202}
    assert len({pair[1].body["detail"] for pair in (right, wrong, absent)}) == 1
    assert len(queries.of_order(order.order_id)) == 1


def test_a_statement_is_confirmed_as_it_was_made(cell: Cell) -> None:
    order = delivered(cell)
    first = call("POST", "/v1/withdrawals", stated(order.order_id))
    other = stated(order.order_id, line_ids=["1"])
    reply = call("POST", f"/v1/withdrawals/{first.body['withdrawal_id']}/confirmation", other)
    assert reply.status == 404
    assert queries.of_order(order.order_id) == []


def test_a_guest_who_comes_too_late_is_told_so_by_mail_once(cell: Cell) -> None:
    order = delivered(cell)
    cell.clock.advance(days=20)
    for _ in range(2):
        both_steps(stated(order.order_id))
        cell.settle()
    assert kinds_of_mail().count("withdrawal_refused") == 1


def test_statements_from_one_origin_are_limited(cell: Cell) -> None:
    absent = stated(ids.derived_id("ord", "absent"))
    statuses = [both_steps(absent)[1].status for _ in range(21)]
    assert statuses == [202] * 20 + [429]
    cell.clock.advance(hours=1)
    assert both_steps(absent)[1].status == 202


def test_a_buyer_with_the_token_withdraws_states_the_parcel_and_sees_both(cell: Cell) -> None:
    order = delivered(cell)
    token, path = order_token(order.order_id, 0), f"/v1/orders/{order.order_id}/withdrawals"
    made = call("POST", path, {"name": "Zoé", "line_ids": ["1"]}, key=token)
    assert made.status == 201
    assert _line(made)["state"] == "AWAITING_DEVICE"
    again = call("POST", path, {"name": "Zoé", "line_ids": ["1"]}, key=token)
    assert again.body == made.body
    sent = {"line_ids": ["1"], "carrier": "Colissimo", "tracking_number": "6A12345678901"}
    assert _line(call("POST", f"{path}/proof", sent, key=token))["proof"] == "SENT"
    assert _line(call("GET", path, key=token))["proof"] == "SENT"
    cell.clock.advance(days=20)
    late = call("POST", path, {"name": "Zoé", "line_ids": ["2"]}, key=token)
    assert (late.status, late.body["type"]) == (409, "/problems/withdrawal-not-possible")


def _line(reply: Reply) -> dict[str, Any]:
    (withdrawal,) = reply.body["items"]
    (line,) = withdrawal["lines"]
    return dict(line)


def test_an_order_is_what_it_was_when_nothing_is_withdrawn(cell: Cell) -> None:
    order: Order = delivered(cell)
    reply = call("GET", f"/v1/orders/{order.order_id}/withdrawals", key=order_token(order.order_id, 0))
    assert reply.body == {"items": []}
