"""Reading sellers."""

from collections.abc import Iterable

from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.sellers.models import SellerItem
from chalicelib.sellers.profile.seller import Seller


def seller(seller_id: str) -> Seller:
    """A seller, read consistently. Raises: NotFound, WrongCell for an id of the other cell."""
    try:
        return SellerItem.get(ids.require_here("sel", seller_id), consistent_read=True).seller
    except SellerItem.DoesNotExist as absent:
        raise NotFound() from absent


def sellers(seller_ids: Iterable[str]) -> dict[str, Seller]:
    """The sellers of these ids that exist, by id."""
    found = SellerItem.batch_get(sorted(set(seller_ids)))
    return {item.seller_id: item.seller for item in found}
