"""The search outbox: products whose index entry is stale, enqueued with the change and removed once indexed."""

from operator import attrgetter

import msgspec

from chalicelib.catalog import stored_items
from chalicelib.catalog.models import ChangedProductItem
from chalicelib.kernel.storage import transactions


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A changed product; `mark` is new with every change and sorts by time."""

    product_id: str
    mark: str


def enqueue_act(product_id: str) -> transactions.Act:
    """Enqueue a product, in the transaction that changes it or one of its boxes.

    There is one item per product however often it changes, so the outbox never has more items than the catalogue.
    """
    return transactions.put(stored_items.changed_product_item(product_id))


def pending(limit: int) -> list[Mark]:
    """Up to `limit` changed products, the oldest change first.

    Reads at most `limit` from each shard, consistently. A shard is ordered by product id and not by age, but indexed
    products leave it, so every product is reached.
    """
    found = [
        Mark(product_id=item.product_id, mark=item.mark)
        for shard in range(stored_items.CHANGED_PRODUCT_SHARDS)
        for item in ChangedProductItem.query(str(shard), limit=limit, consistent_read=True)
    ]
    return sorted(found, key=attrgetter("mark"))[:limit]


def acknowledge_act(mark: Mark) -> transactions.Act:
    """Remove a mark unless the product changed since it was read: then the newer mark stays."""
    item = ChangedProductItem(stored_items.changed_product_shard(mark.product_id), mark.product_id)
    return transactions.delete(item, ChangedProductItem.mark == mark.mark)
