"""Setting aside: a product that no document can be made of is told, and looked at again behind all others."""

from chalicelib.catalog import search_outbox
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions


def quarantine(product_id: str, error: Exception) -> None:
    """Log what broke, and mark the product anew: the indexer tries it each minute, once, after those that waited."""
    log.failure("product-not-indexed", error, product_id=product_id)
    transactions.write(search_outbox.enqueue_act(product_id))
