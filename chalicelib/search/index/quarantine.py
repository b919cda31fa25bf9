"""Quarantine: a product that fails to index is logged and retried last."""

from chalicelib.catalog import search_outbox
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions


def quarantine(product_id: str, error: Exception) -> None:
    """Log the failure and mark the product again: the indexer retries it each minute, after all others."""
    log.failure("product-not-indexed", error, product_id=product_id)
    transactions.write(search_outbox.enqueue_act(product_id))
