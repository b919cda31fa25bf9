"""Invoices as files: rendered when they are asked for, because the buyer's address is kept in the vault alone."""

from chalicelib.documents import downloads
from chalicelib.documents.download import Download
from chalicelib.documents.rendered_documents import invoice_pdf
from chalicelib.documents.structured_invoice import invoice_xml
from chalicelib.invoices.issued_invoice import IssuedInvoice
from chalicelib.invoices.printed_invoice import printed
from chalicelib.kernel.values.problems import Problem


class NoStructuredInvoice(Problem):
    """EN 16931 is of the European Union."""

    slug, status, title = "no-structured-invoice", 409, "An invoice outside the European Union has no XML"


def pdf(issued: IssuedInvoice) -> Download:
    """A link to the PDF. Raises: Unavailable."""
    return downloads.offer(invoice_pdf(printed(issued)), downloads.PDF, f"{issued.number}.pdf")


def xml(issued: IssuedInvoice) -> Download:
    """A link to the XML. Raises: NoStructuredInvoice, Unavailable."""
    invoice = printed(issued)
    if not invoice.is_structured:
        raise NoStructuredInvoice()
    return downloads.offer(invoice_xml(invoice), downloads.XML, f"{issued.number}.xml")
