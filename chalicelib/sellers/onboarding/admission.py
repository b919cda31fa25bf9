"""Admission: a trader becomes a seller; rooms that copy sellers learn it from the recorded fact."""

from chalicelib.facts.sellers import SellerChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Conflict
from chalicelib.markets.taxes import commission_vat
from chalicelib.sellers.models import SellerItem
from chalicelib.sellers.profile.seller import Seller, Trader


def admit_seller(trader: Trader, *, seller_id: str | None = None) -> Seller:
    """A new seller, active at once, with a new id unless one is given.

    Raises: Conflict for an id that exists; SellerOutsideRegion for a trader established outside the cell's region,
    whose sales would be taxed by rules that this platform does not implement.
    """
    now = clock.timestamp()
    commission_vat(settings.cell, trader.country, vat_number_checked=False, on=now)
    seller = Seller(
        seller_id=seller_id or ids.new_id("sel"),
        status="ACTIVE",
        trader=trader,
        admitted_at=now,
    )
    admitted = transactions.put_new(seller_item(seller), lambda _: Conflict("A seller with this id exists"))
    transactions.commit([admitted, fact_store.record_act(SellerChanged(seller_id=seller.seller_id))])
    return seller


def seller_item(seller: Seller, version: int = 1) -> SellerItem:
    """A seller as stored."""
    return SellerItem(seller.seller_id, version=version, status=seller.status, seller=seller)
