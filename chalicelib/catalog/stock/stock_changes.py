"""Changes of stock: units that arrived or left unsold."""

import msgspec

from chalicelib.catalog import queries
from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.offers import StockChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions


class StockCounted(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was made. It has no resulting total, because sales continue meanwhile."""

    offer_id: str
    sku: str
    delta: int
    changed_at: str


class _CountedBefore(Exception):
    """This request was already carried out."""


def change_stock(seller_id: str, sku: str, delta: int, request: Request) -> tuple[StockCounted, bool]:
    """Add `delta` units, or remove them if negative; returns the change and whether an earlier call made it.

    Raises: NotFound, IdempotencyKeyReused, UnitsPromised if fewer units are available than are to be removed.
    """
    publication = queries.own_offer(seller_id, sku).publication
    (changed_at,) = idempotency.decide(request, (clock.timestamp(),))
    counted = StockCounted(offer_id=publication.offer_id, sku=publication.sku, delta=delta, changed_at=changed_at)
    # Applying a difference twice would add units that do not exist, so the mark commits with it.
    mark = transactions.put_new(key_value.item(f"done#{request.item_key}"), lambda _: _CountedBefore())
    changed = StockChanged(offer_id=publication.offer_id, product_id=publication.product_id)
    try:
        transactions.commit([mark, stock_acts.add_units(publication.offer_id, delta), fact_store.record_act(changed)])
    except _CountedBefore:
        return counted, True
    return counted, False
