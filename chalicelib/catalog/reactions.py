"""Reactions of the catalogue: copies of a changed seller, and offers that sold out."""

from chalicelib.catalog.offers import seller_snapshot_sync
from chalicelib.catalog.stock import sold_out
from chalicelib.facts.offers import OfferPublished, StockChanged
from chalicelib.facts.orders import OrderPlaced, OrderRevived
from chalicelib.facts.sellers import SellerChanged
from chalicelib.kernel.fact_store import Recorded


def copy_changed_seller(_: Recorded, body: SellerChanged) -> None:
    """Update the seller's offers. Idempotent."""
    seller_snapshot_sync.copy_seller(body.seller_id)


def watch_units(_: Recorded, body: OrderPlaced | OrderRevived | OfferPublished | StockChanged) -> None:
    """Record OfferSoldOut for the offers without units. Idempotent."""
    offer_ids = body.offer_ids if isinstance(body, OrderPlaced | OrderRevived) else (body.offer_id,)
    for offer_id in offer_ids:
        sold_out.announce_if_sold_out(offer_id)
