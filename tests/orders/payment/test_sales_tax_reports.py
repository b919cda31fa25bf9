"""Sales tax is reported to Stripe Tax once per order and per refund, and is there what the ledger owes the states."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.kernel.http.idempotency import Request
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refund_decisions
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, PostalAddress, RefundAmount
from chalicelib.orders.payment import order_audit, sales_tax_reports
from chalicelib.payments import money_worker
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.money_commands import RecordTax, ReverseTax
from chalicelib.payments.tax_operations import TaxNotReported
from testing.cell import Cell, open_cell
from tests.storefront.america import move_to_america, on_american_sale

HOME = PostalAddress(street="1 Main St", postal_code="94107", city="San Francisco", country="US", state="CA")


class America(Cell):
    """An order of two devices in California, and what Stripe Tax has of it."""

    order: Order
    offer_id: str

    def buy(self) -> Order:
        self.order = self.paid_order(self.offer_id, self.offer_id, market="US", delivery_address=HOME)
        return self.order

    def refund(self, minor: int, *, bearer: str = "SELLER") -> None:
        amount = RefundAmount(amount_minor=minor, currency="USD")
        wanted = LineRefundRequest(line_id="1", amount=amount, reason="DEFECT", bearer=bearer)  # type: ignore[arg-type]
        key = f"{minor}{bearer}"
        asked = Request(route="refund", principal="ops", key=key, fingerprint=key)
        refund_decisions.refund_line(self.order.order_id, wanted, asked)
        self.settle()

    def reported(self) -> list[dict[str, Any]]:
        return list(self.stripe.world.all("tax.transaction"))

    def reported_tax(self) -> int:
        return sum(line["amount_tax"] for each in self.reported() for line in each["line_items"]["data"])

    def owed_tax(self) -> int:
        """What the ledger owes the states for the order."""
        return order_audit.audit_order(queries.order(self.order.order_id)).terms.get(Account.FACILITATOR_TAX, 0)


@pytest.fixture
def america(tables: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[America]:  # noqa: ARG001 - on the tables
    with open_cell(America) as found:
        move_to_america(monkeypatch)
        found.offer_id = on_american_sale()
        found.settle()
        yield found


def test_the_tax_of_a_paid_order_is_reported_once_under_its_number(america: America) -> None:
    order = america.buy()
    (reported,) = america.reported()
    assert (reported["reference"], reported["metadata"]) == (order.order_id, {"order_id": order.order_id})
    assert america.reported_tax() == america.owed_tax() == sum(line.amounts.tax_minor for line in order.lines) > 0
    sales_tax_reports.record(RecordTax(order.order_id))
    assert len(america.reported()) == 1


def test_a_refund_gives_back_the_tax_of_what_it_undoes_and_no_more(america: America) -> None:
    america.buy()
    america.refund(10_000)
    america.refund(5_000, bearer="PLATFORM")
    assert [one["type"] for one in america.reported()] == ["transaction", "reversal"]
    assert america.reported_tax() == america.owed_tax()
    cancel_line(america.order.order_id, "2", Cancellation(by="SELLER", reason="PRICE_MISTAKE"))
    america.settle()
    assert america.reported_tax() == america.owed_tax() > 0
    assert len(america.reported()) == 3
    sales_tax_reports.reverse(ReverseTax(america.order.order_id, "1-1"))
    assert len(america.reported()) == 3


def test_a_refund_that_stripe_refuses_gives_its_tax_back_all_the_same(america: America) -> None:
    order = america.buy()
    charge = america.stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
    america.stripe.dispute(charge)
    america.failed = []
    america.refund(10_000)
    assert america.reported_tax() == america.owed_tax() < sum(line.amounts.tax_minor for line in order.lines)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before"])
def test_a_report_whose_answer_is_lost_is_made_once(america: America, fault: str) -> None:
    america.failed = []
    america.stripe.inject(fault, method="POST", path="/v1/tax/transactions/*", times=1)
    america.buy()
    america.refund(10_000)
    america.clock.advance(minutes=5)
    money_worker.sweep_operations()
    america.settle()
    sales_tax_reports.reverse(ReverseTax(america.order.order_id, "1-1"))
    assert [one["type"] for one in america.reported()] == ["transaction", "reversal"]
    assert america.reported_tax() == america.owed_tax()


def test_a_report_that_stripe_refuses_rings_every_time_it_is_looked_at(america: America) -> None:
    america.failed = []
    placed = america.place(america.offer_id, market="US", delivery_address=HOME)
    for calculation in america.stripe.world.all("tax.calculation"):
        calculation["expires_at"] = 0
    america.pay(placed)
    america.settle()
    assert len(america.failed) == 1
    for _ in range(2):
        with pytest.raises(TaxNotReported):
            sales_tax_reports.record(RecordTax(placed.order.order_id))
    assert america.reported() == []


def test_an_order_without_sales_tax_has_nothing_to_report(america: America) -> None:
    order = america.buy()
    OrderItem(order.order_id).update(actions=[OrderItem.tax_calculation_id.remove()])
    america.refund(10_000)
    sales_tax_reports.record(RecordTax(order.order_id))
    sales_tax_reports.reverse(ReverseTax(order.order_id, "1-1"))
    assert len(america.reported()) == 1
