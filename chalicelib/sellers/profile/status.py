"""A seller's status as a condition of what others write."""

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Problem
from chalicelib.sellers.models import SellerItem
from chalicelib.sellers.profile.seller import Status


class SellerSuspended(Problem):
    slug, status, title = "seller-suspended", 403, "A suspended seller publishes nothing"


class StatusOvertaken(Exception):
    """The seller's status is no longer the one that was read."""


def require_active_act(seller_id: str) -> transactions.Act:
    """Commit only while the seller may sell: SellerSuspended."""
    return transactions.check(SellerItem(seller_id), SellerItem.status == "ACTIVE", lambda _: SellerSuspended())


def require_status_act(seller_id: str, status: Status) -> transactions.Act:
    """Commit only while the seller has the status that was read: StatusOvertaken."""
    return transactions.check(SellerItem(seller_id), SellerItem.status == status, lambda _: StatusOvertaken())
