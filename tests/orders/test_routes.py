"""Orders over HTTP: what buyers and sellers send, see, and are refused."""

from typing import Any

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.kernel.fact_store import FactItem
from doubles.stripe_double.events import Delivery
from tests.api_client import Reply, bearer, call
from tests.orders.conftest import Shop

KEY = "0b7f3a52-4a4c-4c3e-9d0a-6f1d2c3b4a5e"


def _body(shop: Shop, **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "market": "FR",
        "lines": [{"offer_id": shop.offer_id, "quantity": 1, "terms_version": 1}],
        "buyer": {"name": "Zoé Müller 🙂", "email": "zoe@example.org"},
        "delivery_address": {
            "street": "12 rue des Lilas",
            "postal_code": "75011",
            "city": "Paris",
            "country": "FR",
        },
    }
    return given | changed


def _place(shop: Shop, key: str = KEY, **changed: Any) -> Reply:
    return call("POST", "/v1/orders", _body(shop, **changed), Idempotency_Key=key)


def _paid(shop: Shop) -> tuple[str, str]:
    """(order id, the buyer's Authorization) of a paid order."""
    placed = _place(shop).body
    confirm = f"/v1/payment_intents/{placed['payment']['payment_intent_id']}/confirm"
    shop.cell.stripe.answer("POST", confirm, {"Authorization": "Bearer sk_test_1"}, b"payment_method=pm_card_visa")
    _post_events(shop.cell.stripe.due_events(), shop)
    shop.cell.settle()
    return placed["order"]["order_id"], bearer(placed["access_token"])


def _post_events(deliveries: list[Delivery], shop: Shop) -> None:
    for delivery in deliveries:
        signature = delivery.headers["Stripe-Signature"]
        reply = call("POST", "/v1/stripe/events", delivery.body, Stripe_Signature=signature)
        shop.cell.stripe.delivered(delivery.event_id, reply.status)
        assert reply.status == 200


def _seller(shop: Shop, *scopes: str) -> str:
    return bearer(issue_key("seller", shop.seller.seller_id, scopes or SCOPES["seller"]))


def test_a_quote_shows_every_part_of_the_total_and_what_to_send_back(shop: Shop) -> None:
    asked = {"market": "FR", "lines": [{"offer_id": shop.offer_id, "quantity": 2}], "delivery_country": "FR"}
    quote = call("POST", "/v1/quotes", asked).body
    (line,) = quote["lines"]
    assert (line["quantity"], line["terms_version"], line["is_available"]) == (2, 1, True)
    totals = {name: money["amount_minor"] for name, money in quote["totals"].items()}
    assert totals.pop("total") == sum(totals.values())
    assert call("POST", "/v1/orders", _body(shop, lines=[_sent_back(line)]), Idempotency_Key=KEY).status == 201


def _sent_back(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("offer_id", "quantity", "terms_version", "carrier")}


def test_a_replay_is_the_same_body_whatever_happened_since(shop: Shop) -> None:
    first = _place(shop)
    _paid(shop)
    again = _place(shop)
    assert (first.status, again.status) == (201, 201)
    assert again.raw == first.raw
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"lines": []}, "/lines"),
        ({"lines": [{"offer_id": "x", "quantity": 1, "terms_version": 1}]}, "/lines/0/offer_id"),
        ({"market": "fr"}, "/market"),
        ({"surprise": 1}, "/surprise"),
        ({"contribution_minor": -1}, "/contribution_minor"),
        ({"contribution_minor": 1.5}, "/contribution_minor"),
        ({"buyer": {"name": " ", "email": "zoe@example.org"}}, "/buyer/name"),
        ({"buyer": {"name": "Zoé\nBcc: x", "email": "zoe@example.org"}}, "/buyer/name"),
        ({"buyer": {"name": "Zoé", "email": "zoe@localhost"}}, "/buyer/email"),
        ({"buyer": None}, "/buyer"),
        ({"delivery_address": {"street": "x"}}, "/delivery_address/postal_code"),
    ],
)
def test_a_bad_body_names_its_fault_and_changes_nothing(shop: Shop, changed: dict[str, Any], pointer: str) -> None:
    reply = _place(shop, **changed)
    assert (reply.status, reply.body["type"]) == (422, "/problems/invalid-request")
    assert pointer in [fault["pointer"] for fault in reply.body["errors"]]
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1, 4, 10**30, "2", 1.5, True, None])
def test_a_quantity_is_one_to_three(shop: Shop, quantity: object) -> None:
    line = {"offer_id": shop.offer_id, "quantity": quantity, "terms_version": 1}
    reply = _place(shop, lines=[line])
    assert (reply.status, reply.body["errors"][0]["pointer"]) == (422, "/lines/0/quantity")


