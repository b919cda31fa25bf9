"""Documents as files: the values of a certificate, a statement or an invoice in, the bytes of a PDF out."""

from chalicelib.documents.certificate import Certificate, certificate_document
from chalicelib.documents.invoice import Invoice
from chalicelib.documents.invoice_pages import invoice_document
from chalicelib.documents.pdf_pages import pdf
from chalicelib.documents.statement import Statement, statement_document
from chalicelib.documents.structured_invoice import invoice_xml


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate as a PDF."""
    return pdf(certificate_document(certificate))


def statement_pdf(statement: Statement) -> bytes:
    """The statement as a PDF. Raises: UnbalancedStatement."""
    return pdf(statement_document(statement))


def invoice_pdf(invoice: Invoice) -> bytes:
    """The invoice as a PDF, which carries its XML where EN 16931 can express it."""
    return pdf(invoice_document(invoice), invoice_xml(invoice) if invoice.is_structured else None)
