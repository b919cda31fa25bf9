"""However many refunds of a line are asked for at once, and however a card's bank decides, no cent goes back twice."""

import sys
from collections.abc import Iterator

import pytest

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refund_decisions
from chalicelib.orders.cancellation.refunding import RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount
from chalicelib.orders.payment import order_audit
from chalicelib.payments import refund_queries
from chalicelib.payments.ledger import trial_balance
from tests.orders.cancellation.refund_steps import before_the_next_transaction
from tests.orders.conftest import Shop

AT_ONCE = 100
# moto has no transactions that conflict, and a hundred refunds of one order take it a minute instead of ten seconds.
pytestmark = pytest.mark.memory


@pytest.fixture
def _deep_stack() -> Iterator[None]:
    """Each refund is asked for within the one before it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100 * limit)
    yield
    sys.setrecursionlimit(limit)


def refund(order: Order, amount_minor: int, key: str) -> None:
    amount = RefundAmount(amount_minor=amount_minor, currency=order.currency)
    wanted = LineRefundRequest(line_id="1", amount=amount, reason="DEFECT")
    request = idempotency.Request(route="refunds", principal="ops", key=key, fingerprint=key)
    refund_decisions.refund_line(order.order_id, wanted, request)


def all_at_once(order: Order, amount_minor: int, count: int) -> list[str]:
    """Every refund is read for before any is written; what became of each, the last one first."""
    ends: list[str] = []

    def attempt(number: int) -> None:
        if number < count:
            before_the_next_transaction(lambda: attempt(number + 1))
        try:
            refund(order, amount_minor, f"refund-{number}")
            ends.append("made")
        except (RefundTooLarge, Conflict) as refusal:
            ends.append(type(refusal).__name__)

    attempt(1)
    return ends


@pytest.mark.slow
@pytest.mark.usefixtures("_deep_stack")
@pytest.mark.parametrize("amount_minor", [7_00, 3_50, 100_00])
def test_a_hundred_partial_refunds_at_once_never_exceed_what_was_paid(shop: Shop, amount_minor: int) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    paid_minor = order.lines[0].amounts.paid_minor
    ends = all_at_once(order, amount_minor, AT_ONCE)
    fitting = min(AT_ONCE, paid_minor // amount_minor)
    assert (len(ends), ends.count("made"), ends.count("Conflict")) == (AT_ONCE, fitting, 0)
    shop.cell.settle()
    now = queries.order(order.order_id)
    assert now.refunded_minor == now.refunding_minor == fitting * amount_minor <= now.captured_minor
    assert {one.state for one in refund_queries.of_order(order.order_id)} == {"SUCCEEDED"}
    assert order_audit.audit_order(now).faults == ()
    (charge,) = shop.cell.stripe.world.all("charge")
    assert charge["amount_refunded"] == fitting * amount_minor


@pytest.mark.usefixtures("_deep_stack")
def test_what_is_left_after_many_refunds_goes_back_to_the_last_cent_of_every_account(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    paid_minor = order.lines[0].amounts.paid_minor
    made = all_at_once(order, 17_77, 30).count("made")
    refund(order, paid_minor - made * 17_77, "rest")
    shop.cell.settle()
    assert queries.order(order.order_id).refunded_minor == paid_minor
    totals = trial_balance.trial_balance("EUR", "2026-01-01", "2026-12-31").accounts
    assert {account: minor for account, minor in totals.items() if minor} == {}
