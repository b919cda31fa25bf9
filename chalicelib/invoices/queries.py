"""Reading invoices: one by its id, those of an order, and those of a seller in pages or by month."""

from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.invoices.issued_invoice import IssuedInvoice
from chalicelib.invoices.models import InvoiceItem
from chalicelib.kernel.storage import tables
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound

INVOICE = "inv"
Position = dict[str, Any]


def find(invoice_id: str) -> IssuedInvoice | None:
    """An invoice, read consistently."""
    try:
        return InvoiceItem.get(invoice_id, consistent_read=True).invoice
    except InvoiceItem.DoesNotExist:
        return None


def with_credited(invoice_id: str) -> tuple[IssuedInvoice, int]:
    """An invoice that exists, and what credit notes gave back of it so far (minor units), read consistently."""
    item = InvoiceItem.get(invoice_id, consistent_read=True)
    return item.invoice, int(item.credited_minor)


def of_order(order_id: str) -> list[IssuedInvoice]:
    """The invoices of an order, oldest first: at most one and its credit notes for each line."""
    return _read([item.invoice_id for item in InvoiceItem.of_order.query(order_id)])


def one_of_order(order_id: str, invoice_id: str) -> IssuedInvoice:
    """An invoice of an order. Raises: NotFound, alike for an absent and a foreign one; WrongCell."""
    found = find(ids.require_here(INVOICE, invoice_id))
    if found is None or found.order_id != order_id:
        raise NotFound()
    return found


def one_of_seller(seller_id: str, invoice_id: str) -> IssuedInvoice:
    """An invoice that a seller issued or received. Raises: NotFound, WrongCell."""
    found = find(ids.require_here(INVOICE, invoice_id))
    if found is None or found.seller_id != seller_id:
        raise NotFound()
    return found


def of_seller(seller_id: str, limit: int, start: Position | None) -> tuple[list[IssuedInvoice], Position | None]:
    """A page of the invoices a seller issued or received, newest first, and where the next one begins."""
    page = InvoiceItem.of_seller.query(seller_id, scan_index_forward=False, limit=limit, last_evaluated_key=start)
    found = _read([item.invoice_id for item in page])
    return found, page.last_evaluated_key


def of_month(seller_id: str, month: str) -> Iterator[IssuedInvoice]:
    """A seller's invoices issued in a month (YYYY-MM, UTC), oldest first."""
    known = InvoiceItem.of_seller.query(seller_id, InvoiceItem.issued_key.startswith(month))
    for batch in tables.batches([item.invoice_id for item in known], tables.BATCH_KEYS_MAX):
        yield from _read(batch)


def _read(invoice_ids: Iterable[str]) -> list[IssuedInvoice]:
    wanted = list(invoice_ids)
    found = {item.invoice_id: item.invoice for item in InvoiceItem.batch_get(wanted, consistent_read=True)}
    return [found[each] for each in wanted if each in found]
