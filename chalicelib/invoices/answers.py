"""The response bodies of invoices."""

from typing import TypedDict

from chalicelib.documents.invoice import InvoiceKind
from chalicelib.invoices.issued_invoice import InvoiceSubject
from chalicelib.kernel.values.money import Money


class InvoicedVat(TypedDict):
    """The lines of one VAT category (EN 16931: S, E, AE or O) and rate together."""

    category: str
    rate_bp: int
    net: Money
    vat: Money


class ShownInvoice(TypedDict):
    """An invoice or credit note; the amounts of a credit note are what is credited.

    `subject` is SALE for the seller's invoice to the buyer, COMMISSION for the platform's to the seller. `order_id` and
    `line_id` are null for a commission, `month` (YYYY-MM) for a sale. `corrects` are the numbers of the invoices that a
    credit note is about.
    """

    invoice_id: str
    kind: InvoiceKind
    subject: InvoiceSubject
    number: str
    issued_at: str
    supplied_on: str
    seller_id: str
    order_id: str | None
    line_id: str | None
    month: str | None
    total: Money
    vat: list[InvoicedVat]
    sales_tax: Money
    corrects: list[str]
