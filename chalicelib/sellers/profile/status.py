"""A seller's status as a condition in other rooms' transactions."""

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Problem
from chalicelib.sellers.models import SellerItem
from chalicelib.sellers.profile.seller import Status


class SellerSuspended(Problem):
    slug, status, title = "seller-suspended", 403, "A suspended seller cannot publish offers"


class StatusOvertaken(Exception):
    """The seller's status has changed since it was read."""


def require_active_act(seller_id: str) -> transactions.Act:
    """The condition that the seller may sell. Raises at commit: SellerSuspended."""
    return transactions.check(SellerItem(seller_id), SellerItem.status == "ACTIVE", lambda _: SellerSuspended())


def require_status_act(seller_id: str, status: Status) -> transactions.Act:
    """The condition that the seller still has this status. Raises at commit: StatusOvertaken."""
    return transactions.check(SellerItem(seller_id), SellerItem.status == status, lambda _: StatusOvertaken())
