"""Changes: which products look otherwise than the search index says; marked with the change, forgotten once indexed."""

from operator import attrgetter

import msgspec

from chalicelib.catalog import stored_items
from chalicelib.catalog.models import ChangedProductItem
from chalicelib.kernel.storage import transactions


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A product that changed; `mark` is another one with every change and sorts by time."""

    product_id: str
    mark: str


def enqueue_act(product_id: str) -> transactions.Act:
    """Say that a product or one of its boxes changed, in the transaction that changes it.

    One item per product, however often it changes, so that what is left to do never outgrows the catalogue.
    """
    return transactions.put(stored_items.changed_product_item(product_id))


def pending(limit: int) -> list[Mark]:
    """Up to `limit` changed products, the longest waiting first.

    Read consistently, `limit` at most from each shard. A shard lists its products by id and not by age, but each
    look takes from its front and what is indexed leaves, so that nobody waits behind the same products for ever.
    """
    found = [
        Mark(product_id=item.product_id, mark=item.mark)
        for shard in range(stored_items.CHANGED_PRODUCT_SHARDS)
        for item in ChangedProductItem.query(str(shard), limit=limit, consistent_read=True)
    ]
    return sorted(found, key=attrgetter("mark"))[:limit]


def acknowledge_act(mark: Mark) -> transactions.Act:
    """The act that takes a mark away unless the product has changed since it was read: then the newer mark stays."""
    item = ChangedProductItem(stored_items.changed_product_shard(mark.product_id), mark.product_id)
    return transactions.delete(item, ChangedProductItem.mark == mark.mark)
