"""Sellers' invoices to buyers: one per shipped line, and a credit note for each refund of it.

Both are issued by reactions, in transactions of their own. A refund may be booked before its line is shipped: the
credit note then follows the invoice. So every reaction brings the whole line up to date, in the order of what happened.
"""

from collections.abc import Iterator

import msgspec

from chalicelib.documents.party import Party
from chalicelib.documents.wording import wording_in
from chalicelib.facts.orders import LineRefunded, RefundFailed
from chalicelib.invoices import commission_invoices, queries
from chalicelib.invoices.invoice_lines import credited_line, sale_lines
from chalicelib.invoices.invoice_numbers import AlreadyIssued, issue_acts
from chalicelib.invoices.issued_invoice import Commission, IssuedInvoice
from chalicelib.invoices.models import InvoiceItem
from chalicelib.kernel.fact_store import story_of
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.markets import taxes
from chalicelib.markets.taxes import CommissionVatRule
from chalicelib.orders import queries as order_queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.ledger.journals import journals_of
from chalicelib.sellers import queries as seller_queries
from chalicelib.sellers.profile.correspondence import party_of
from chalicelib.sellers.profile.seller import Seller

_SHIPPED = {LineState.SHIPPED, LineState.DELIVERED}
_OF_COMMISSION = (Account.COMMISSION, Account.COMMISSION_VAT)
_REFUNDING = {LineRefunded.__name__: LineRefunded, RefundFailed.__name__: RefundFailed}


class _TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What a refund's journal takes back of its line's sale, in minor units."""

    goods_minor: int
    tax_minor: int
    commission_minor: int
    commission_vat_minor: int


def issue_missing(order_id: str, line_id: str) -> None:
    """Issue what a line lacks: its invoice once it is shipped, then a credit note per booked refund. Idempotent.

    Raises: Conflict, when other invoices of the seller kept coming first.
    """
    order = order_queries.order(order_id)
    line = order_queries.line(order, line_id)
    step = order_queries.seller_order_line(order_queries.seller_order(order, line.seller_id), line_id)
    if step.state not in _SHIPPED or step.shipped_at is None:
        # Nothing was supplied. Whatever was refunded by now is found when the line is shipped.
        return
    seller = seller_queries.seller(line.seller_id)
    sale = _sale(order, line, seller, shipped_at=step.shipped_at)
    _issue(sale)
    for journal_id in _refund_journals(order_id, line_id):
        _credit(sale, seller, journal_id)


def _issue(draft: IssuedInvoice) -> None:
    def attempt() -> None:
        due = commission_invoices.schedule_act(draft.seller_id, draft.issued_at, draft.currency)
        transactions.commit([*issue_acts(draft), due])

    if queries.find(draft.invoice_id) is None:
        try:
            transactions.retry_on_conflict(attempt)
        except AlreadyIssued:
            return


def _sale(order: Order, line: Line, seller: Seller, *, shipped_at: str) -> IssuedInvoice:
    on = order.created_at[:10]
    _ = wording_in(order.language).text
    return IssuedInvoice(
        invoice_id=ids.derived_id(queries.INVOICE, order.order_id, line.line_id, "sale"),
        kind="INVOICE",
        subject="SALE",
        issuer_id=line.seller_id,
        seller_id=line.seller_id,
        seller=party_of(seller),
        issued_at=clock.timestamp(),
        supplied_on=shipped_at[:10],
        language=order.language,
        currency=order.currency,
        lines=sale_lines(line, _("Delivery")),
        sales_tax_minor=line.amounts.tax_minor,
        commission=Commission(
            minor=line.amounts.commission_minor,
            vat_minor=line.amounts.commission_vat_minor,
            rule=line.commission_vat_rule,
            vat_rate_bp=_commission_rate_bp(line, seller, on),
        ),
        market=order.market,
        order_id=order.order_id,
        line_id=line.line_id,
        person_id=order.person_id,
    )


def _refund_journals(order_id: str, line_id: str) -> Iterator[str]:
    """The journals of a line's refunds, in the order in which they were booked, each once."""
    seen = set()
    for recorded in story_of(order_id, _REFUNDING):
        fact = msgspec.json.decode(recorded.body, type=_REFUNDING[recorded.name])
        if fact.line_id == line_id and fact.journal_id is not None and fact.journal_id not in seen:
            seen.add(fact.journal_id)
            yield fact.journal_id


def _commission_rate_bp(line: Line, seller: Seller, on: str) -> int:
    """The rate of the VAT that was frozen: the platform's, which a seller without a checked number is charged too."""
    if line.commission_vat_rule != CommissionVatRule.DOMESTIC:
        return 0
    return taxes.commission_vat(settings.cell, seller.trader.country, vat_number_checked=False, on=on).rate_bp


def _credit(sale: IssuedInvoice, seller: Seller, journal_id: str) -> None:
    """Issue the credit note of a refund, unless it exists or the journal takes nothing back of the sale.

    A refund that failed is booked as owed first and paid later: the second journal touches no account of the sale.
    """
    order_id, line_id = sale.order_id or "", sale.line_id or ""
    credit_id = ids.derived_id(queries.INVOICE, order_id, line_id, journal_id)
    booked = next(each.postings for each in journals_of(order_id) if each.journal_id == journal_id)
    taken = _TakenBack(
        goods_minor=sum(booked.get(each, 0) for each in (seller_account(sale.seller_id), *_OF_COMMISSION)),
        tax_minor=booked.get(Account.FACILITATOR_TAX, 0),
        commission_minor=booked.get(Account.COMMISSION, 0),
        commission_vat_minor=booked.get(Account.COMMISSION_VAT, 0),
    )
    if taken.goods_minor + taken.tax_minor <= 0 or queries.find(credit_id) is not None:
        return
    try:
        transactions.retry_on_conflict(lambda: _commit_credit(credit_id, sale.invoice_id, party_of(seller), taken))
    except AlreadyIssued:
        return


def _commit_credit(credit_id: str, sale_id: str, seller: Party, taken: _TakenBack) -> None:
    """The credit note and what of the sale is credited now, in one transaction. Raises: AlreadyIssued, Conflict."""
    sale, before_minor = queries.with_credited(sale_id)
    _ = wording_in(sale.language).text
    told = _("Refund: {title}", title=sale.lines[0].description)
    line = credited_line(sale, told, before_minor=before_minor, credited_minor=taken.goods_minor)
    credit = msgspec.structs.replace(
        sale,
        invoice_id=credit_id,
        kind="CREDIT_NOTE",
        seller=seller,
        issued_at=clock.timestamp(),
        lines=(line,),
        sales_tax_minor=taken.tax_minor,
        commission=_given_back(sale, taken),
        corrects=(sale.number,),
    )
    counted = transactions.update(
        InvoiceItem(sale_id),
        InvoiceItem.credited_minor.set(before_minor + taken.goods_minor),
        condition=InvoiceItem.credited_minor == before_minor,
    )
    due = commission_invoices.schedule_act(credit.seller_id, credit.issued_at, credit.currency)
    transactions.commit([*issue_acts(credit), counted, due])


def _given_back(sale: IssuedInvoice, taken: _TakenBack) -> Commission | None:
    if sale.commission is None:
        return None
    return msgspec.structs.replace(sale.commission, minor=taken.commission_minor, vat_minor=taken.commission_vat_minor)
