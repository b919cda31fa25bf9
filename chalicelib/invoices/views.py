"""Invoices as clients see them."""

from chalicelib.documents.invoice import vat_totals
from chalicelib.invoices.answers import InvoicedVat, ShownInvoice
from chalicelib.invoices.issued_invoice import IssuedInvoice
from chalicelib.kernel.values.money import Money


def invoice(issued: IssuedInvoice) -> ShownInvoice:
    vat: list[InvoicedVat] = [
        {
            "category": each.vat_category.value,
            "rate_bp": each.vat_rate_bp,
            "net": Money(each.net_minor, issued.currency),
            "vat": Money(each.vat_minor, issued.currency),
        }
        for each in vat_totals(issued.lines)
    ]
    return {
        "invoice_id": issued.invoice_id,
        "kind": issued.kind,
        "subject": issued.subject,
        "number": issued.number,
        "issued_at": issued.issued_at,
        "supplied_on": issued.supplied_on,
        "seller_id": issued.seller_id,
        "order_id": issued.order_id,
        "line_id": issued.line_id,
        "month": issued.month,
        "total": Money(issued.total_minor, issued.currency),
        "vat": vat,
        "sales_tax": Money(issued.sales_tax_minor, issued.currency),
        "corrects": list(issued.corrects),
    }