def test_ten_thousand_lines_are_refused_without_reading_one(shop: Shop) -> None:
    lines = [{"offer_id": shop.offer_id, "quantity": 1, "terms_version": 1}] * 10_000
    assert _place(shop, lines=lines).status == 413
    assert _place(shop, lines=lines[:41]).status == 422
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def test_without_a_key_nothing_is_ordered(shop: Shop) -> None:
    reply = call("POST", "/v1/orders", _body(shop))
    assert (reply.status, reply.body["type"]) == (400, "/problems/missing-idempotency-key")
    assert _place(shop, key="short").status == 400


def test_a_sold_out_offer_is_named(shop: Shop) -> None:
    shop.cell.place(*[shop.offer_id] * 3)
    line = {"offer_id": shop.offer_id, "quantity": 3, "terms_version": 1}
    reply = _place(shop, lines=[line])
    assert (reply.status, reply.body["type"], reply.body["offer_id"]) == (
        409,
        "/problems/offer-sold-out",
        shop.offer_id,
    )


def test_a_buyer_follows_the_order_from_click_to_door(shop: Shop) -> None:
    order_id, buyer = _paid(shop)
    seller, line = _seller(shop), f"/v1/seller/orders/{order_id}/lines/1"
    assert call("POST", f"{line}/acceptance", Authorization=seller).body["state"] == "ACCEPTED"
    parcel = {"carrier": "colissimo", "tracking_number": "6A1234567", "serial": "490154203237518"}
    assert call("POST", f"{line}/shipment", parcel, Authorization=seller).body["state"] == "SHIPPED"
    received = call("POST", f"/v1/orders/{order_id}/lines/1/receipt", Authorization=buyer)
    assert received.body["state"] == "DELIVERED"
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["state"], shown["lines"][0]["delivery_proof"]) == ("DELIVERED", "RECEIPT")
    events = [
        item["event"] for item in call("GET", f"/v1/orders/{order_id}/timeline", Authorization=buyer).body["items"]
    ]
    assert events == ["OrderPlaced", "OrderPaid", "LineAccepted", "LineShipped", "LineDelivered"]
    carbon = call("GET", f"/v1/orders/{order_id}/carbon", Authorization=buyer)
    assert b"30000" in carbon.raw
    assert b"15000" in carbon.raw


def test_an_unpaid_order_shows_how_to_pay_it_again(shop: Shop) -> None:
    placed = _place(shop).body
    path, buyer = f"/v1/orders/{placed['order']['order_id']}", bearer(placed["access_token"])
    assert call("GET", path, Authorization=buyer).body["payment"] == placed["payment"]


def test_a_seller_sees_what_shipping_takes_and_the_buyer_s_mail_is_not_it(shop: Shop) -> None:
    order_id, _ = _paid(shop)
    reply = call("GET", f"/v1/seller/orders/{order_id}", Authorization=_seller(shop))
    assert reply.body["delivery"]["name"] == "Zoé Müller 🙂"
    assert reply.body["lines"][0]["net"] == {"amount_minor": 31_143, "currency": "EUR"}
    assert b"zoe@example.org" not in reply.raw
    listed = call("GET", "/v1/seller/orders?limit=1", Authorization=_seller(shop)).body
    assert [item["order_id"] for item in listed["items"]] == [order_id]


def test_a_seller_pages_through_his_orders_with_a_cursor_nobody_else_can_use(shop: Shop) -> None:
    first, _ = _paid(shop)
    shop.cell.clock.advance(minutes=1)
    second = shop.cell.paid_order(shop.offer_id).order_id
    mine = _seller(shop)
    page = call("GET", "/v1/seller/orders?limit=1", Authorization=mine).body
    assert [item["order_id"] for item in page["items"]] == [second]
    following = f"/v1/seller/orders?limit=1&cursor={page['next_cursor']}"
    assert [item["order_id"] for item in call("GET", following, Authorization=mine).body["items"]] == [first]
    stranger = bearer(issue_key("seller", shop.cell.a_seller(country="DE").seller_id, ["orders:read"]))
    assert call("GET", following, Authorization=stranger).status == 400
    assert call("GET", "/v1/seller/orders?limit=101", Authorization=mine).status == 422


def test_an_order_is_nobody_else_s(shop: Shop) -> None:
    order_id, buyer = _paid(shop)
    other = _place(shop, key=KEY.replace("0b", "1b")).body
    theirs = bearer(other["access_token"])
    stranger = bearer(issue_key("seller", shop.cell.a_seller(country="DE").seller_id, SCOPES["seller"]))
    seller = _seller(shop)
    for path in ("", "/timeline", "/carbon"):
        assert call("GET", f"/v1/orders/{order_id}{path}").status == 401
        assert call("GET", f"/v1/orders/{order_id}{path}", Authorization=theirs).status == 404
        assert call("GET", f"/v1/orders/{order_id}{path}", Authorization=seller).status == 404
        assert call("GET", f"/v1/orders/{order_id}{path}", Authorization=buyer).status == 200
    assert call("GET", f"/v1/seller/orders/{order_id}", Authorization=stranger).status == 404
    assert call("GET", f"/v1/seller/orders/{order_id}", Authorization=buyer).status == 404
    assert call("GET", f"/v1/seller/orders/{order_id}", Authorization=_seller(shop, "balance:read")).status == 403
    assert call("GET", f"/v1/orders/{order_id.replace('eu', 'us')}", Authorization=buyer).status == 421


