"""Reactions of invoices to facts: a shipped line is invoiced and a refund credited, once however often it is told."""

from chalicelib.facts.orders import LineRefunded, LineShipped, RefundFailed
from chalicelib.invoices import sale_invoices
from chalicelib.kernel.fact_store import Recorded


def invoice_line(_: Recorded, shipped: LineShipped) -> None:
    """Issue the seller's invoice to the buyer, and credit notes for what was refunded before."""
    sale_invoices.issue_missing(shipped.order_id, shipped.line_id)


def credit_refund(_: Recorded, refunded: LineRefunded) -> None:
    """Issue a credit note, if the line was invoiced."""
    sale_invoices.issue_missing(refunded.order_id, refunded.line_id)


def credit_failed_refund(_: Recorded, failed: RefundFailed) -> None:
    """The same for a refund that is owed: the sale is undone, whether or not the buyer has the money yet."""
    if failed.line_id is not None:
        sale_invoices.issue_missing(failed.order_id, failed.line_id)
