"""Changes of a seller's account at Stripe, as acts for the room that asks Stripe for it."""

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound
from chalicelib.sellers.models import SellerItem
from chalicelib.sellers.onboarding.admission import seller_item
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.stripe_account import StripeAccount


class VersionedSeller(msgspec.Struct, frozen=True, kw_only=True):
    """A seller as read, with the version that a change of it requires."""

    seller: Seller
    version: int


def read_seller(seller_id: str) -> VersionedSeller:
    """A seller and its version, read consistently. Raises: NotFound, WrongCell."""
    try:
        item = SellerItem.get(ids.require_here("sel", seller_id), consistent_read=True)
    except SellerItem.DoesNotExist as absent:
        raise NotFound() from absent
    return VersionedSeller(seller=item.seller, version=int(item.version))


def store_account_act(read: VersionedSeller, account: StripeAccount) -> transactions.Act:
    """The act that stores what a seller's account has become. Conflict if the seller changed since it was read.

    Offers copy nothing of it, so no SellerChanged is recorded.
    """
    changed = msgspec.structs.replace(read.seller, stripe_account=account)
    return transactions.put(seller_item(changed, read.version + 1), SellerItem.version == read.version)
