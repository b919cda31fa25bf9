"""The platform's invoices: a seller's month, once, as sums of what its sales say."""

import pytest

from chalicelib.invoices import queries
from chalicelib.invoices.commission_invoices import commission_id
from chalicelib.invoices.issued_invoice import IssuedInvoice
from testing.cell import WITHOUT_CARRIERS
from tests.invoices.shop_life import ShopLife


def commission(life: ShopLife, month: str, kind: str = "INVOICE") -> IssuedInvoice | None:
    assert kind in ("INVOICE", "CREDIT_NOTE")
    return queries.find(commission_id(life.seller.seller_id, month, "EUR", kind))  # type: ignore[arg-type]


def to_next_month(life: ShopLife) -> None:
    life.cell.clock.advance(days=31 - life.cell.clock.moment.day + 1)
    life.cell.check_deadlines(WITHOUT_CARRIERS)


def test_a_month_is_invoiced_when_it_is_over_and_once(life: ShopLife) -> None:
    month = life.cell.clock.moment.strftime("%Y-%m")
    orders = [life.sold_and_shipped(price_minor=minor) for minor in (34_901, 20_003)]
    assert commission(life, month) is None
    to_next_month(life)
    issued = commission(life, month)
    assert issued is not None
    assert issued.total_minor == sum(
        order.lines[0].amounts.commission_minor + order.lines[0].amounts.commission_vat_minor for order in orders
    )
    assert issued.vat_minor == sum(order.lines[0].amounts.commission_vat_minor for order in orders)
    assert (issued.number, issued.month, issued.issuer_id) == ("RC-2026-000001", month, "platform")
    assert issued.lines[0].vat_rate_bp == 2_000
    life.cell.check_deadlines(WITHOUT_CARRIERS)
    assert commission(life, month) == issued


def test_what_refunds_gave_back_is_credited_with_the_number_of_the_invoice(life: ShopLife) -> None:
    month = life.cell.clock.moment.strftime("%Y-%m")
    order = life.sold_and_shipped()
    to_next_month(life)
    life.refund(order, order.lines[0].amounts.paid_minor)
    later = life.cell.clock.moment.strftime("%Y-%m")
    life.cell.clock.advance(days=31)
    life.cell.check_deadlines(WITHOUT_CARRIERS)
    billed, credited = commission(life, month), commission(life, later, "CREDIT_NOTE")
    assert billed is not None
    assert credited is not None
    assert credited.total_minor == billed.total_minor
    assert credited.corrects == (billed.number,)
    assert commission(life, later) is None


@pytest.mark.parametrize("checked", [None, "2026-01-01"])
def test_a_seller_abroad_owes_the_tax_itself_if_its_number_was_checked(life: ShopLife, checked: str | None) -> None:
    life.seller = life.cell.a_seller(country="DE", vat_number="DE123456789", vat_number_checked_on=checked)
    month = life.cell.clock.moment.strftime("%Y-%m")
    life.sold_and_shipped()
    to_next_month(life)
    issued = commission(life, month)
    assert issued is not None
    (line,) = issued.lines
    assert (line.vat_category, line.vat_rate_bp, line.vat_minor > 0) == (
        ("AE", 0, False) if checked else ("S", 2_000, True)
    )
    assert issued.language == "de"
