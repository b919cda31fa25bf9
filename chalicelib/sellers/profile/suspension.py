"""Suspension: stops a seller from selling, or ends that; offers follow by the recorded fact."""

import msgspec

from chalicelib.facts.sellers import SellerChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.sellers.models import SellerItem
from chalicelib.sellers.onboarding.admission import seller_item
from chalicelib.sellers.profile.seller import Seller, Status


def change_status(seller_id: str, status: Status) -> Seller:
    """Set a seller's status; idempotent. Raises: NotFound, WrongCell, Conflict for a concurrent change."""
    try:
        stored = SellerItem.get(ids.require_here("sel", seller_id), consistent_read=True)
    except SellerItem.DoesNotExist as absent:
        raise NotFound() from absent
    if stored.seller.status == status:
        return stored.seller
    changed = msgspec.structs.replace(stored.seller, status=status)
    version = int(stored.version)
    act = transactions.put(seller_item(changed, version + 1), SellerItem.version == version)
    transactions.commit([act, fact_store.record_act(SellerChanged(seller_id=seller_id))])
    return changed
