"""The invoices and credit notes of an order: listed on its page, each with a link to its PDF."""

from collections.abc import Collection

from chalicelib.invoices import invoice_files, queries, views
from chalicelib.invoices.answers import ShownInvoice
from chalicelib.kernel.http.answer import Answer
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order
from chalicelib.storefront.visitor import Visitor
from chalicelib.web.rendering import to_file

_SHIPPED = frozenset({LineState.SHIPPED, LineState.DELIVERED})


def of_order(order: Order, states: Collection[LineState]) -> list[ShownInvoice]:
    """The invoices of an order, oldest first; nothing is read before the first line is shipped."""
    if not _SHIPPED.intersection(states):
        return []
    return [views.invoice(each) for each in queries.of_order(order.order_id)]


def download(visitor: Visitor, order: Order, invoice_id: str) -> Answer:
    """An invoice as a PDF. Raises: NotFound, WrongCell, Unavailable."""
    return to_file(visitor, invoice_files.pdf(queries.one_of_order(order.order_id, invoice_id)).url)
