"""Numbers without gaps: an invoice takes the next number of its issuer's year in the transaction that stores it.

Whoever wants the same number at the same moment is refused by the counter's condition, reads it again and takes the
next one. A number that was not committed was never taken (Directive 2006/112/EC art. 226(2): sequential, unique).
"""

import msgspec

from chalicelib.invoices.issued_invoice import PLATFORM, IssuedInvoice
from chalicelib.invoices.models import InvoiceItem, InvoiceSeriesItem
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act


class AlreadyIssued(Exception):
    """The invoice of this cause exists."""


def issue_acts(draft: IssuedInvoice) -> tuple[Act, ...]:
    """The acts that give a draft its number and store it: the invoice (refusal AlreadyIssued), then the counter.

    Refusal Conflict when another invoice took the number meanwhile: read again, commit again.
    """
    year = draft.issued_at[:4]
    series = f"{draft.issuer_id}#{year}"
    last = _last_of(series)
    prefix = "RC" if draft.issuer_id == PLATFORM else "RB"
    numbered = msgspec.structs.replace(
        draft, series=series, sequence=last + 1, number=f"{prefix}-{year}-{last + 1:06d}"
    )
    item = InvoiceItem(
        numbered.invoice_id,
        seller_id=numbered.seller_id,
        order_id=numbered.order_id,
        issued_key=f"{numbered.issued_at}#{numbered.invoice_id}",
        invoice=numbered,
        credited_minor=0,
    )
    unchanged = InvoiceSeriesItem.last == last if last else InvoiceSeriesItem.absent()
    counted = transactions.update(InvoiceSeriesItem(series), InvoiceSeriesItem.last.set(last + 1), condition=unchanged)
    return transactions.put_new(item, lambda _: AlreadyIssued()), counted


def _last_of(series: str) -> int:
    try:
        return int(InvoiceSeriesItem.get(series, consistent_read=True).last)
    except InvoiceSeriesItem.DoesNotExist:
        return 0
