"""Documents of sellers: their invoices, and the files of invoices and statements."""

from functools import partial
from typing import Literal

from chalicelib.invoices import invoice_files, queries, views
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.payments.payouts import printed_statement, statements
from chalicelib.seller_console.pages import page
from chalicelib.web.console import ConsoleReader
from chalicelib.web.rendering import to_file


def list_invoices(call: Call[None, PageRequest], seller: ConsoleReader) -> Answer:
    """A page of the invoices in the seller's name and those for commission, newest first. Raises: InvalidCursor."""
    listed = paged(call, partial(queries.of_seller, seller.principal.id), views.invoice)
    return page(seller, "invoices.html", invoices=listed["items"], next_cursor=listed["next_cursor"])


def fetch_invoice(seller: ConsoleReader, invoice_id: str, kind: Literal["pdf", "xml"]) -> Answer:
    """An invoice as a file. Raises: NotFound, WrongCell, NoStructuredInvoice, Unavailable."""
    issued = queries.one_of_seller(seller.principal.id, invoice_id)
    made = invoice_files.pdf(issued) if kind == "pdf" else invoice_files.xml(issued)
    return to_file(seller, made.url)


def fetch_statement(seller: ConsoleReader, month: str, kind: Literal["pdf", "csv"]) -> Answer:
    """A month's statement as a file, the PDF in the language of the pages. Raises: NotFound, Unavailable."""
    found = statements.statement(seller.principal.id, month)
    if kind == "csv":
        return to_file(seller, statements.csv(found).url)
    return to_file(seller, printed_statement.pdf(seller.principal.id, found, seller.language).url)
