"""The platform's invoices to sellers: the commission on what they shipped in a month, and what refunds gave back of it.

The first invoice of a seller's month schedules its end. The sums are those of the month's sale invoices and credit
notes, which are those of the ledger; an invoice per payout would name sales of several months and rates.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from chalicelib.documents.invoice import InvoiceKind
from chalicelib.documents.wording import wording_in
from chalicelib.invoices import queries
from chalicelib.invoices.invoice_lines import commission_lines
from chalicelib.invoices.invoice_numbers import AlreadyIssued, issue_acts
from chalicelib.invoices.issued_invoice import PLATFORM, IssuedInvoice
from chalicelib.kernel import deadlines
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values import ids
from chalicelib.sellers.profile.correspondence import language_of

MONTH = Kind("invoices.month")
# After the end of the month, so that what was issued in its last second is stored and in the index.
_AFTER_MONTH = timedelta(hours=2)


def schedule_act(seller_id: str, issued_at: str, currency: str) -> Act:
    """The act that schedules the commission invoice of the month in which an invoice was issued; the same each time."""
    month = issued_at[:7]
    ends = clock.parse(f"{month}-01T00:00:00.000Z") + relativedelta(months=1) + _AFTER_MONTH
    return deadlines.schedule_act(
        Deadline(
            kind=MONTH,
            subject=f"{seller_id}#{month}#{currency}",
            due_at=clock.stamp(ends),
            payload={"seller_id": seller_id, "month": month, "currency": currency},
        )
    )


def issue_month(deadline: Deadline) -> None:
    """Issue a seller's commission invoice of a month, and the credit note for what refunds gave back. Idempotent."""
    seller_id, month, currency = (deadline.payload[name] for name in ("seller_id", "month", "currency"))
    issued = [each for each in queries.of_month(seller_id, month) if each.commission and each.currency == currency]
    for kind in ("INVOICE", "CREDIT_NOTE"):
        of_kind = [each for each in issued if each.kind == kind]
        if of_kind:
            _issue(kind, month, of_kind)


def commission_id(seller_id: str, month: str, currency: str, kind: InvoiceKind) -> str:
    """The id of the commission invoice or credit note of a seller's month."""
    return ids.derived_id(queries.INVOICE, seller_id, month, currency, kind)


def _issue(kind: InvoiceKind, month: str, of_kind: list[IssuedInvoice]) -> None:
    latest = of_kind[-1]
    language = language_of(latest.seller.country)
    _ = wording_in(language).text
    told = _("Commission of {month}", month=month)
    if kind == "CREDIT_NOTE":
        told = _("Commission given back for refunds of {month}", month=month)
    lines = commission_lines([each.commission for each in of_kind if each.commission], told)
    invoice_id = commission_id(latest.seller_id, month, latest.currency, kind)
    if not lines or queries.find(invoice_id) is not None:
        return
    last_day = clock.parse(f"{month}-01T00:00:00.000Z") + relativedelta(months=1, days=-1)

    def attempt() -> None:
        draft = IssuedInvoice(
            invoice_id=invoice_id,
            kind=kind,
            subject="COMMISSION",
            issuer_id=PLATFORM,
            seller_id=latest.seller_id,
            seller=latest.seller,
            issued_at=clock.timestamp(),
            supplied_on=clock.stamp(last_day)[:10],
            language=language,
            currency=latest.currency,
            lines=lines,
            corrects=_corrected(of_kind) if kind == "CREDIT_NOTE" else (),
            month=month,
        )
        transactions.commit(issue_acts(draft))

    try:
        transactions.retry_on_conflict(attempt)
    except AlreadyIssued:
        return


def _corrected(credits: list[IssuedInvoice]) -> tuple[str, ...]:
    """The numbers of the commission invoices of the months in which the refunded sales were invoiced."""
    sales = [
        queries.find(ids.derived_id(queries.INVOICE, each.order_id or "", each.line_id or "", "sale"))
        for each in credits
    ]
    billed = {
        commission_id(sale.seller_id, sale.issued_at[:7], sale.currency, "INVOICE")
        for sale in sales
        if sale is not None
    }
    found = [queries.find(each) for each in sorted(billed)]
    return tuple(sorted(each.number for each in found if each is not None))
