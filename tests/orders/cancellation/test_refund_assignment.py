"""Assignment: money that lies on suspense becomes a refund of the lines that the operators name, to the cent."""

import pytest

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.values.problems import IdempotencyKeyReused, InvalidRequest, NotFound
from chalicelib.orders.cancellation import refund_assignment
from chalicelib.orders.cancellation.refund_assignment import RefundNotOnSuspense
from chalicelib.orders.cancellation.refunding import RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import RefundAmount, RefundAssignment
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.refund import Refund
from doubles.stripe_double import refunds as at_stripe
from tests.orders.cancellation.refund_steps import before_the_next_transaction, booked, by_hand, state
from tests.orders.conftest import Shop


def suspended(shop: Shop, amount_minor: int = 5_000) -> tuple[Order, str]:
    """An order of two lines, and the id at Stripe of a refund of it that no line explains."""
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    stripe_id = by_hand(order, amount_minor)
    shop.cell.settle()
    return order, stripe_id


def assign(order: Order, line_id: str, amount_minor: int | None = None, *, key: str = "k") -> Refund:
    amount = None if amount_minor is None else RefundAmount(amount_minor=amount_minor, currency="EUR")
    wanted = RefundAssignment(line_id=line_id, amount=amount)
    request = idempotency.Request(route="assign", principal="ops", key=key, fingerprint=idempotency.fingerprint(wanted))
    return refund_assignment.assign(order.order_id, "suspense-1", wanted, request)


def test_all_of_it_becomes_a_refund_of_the_line(shop: Shop) -> None:
    order, _ = suspended(shop)
    sold = sum(each.owed_minor for each in journals.balances_of(shop.seller.seller_id))
    assert assign(order, "2").paid_from == "suspense-1"
    shop.cell.settle()
    assert state(order, "2-1") == ("SUCCEEDED", 0, 5_000)
    assert (booked(order).get(Account.SUSPENSE, 0), refund_queries.count_for_operators()) == (0, 0)
    # Of 50.00 the seller had 5.00 commission and 1.00 VAT on it to pay.
    assert sold - sum(each.owed_minor for each in journals.balances_of(shop.seller.seller_id)) == 4_400


def test_it_is_divided_over_lines_until_nothing_is_left(shop: Shop) -> None:
    order, _ = suspended(shop)
    assign(order, "1", 2_000, key="a")
    assert refund_queries.count_for_operators() == 1
    with pytest.raises(RefundTooLarge) as refusal:
        assign(order, "2", 3_001, key="b")
    assert refusal.value.members["left"].amount_minor == 3_000
    assign(order, "2", key="c")
    shop.cell.settle()
    assert state(order, "2-1") == ("SUCCEEDED", 0, 5_000)
    assert booked(order).get(Account.SUSPENSE, 0) == 0
    with pytest.raises(RefundTooLarge):
        assign(order, "2", key="d")


def test_the_same_key_names_the_line_once(shop: Shop) -> None:
    order, _ = suspended(shop)
    assert [assign(order, "1", 2_000).refund_id for _ in range(2)] == ["1-1", "1-1"]
    with pytest.raises(IdempotencyKeyReused):
        assign(order, "2", 2_000)
    shop.cell.settle()
    assert assign(order, "1", 2_000).state == "SUCCEEDED"
    assert state(order)[1:] == (0, 5_000)


def test_two_assignments_at_once_never_exceed_what_lies_on_suspense(shop: Shop) -> None:
    order, _ = suspended(shop)
    before_the_next_transaction(lambda: assign(order, "1", 4_000, key="faster"))
    with pytest.raises(RefundTooLarge):
        assign(order, "2", 1_001, key="slower")
    shop.cell.settle()
    assert state(order)[1:] == (0, 5_000)
    assert booked(order)[Account.SUSPENSE] == 1_000


def test_money_that_comes_back_after_its_line_was_named_is_owed_and_the_line_stays_refunded(shop: Shop) -> None:
    order, stripe_id = suspended(shop)
    assign(order, "1")
    shop.cell.settle()
    at_stripe.fail(shop.cell.stripe.world, stripe_id)
    shop.cell.settle()
    assert state(order, "suspense-1") == ("FAILED", 5_000, 0)
    assert booked(order)[Account.OWED_BACK] == -5_000
    assert state(order)[0] == "SUCCEEDED"
    with pytest.raises(RefundNotOnSuspense):
        assign(order, "2", key="late")


def test_only_what_lies_on_suspense_is_assigned_and_only_to_a_line_there_is(shop: Shop) -> None:
    order, _ = suspended(shop)
    with pytest.raises(NotFound):
        assign(order, "7")
    assign(order, "1")
    wanted = RefundAssignment(line_id="2", amount=RefundAmount(amount_minor=1, currency="USD"))
    request = idempotency.Request(route="assign", principal="ops", key="x", fingerprint="x")
    with pytest.raises(InvalidRequest):
        refund_assignment.assign(order.order_id, "suspense-1", wanted, request)
    with pytest.raises(RefundNotOnSuspense):
        refund_assignment.assign(order.order_id, "1-1", RefundAssignment(line_id="2"), request)
