"""Refunds over HTTP: what the operators see of failed ones, and how they try one again."""

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.access.order_tokens import order_token
from doubles.stripe_double import disputes
from tests.api_client import bearer, call
from tests.orders.conftest import Shop


def _refused_refund(shop: Shop) -> tuple[str, str]:
    """(order id, the buyer's Authorization) of a cancelled order whose refund Stripe refuses."""
    order_id = shop.desk.paid_order(shop.offer_id).order_id
    buyer = bearer(order_token(order_id, 0))
    world = shop.desk.stripe.world
    (charge,) = world.all("charge")
    disputes.opened(world, charge["id"])
    call("POST", f"/v1/orders/{order_id}/cancellation", {}, Authorization=buyer, Idempotency_Key="cancel")
    shop.desk.failed = []
    shop.desk.settle()
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
    shop.desk.settle()
    assert call("POST", retry, Authorization=ops, Idempotency_Key="again").body["state"] == "SUCCEEDED"
    late = call("POST", retry, Authorization=ops, Idempotency_Key="once-more")
    assert (late.status, late.body["type"], late.body["state"]) == (409, "/problems/refund-not-retryable", "SUCCEEDED")
    assert call("GET", "/v1/ops/refunds", Authorization=ops).body["items"] == []
    shown = call("GET", f"/v1/orders/{order_id}", Authorization=buyer).body
    assert (shown["owed"]["amount_minor"], shown["refunded"]) == (0, failed["amount"])


@pytest.mark.parametrize("place", ["ord_eu_00000000000000000000000000/refunds/1-1", "{order_id}/refunds/9-9"])
def test_a_refund_that_never_was_is_not_tried_again(shop: Shop, place: str) -> None:
    order_id = shop.desk.paid_order(shop.offer_id).order_id
    ops = bearer(issue_key("ops", "Ada", SCOPES["ops"]))
    path = f"/v1/ops/orders/{place.format(order_id=order_id)}/retry"
    assert call("POST", path, Authorization=ops, Idempotency_Key="again").status == 404
