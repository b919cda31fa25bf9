"""Disputes by their URLs: operators list, read and answer them, sellers see their own lines."""

from typing import Any

from chalicelib.access.api_keys.credentials import issue_key
from tests.api_client import Reply, call
from tests.orders.conftest import Shop
from tests.orders.disputes.dispute_steps import decide, disputed


def ops() -> str:
    return issue_key("ops", "camille", ["disputes:read", "disputes:write"])


def answer(dispute_id: str, means: str, key: str, body: object = None) -> Reply:
    return call("POST", f"/v1/ops/disputes/{dispute_id}/{means}", body, key=ops(), idempotency_key=key)


def read(path: str) -> Any:
    return call("GET", path, key=ops()).body


def test_operators_read_answer_and_follow_a_dispute(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    dispute_id = disputed(shop, order, reason="product_not_received")
    (listed,) = read("/v1/ops/disputes")["items"]
    assert (listed["dispute_id"], listed["waiting_for"], listed["policy_bearer"]) == (dispute_id, "ANSWER", "SELLER")
    assert listed["withdrawn"] == {"amount_minor": order.total_minor, "currency": "EUR"}
    shown = read(f"/v1/ops/disputes/{dispute_id}")
    assert [(line["line_id"], line["taken"]) for line in shown["lines"]] == [("1", None)]
    assert shown["answers"] == []
    answered = answer(dispute_id, "acceptance", "k")
    assert (answered.status, answered.body["answers"][0]["state"]) == (202, "STARTED")
    shop.cell.settle()
    shown = read(f"/v1/ops/disputes/{dispute_id}")
    assert (shown["state"], shown["answers"][0]["means"], shown["answers"][0]["state"]) == ("LOST", "ACCEPTANCE", "OK")
    assert shown["lines"][0]["taken"] == {"amount_minor": order.total_minor, "currency": "EUR"}
    assert shown["lines"][0]["bearer"] == "SELLER"
    assert read("/v1/ops/disputes")["items"] == []
    (lost,) = read("/v1/ops/disputes?state=LOST")["items"]
    assert lost["settled"] == {"amount_minor": order.total_minor, "currency": "EUR"}


def test_evidence_is_sent_under_stripes_names(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    dispute_id = disputed(shop, order)
    body = {"explanation": "It arrived.", "carrier": "colissimo", "tracking_number": "6A1", "product_description": "A"}
    assert answer(dispute_id, "evidence", "k", body).status == 202
    shop.cell.settle()
    told = shop.cell.stripe.world.require("dispute", dispute_id)["evidence"]
    names = ("uncategorized_text", "shipping_carrier", "shipping_tracking_number", "product_description")
    assert [told[name] for name in names] == ["It arrived.", "colissimo", "6A1", "A"]
    again = answer(dispute_id, "evidence", "another", body)
    assert (again.status, again.body["type"]) == (409, "/problems/dispute-not-answerable")


def test_a_dispute_that_there_is_not_is_not_found(shop: Shop) -> None:  # noqa: ARG001 - the cell has tables
    assert call("GET", "/v1/ops/disputes/du_of_nobody", key=ops()).status == 404
    assert answer("du_of_nobody", "acceptance", "k").status == 404


def test_a_seller_sees_its_own_lines_of_disputed_orders_and_no_others(shop: Shop) -> None:
    other = shop.cell.a_seller()
    theirs = shop.cell.an_offer(other, shop.product_id, sku="THEIRS")
    order = shop.cell.paid_order(shop.offer_id, theirs)
    decide(shop, disputed(shop, order, reason="product_unacceptable"), won=False)
    assert {line.seller_id for line in order.lines} == {shop.seller.seller_id, other.seller_id}
    for line in order.lines:
        key = issue_key("seller", line.seller_id, ["orders:read"])
        (seen,) = call("GET", "/v1/seller/disputes", key=key).body["items"]
        assert (seen["order_id"], seen["state"]) == (order.order_id, "LOST")
        taken = {"amount_minor": line.amounts.paid_minor, "currency": "EUR"}
        assert seen["lines"] == [{"line_id": line.line_id, "sku": line.sku, "taken": taken, "bearer": "SELLER"}]
