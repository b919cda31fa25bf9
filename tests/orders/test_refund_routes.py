"""Refunds over HTTP: what the operators see of failed ones, and how they try one again."""

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.access.order_tokens import order_token
from chalicelib.gateways import stripe
from chalicelib.payments import refund_queries
from doubles.stripe_double import disputes
from tests.api_client import bearer, call
from tests.orders.conftest import Shop


def _refused_refund(shop: Shop) -> tuple[str, str]:
    """(order id, the buyer's Authorization) of a cancelled order whose refund Stripe refuses."""
    order_id = shop.cell.paid_order(shop.offer_id).order_id
    buyer = bearer(order_token(order_id, 0))
    world = shop.cell.stripe.world
    (charge,) = world.all("charge")
    disputes.opened(world, charge["id"])
    call("POST", f"/v1/orders/{order_id}/cancellation", {}, Authorization=buyer, Idempotency_Key="cancel")
    shop.cell.failed = []
    shop.cell.settle()
    disputes.decided(world, charge["_dispute"], won=True)
    return order_id, buyer


def test_operators_see_a_refused_refund_and_try_it_again_once_per_key(shop: Shop) -> None:
    order_id, buyer = _refused_refund(shop)
    ops = bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    (failed,) = call("GET", "/v1/ops/refunds", Authorization=ops).body["items"]
    assert (failed["order_id"], failed["refund_id"], failed["state"]) == (order_id, "1-1", "REFUSED")
    assert (failed["code"], failed["tries"]) == ("charge_disputed", 1)
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["owed"], shown["refunded"]["amount_minor"]) == (failed["amount"], 0)
    retry = f"/v1/ops/orders/{order_id}/refunds/1-1/retry"
    replies = [call("POST", retry, Authorization=ops, Idempotency_Key="again") for _ in range(2)]
    assert [(reply.status, reply.body["tries"]) for reply in replies] == [(202, 2), (202, 2)]
    shop.cell.settle()
    assert call("POST", retry, Authorization=ops, Idempotency_Key="again").body["state"] == "SUCCEEDED"
    late = call("POST", retry, Authorization=ops, Idempotency_Key="once-more")
    assert (late.status, late.body["type"], late.body["state"]) == (409, "/problems/refund-not-owed", "SUCCEEDED")
    assert call("GET", "/v1/ops/refunds", Authorization=ops).body["items"] == []
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["owed"]["amount_minor"], shown["refunded"]) == (0, failed["amount"])


@pytest.mark.parametrize("place", ["ord_eu_00000000000000000000000000/refunds/1-1", "{order_id}/refunds/9-9"])
def test_a_refund_that_never_was_is_not_tried_again(shop: Shop, place: str) -> None:
    order_id = shop.cell.paid_order(shop.offer_id).order_id
    ops = bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    path = f"/v1/ops/orders/{place.format(order_id=order_id)}/retry"
    assert call("POST", path, Authorization=ops, Idempotency_Key="again").status == 404


def test_operators_refund_a_part_and_the_buyer_sees_it(shop: Shop) -> None:
    order_id = shop.cell.paid_order(shop.offer_id).order_id
    buyer, ops = bearer(order_token(order_id, 0)), bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    body = {"line_id": "1", "amount": {"amount_minor": 2_500, "currency": "EUR"}, "reason": "GOODWILL"}
    path = f"/v1/ops/orders/{order_id}/refunds"
    replies = [call("POST", path, body, Authorization=ops, Idempotency_Key="part") for _ in range(2)]
    assert [(reply.status, reply.body["refund_id"]) for reply in replies] == [(202, "1-1"), (202, "1-1")]
    shop.cell.settle()
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["refunded"]["amount_minor"], shown["lines"][0]["state"]) == (2_500, "PAID")
    (refund,) = shown["refunds"]
    assert (refund["state"], refund["reason"], refund["bank_transfer"]) == ("SUCCEEDED", "GOODWILL", None)
    timeline = call("GET", f"/v1/orders/{order_id}/timeline", Authorization=buyer).body["items"]
    assert [step["event"] for step in timeline[-2:]] == ["RefundRequested", "LineRefunded"]
    more = body | {"amount": {"amount_minor": 33_390, "currency": "EUR"}}
    refused = call("POST", path, more, Authorization=ops, Idempotency_Key="more")
    assert (refused.status, refused.body["type"]) == (409, "/problems/refund-too-large")
    assert refused.body["left"] == {"amount_minor": 33_389, "currency": "EUR"}


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": {"amount_minor": 0, "currency": "EUR"}},
        {"amount": {"amount_minor": 1, "currency": "USD"}},
        {"reason": "BECAUSE"},
        {"line_id": "0"},
    ],
)
def test_a_refund_that_makes_no_sense_is_refused_and_changes_nothing(shop: Shop, changed: dict[str, object]) -> None:
    order_id = shop.cell.paid_order(shop.offer_id).order_id
    ops = bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    body = {"line_id": "1", "amount": {"amount_minor": 1, "currency": "EUR"}, "reason": "OTHER"} | changed
    reply = call("POST", f"/v1/ops/orders/{order_id}/refunds", body, Authorization=ops, Idempotency_Key="part")
    assert reply.status == 422
    assert refund_queries.of_order(order_id) == []


def test_operators_close_a_refused_refund_by_bank_transfer(shop: Shop) -> None:
    order_id, buyer = _refused_refund(shop)
    ops = bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    assert call("GET", "/v1/ops/health", Authorization=ops).body["refunds_failed"] == 1
    path = f"/v1/ops/orders/{order_id}/refunds/1-1/bank-transfer"
    transfer = {"reference": "RB 2026/11-1", "paid_on": "2026-11-23"}
    replies = [call("POST", path, transfer, Authorization=ops, Idempotency_Key="paid") for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    assert replies[0].body == replies[1].body
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["owed"]["amount_minor"], shown["refunds"][0]["bank_transfer"]) == (0, transfer)
    assert call("GET", "/v1/ops/health", Authorization=ops).body["refunds_failed"] == 0
    wrong = transfer | {"paid_on": "2026-11-24", "reference": "later"}
    assert call("POST", path, wrong, Authorization=ops, Idempotency_Key="wrong").status == 422


def test_operators_close_a_refused_refund_with_one_made_in_stripes_dashboard(shop: Shop) -> None:
    order_id, buyer = _refused_refund(shop)
    ops = bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    (intent,) = shop.cell.stripe.world.all("payment_intent")
    made = stripe.create_refund({"payment_intent": intent["id"]}, "by hand")
    path = f"/v1/ops/orders/{order_id}/refunds/1-1/stripe-refund"
    unknown = call("POST", path, {"stripe_refund_id": "re_x"}, Authorization=ops, Idempotency_Key="unknown")
    assert (unknown.status, unknown.body["type"]) == (409, "/problems/stripe-refund-mismatch")
    adopted = call("POST", path, {"stripe_refund_id": made.id}, Authorization=ops, Idempotency_Key="adopt")
    assert (adopted.status, adopted.body["tries"]) == (202, 2)
    shop.cell.settle()
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["owed"]["amount_minor"], shown["refunds"][0]["state"]) == (0, "SUCCEEDED")