def test_a_buyer_cancels_and_the_same_key_says_the_same(shop: Shop) -> None:
    order_id, buyer = _paid(shop)
    path = f"/v1/orders/{order_id}/cancellation"
    first = call("POST", path, {}, Authorization=buyer, Idempotency_Key="k1")
    assert (first.status, first.body["refund_minor"]) == (200, 35_889)
    assert call("POST", path, {}, Authorization=buyer, Idempotency_Key="k1").raw == first.raw
    assert call("POST", path, {"line_ids": ["1"]}, Authorization=buyer, Idempotency_Key="k1").status == 422
    assert call("POST", path, {}, Authorization=buyer, Idempotency_Key="k2").status == 409
    assert call("POST", path, {}, Authorization=buyer).status == 400


def test_a_seller_cancels_a_line_with_a_reason(shop: Shop) -> None:
    order_id, buyer = _paid(shop)
    path, seller = f"/v1/seller/orders/{order_id}/lines/1/cancellation", _seller(shop)
    assert call("POST", path, {"reason": "BORED"}, Authorization=seller, Idempotency_Key="k").status == 422
    reply = call("POST", path, {"reason": "DEFECTIVE"}, Authorization=seller, Idempotency_Key="k")
    assert (reply.body["state"], reply.body["cancel_reason"]) == ("CANCELLED", "DEFECTIVE")
    assert call("POST", path, {"reason": "DEFECTIVE"}, Authorization=seller, Idempotency_Key="k").body == reply.body
    assert call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body["state"] == "CANCELLED"


def test_a_lost_link_is_asked_for_with_one_answer_for_all(shop: Shop) -> None:
    order_id, _ = _paid(shop)
    right = call("POST", "/v1/order-lookups", {"order_id": order_id, "email": "zoe@example.org"})
    wrong = call("POST", "/v1/order-lookups", {"order_id": order_id, "email": "eve@example.org"})
    assert (right.status, wrong.status) == (202, 202)
    assert right.raw == wrong.raw


def test_a_seller_proves_a_delivery(shop: Shop) -> None:
    order_id, _ = _paid(shop)
    seller, line = _seller(shop), f"/v1/seller/orders/{order_id}/lines/1"
    proof = {"reference": "Signed by Müller, 24 Nov"}
    assert call("POST", f"{line}/delivery", proof, Authorization=seller).status == 409
    call("POST", f"{line}/acceptance", Authorization=seller)
    parcel = {"carrier": "colissimo", "tracking_number": "6A1234567", "serial": "490154203237518"}
    call("POST", f"{line}/shipment", parcel, Authorization=seller)
    assert call("POST", f"{line}/delivery", {}, Authorization=seller).status == 422
    assert call("POST", f"{line}/delivery", proof, Authorization=seller).body["delivery_proof"] == "SELLER_PROOF"


@pytest.mark.parametrize("line_ids", [["1", "1"], ["2", "1", "2"], ["1"] * 40])
def test_a_cancellation_that_names_a_line_twice_is_refused_and_changes_nothing(shop: Shop, line_ids: list[str]) -> None:
    order_id, token = _paid(shop)
    path = f"/v1/orders/{order_id}/cancellation"
    refused = call("POST", path, {"line_ids": line_ids}, Idempotency_Key="k1", Authorization=token)
    assert (refused.status, refused.body["type"]) == (422, "/problems/invalid-request")
    assert {error["reason"] for error in refused.body["errors"]} == {"occurs twice in the list"}
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=token)
    assert {line["state"] for line in shown.body["lines"]} == {"PAID"}
    # Nothing was decided under the key: it is free for what was meant.
    assert call("POST", path, {"line_ids": ["1"]}, Idempotency_Key="k1", Authorization=token).status == 200


# A page of DynamoDB holds one megabyte: the last of these stories is longer.
@pytest.mark.parametrize("others", [0, 20, 130])
def test_a_timeline_is_shown_to_its_end(shop: Shop, others: int) -> None:
    placed = _place(shop).body
    order_id, token = placed["order"]["order_id"], bearer(placed["access_token"])
    _paid(shop)
    body = '{"padding": "%s"}' % ("x" * 9_000)
    for number in range(others):
        fact_id = f"0{number:025d}"  # before all that happened
        FactItem(order_id, fact_id, name="PaymentDeclined", body=body, hour_shard="2026-11-23T09#0").save()
    told = [step["event"] for step in call("GET", f"/v1/orders/{order_id}/timeline", Authorization=token).body["items"]]
    assert told == ["PaymentDeclined"] * others + ["OrderPlaced", "OrderPaid"]
