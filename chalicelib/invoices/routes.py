"""The URLs of invoices, for buyers and sellers."""

from functools import partial

from chalicelib.documents.download import Download
from chalicelib.invoices import answers, invoice_files, queries, views
from chalicelib.invoices.invoice_files import NoStructuredInvoice
from chalicelib.kernel.http.auth import ORDER_TOKEN, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Items, Page, PageRequest
from chalicelib.kernel.values.problems import InvalidCursor
from chalicelib.orders import order_access

routes = Routes(__name__)


@routes.get("/orders/{order_id}/invoices", ORDER_TOKEN)
def list_order_invoices(call: Call, order_id: str) -> Items[answers.ShownInvoice]:
    """The invoices and credit notes of an order, oldest first. A line is invoiced when it is shipped."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return Items(items=[views.invoice(each) for each in queries.of_order(order.order_id)])


@routes.get("/orders/{order_id}/invoices/{invoice_id}/pdf", ORDER_TOKEN)
def fetch_order_invoice(call: Call, order_id: str, invoice_id: str) -> Download:
    """A link to an invoice as a PDF, which contains the structured invoice where there is one."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return invoice_files.pdf(queries.one_of_order(order.order_id, invoice_id))


@routes.get("/orders/{order_id}/invoices/{invoice_id}/xml", ORDER_TOKEN, refuses=(NoStructuredInvoice,))
def fetch_order_invoice_xml(call: Call, order_id: str, invoice_id: str) -> Download:
    """A link to an invoice as XML (EN 16931, syntax CII)."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return invoice_files.xml(queries.one_of_order(order.order_id, invoice_id))


@routes.get("/seller/invoices", seller("balance:read"), refuses=(InvalidCursor,))
def list_seller_invoices(call: Call[None, PageRequest]) -> Page[answers.ShownInvoice]:
    """The invoices issued in the seller's name and those the seller received for commission, newest first."""
    return paged(call, partial(queries.of_seller, call.principal.id), views.invoice)


@routes.get("/seller/invoices/{invoice_id}/pdf", seller("balance:read"))
def fetch_seller_invoice(call: Call, invoice_id: str) -> Download:
    """A link to an invoice as a PDF, which contains the structured invoice where there is one."""
    return invoice_files.pdf(queries.one_of_seller(call.principal.id, invoice_id))


@routes.get("/seller/invoices/{invoice_id}/xml", seller("balance:read"), refuses=(NoStructuredInvoice,))
def fetch_seller_invoice_xml(call: Call, invoice_id: str) -> Download:
    """A link to an invoice as XML (EN 16931, syntax CII)."""
    return invoice_files.xml(queries.one_of_seller(call.principal.id, invoice_id))
