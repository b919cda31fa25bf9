"""Deciding boxes: a product's boxes follow its offers, also with concurrent decisions."""

from collections.abc import Collection

from chalicelib.catalog import queries
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.boxes.box_store import BoxOvertaken, Change
from chalicelib.catalog.offers import terms_reader
from chalicelib.catalog.offers.offer import OfferTerms
from chalicelib.catalog.products.product import Product
from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Unavailable
from chalicelib.ranking.decision.candidates import Penalties, boxes_of
from chalicelib.sellers.quality import standing

ROUNDS_MAX = 6


def decide_product(product_id: str, *also_offer_ids: str) -> int:
    """Decide all boxes of a product; returns how many changed.

    `also_offer_ids` are offers known to be of this product that the index may not have yet.

    Raises: NotFound, Unavailable if other decisions keep coming first.
    """
    product, changed = queries.product(product_id), 0
    for _ in range(ROUNDS_MAX):
        changes = _changes(product, also_offer_ids)
        if not changes:
            return changed
        # After a write, check again: another process that read newer offers may have found its decision already
        # stored, written nothing, and been overwritten by this one. Only a check without changes ends the loop.
        changed += _written(product_id, changes)
    raise Unavailable()


def offers_of(product_id: str, also_offer_ids: Collection[str] = ()) -> Collection[OfferTerms]:
    """The current offers of a product."""
    offer_ids = {*queries.offer_ids_of_product(product_id), *also_offer_ids}
    return [offer for offer in terms_reader.terms_of(offer_ids).values() if offer.product_id == product_id]


def penalties_of(offers: Collection[OfferTerms]) -> Penalties:
    """The expected cost of problems per sale of each offer's seller in the offer's category."""
    return standing.penalties((offer.seller_id, offer.category) for offer in offers)


def _changes(product: Product, also_offer_ids: Collection[str]) -> list[Change]:
    # Boxes are read before offers: the write fails if the box changed since, so no decision is made from offers
    # older than the box it replaces.
    before = box_store.stored(product.product_id)
    offers = offers_of(product.product_id, also_offer_ids)
    holders = {place: stored.box.offer_id for place, stored in before.items()}
    decided = boxes_of(product, offers, penalties_of(offers), holders=holders, on=clock.timestamp())
    return box_store.differences(before, decided)


def _written(product_id: str, changes: list[Change]) -> int:
    """The number of changed boxes: all, or 0 if one of them was decided by another process since."""
    passed = [fact_store.record_act(_passed(product_id, change)) for change in changes if change.is_passed]
    try:
        transactions.commit([*box_store.store_acts(product_id, changes), *passed])
    except BoxOvertaken:
        return 0
    return len(changes)


def _passed(product_id: str, change: Change) -> BuyBoxChanged:
    lost, won = change.before.box if change.before else None, change.after
    market, grade = change.place.split("#")
    return BuyBoxChanged(
        product_id=product_id,
        market=market,
        grade=grade,
        won_offer_id=won.offer_id if won else None,
        won_seller_id=won.seller_id if won else None,
        lost_offer_id=lost.offer_id if lost else None,
        lost_seller_id=lost.seller_id if lost else None,
    )
