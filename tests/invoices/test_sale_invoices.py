"""Sellers' invoices: one per shipped line, a credit note per refund, each once, and together what the ledger says."""

import msgspec
import pytest

from chalicelib.facts.orders import LineShipped
from chalicelib.invoices import queries, reactions, sale_invoices
from chalicelib.invoices.invoice_numbers import issue_acts
from chalicelib.invoices.issued_invoice import IssuedInvoice
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.storage import transactions
from chalicelib.orders import queries as order_queries
from chalicelib.orders.cancellation.cancelling import Cancellation, cancel_line
from chalicelib.orders.order import Order
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.ledger.journals import journals_of
from tests.invoices.shop_life import IMEIS, ShopLife


def of_order(order: Order) -> list[IssuedInvoice]:
    return sorted(queries.of_order(order.order_id), key=lambda each: each.sequence)


def of_seller(life: ShopLife) -> list[IssuedInvoice]:
    return queries.of_seller(life.seller.seller_id, 100, None)[0]


def signed(issued: list[IssuedInvoice], name: str) -> int:
    """An amount over all of them: invoices less credit notes."""
    return sum(getattr(each, name) * (1 if each.kind == "INVOICE" else -1) for each in issued)


def test_nothing_is_invoiced_before_the_device_leaves(life: ShopLife) -> None:
    order = life.cell.paid_order(life.offer())
    assert of_order(order) == []
    life.ship(order)
    (invoice,) = of_order(order)
    amounts = order_queries.order(order.order_id).lines[0].amounts
    assert invoice.total_minor == amounts.price_minor + amounts.shipping_minor
    assert (invoice.kind, invoice.subject, invoice.number) == ("INVOICE", "SALE", "RB-2026-000001")
    assert invoice.issuer_id == life.seller.seller_id


def test_what_is_told_again_is_invoiced_once(life: ShopLife) -> None:
    order = life.sold_and_shipped()
    line = order.lines[0]
    fact = LineShipped(
        order_id=order.order_id, line_id="1", seller_id=line.seller_id, product_id=line.product_id, version=3
    )
    recorded = Recorded(fact_id="1", subject=order.order_id, name="LineShipped", body="{}")
    for _ in range(3):
        reactions.invoice_line(recorded, fact)
    assert len(of_order(order)) == 1


def test_invoices_and_credit_notes_are_what_the_ledger_took_and_gave_back(life: ShopLife) -> None:
    order = life.sold_and_shipped(price_minor=34_901)
    for minor in (1, 9_999, 3, 12_345):
        life.refund(order, minor)
    issued = of_order(order)
    assert [each.kind for each in issued] == ["INVOICE", *["CREDIT_NOTE"] * 4]
    booked = [each.postings for each in journals_of(order.order_id)]
    sellers = (seller_account(life.seller.seller_id), Account.COMMISSION, Account.COMMISSION_VAT)
    assert signed(issued, "total_minor") == -sum(each.get(name, 0) for each in booked for name in sellers)
    commissions = [(each, each.commission) for each in issued]
    net = sum((1 if each.kind == "INVOICE" else -1) * kept.minor for each, kept in commissions if kept)
    vat = sum((1 if each.kind == "INVOICE" else -1) * kept.vat_minor for each, kept in commissions if kept)
    assert net == -sum(each.get(Account.COMMISSION, 0) for each in booked)
    assert vat == -sum(each.get(Account.COMMISSION_VAT, 0) for each in booked)
    assert {each.corrects for each in issued[1:]} == {(issued[0].number,)}


def test_refunds_of_the_whole_credit_the_whole_with_its_vat(life: ShopLife) -> None:
    order = life.sold_and_shipped(price_minor=34_901, vat_scheme="REGULAR")
    paid_minor = order.lines[0].amounts.paid_minor
    for minor in (7, paid_minor // 3, paid_minor - paid_minor // 3 - 7):
        life.refund(order, minor)
    issued = of_order(order)
    assert issued[0].vat_minor > 0
    assert signed(issued, "total_minor") == 0
    assert signed(issued, "vat_minor") == 0


def test_a_refund_before_the_shipment_is_credited_after_it(life: ShopLife) -> None:
    order = life.cell.paid_order(life.offer())
    life.refund(order, 5_000)
    assert of_order(order) == []
    life.ship(order)
    assert [each.kind for each in of_order(order)] == ["INVOICE", "CREDIT_NOTE"]


def test_a_refund_that_fails_is_credited_once_and_not_again_when_it_is_paid(life: ShopLife) -> None:
    offer_id = life.offer()
    placed = life.cell.place(offer_id)
    life.cell.pay(placed, "pm_card_refundFail")
    life.cell.settle()
    order = order_queries.order(placed.order.order_id)
    life.ship(order)
    life.refund(order, 5_000)
    life.cell.clock.advance(minutes=5)
    life.cell.stripe.tick()
    life.cell.settle()
    assert [each.kind for each in of_order(order)] == ["INVOICE", "CREDIT_NOTE"]


def test_a_cancelled_line_is_never_invoiced(life: ShopLife) -> None:
    order = life.cell.paid_order(life.offer())
    cancel_line(order.order_id, "1", Cancellation(by="BUYER", reason="CHANGED_MIND"))
    life.cell.settle()
    assert of_order(order) == []


def test_numbers_run_without_a_gap_and_a_conflict_loses_none(life: ShopLife, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        life.sold_and_shipped()
    (third,) = [each for each in of_seller(life) if each.sequence == 3]
    commit = transactions.commit

    def overtaken(acts: list[transactions.Act]) -> None:
        """Another invoice of the seller takes the number between its reading and its writing."""
        monkeypatch.setattr(transactions, "commit", commit)
        commit(issue_acts(msgspec.structs.replace(third, invoice_id="inv_eu_other")))
        commit(acts)

    monkeypatch.setattr(transactions, "commit", overtaken)
    sale_invoices._issue(msgspec.structs.replace(third, invoice_id="inv_eu_late"))
    numbers = {each.invoice_id: each.number for each in of_seller(life)}
    assert sorted(numbers.values()) == [f"RB-2026-00000{number}" for number in range(1, 6)]
    assert numbers["inv_eu_late"] == "RB-2026-000005"


def test_each_year_of_an_issuer_begins_with_one(life: ShopLife) -> None:
    life.sold_and_shipped()
    other = ShopLife(life.cell, life.cell.a_seller(trade_name="Other"), keys=50, imeis=iter(IMEIS[2:]))
    other.sold_and_shipped()
    life.cell.clock.advance(days=45)
    life.sold_and_shipped()
    assert sorted(each.number for each in of_seller(life)) == ["RB-2026-000001", "RB-2027-000001"]
    assert [each.number for each in of_seller(other)] == ["RB-2026-000001"]
