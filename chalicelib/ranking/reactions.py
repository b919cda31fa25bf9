"""What the ranking does on facts: recompute the boxes they touch. Done again, it finds them right."""

from chalicelib.catalog import queries, quoting
from chalicelib.facts import (
    LineCancelled,
    OfferPublished,
    OfferWithdrawn,
    OrderPlaced,
    OrderReleased,
    OrderRevived,
    StandingChanged,
    StockChanged,
)
from chalicelib.kernel.facts import Recorded
from chalicelib.ranking.deciding import decide_product

OFFERS_PAGE = 50


def rerank_ordered(_: Recorded, body: OrderPlaced | OrderReleased | OrderRevived) -> None:
    """Units were promised or freed."""
    for product_id in sorted(set(body.product_ids)):
        decide_product(product_id)


def rerank_cancelled(_: Recorded, body: LineCancelled) -> None:
    """A unit was freed."""
    decide_product(body.product_id)


def rerank_offer(_: Recorded, body: OfferPublished | OfferWithdrawn | StockChanged) -> None:
    """An offer came, went, or has other terms or units."""
    decide_product(body.product_id, body.offer_id)


def rerank_category(_: Recorded, body: StandingChanged) -> None:
    """A seller's sales are expected to cost more or less in a category."""
    products: set[str] = set()
    position = None
    while True:
        offer_ids, position = queries.offer_ids_of_seller(body.seller_id, OFFERS_PAGE, position)
        products |= {
            offer.product_id for offer in quoting.terms_of(offer_ids).values() if offer.category == body.category
        }
        if position is None:
            break
    for product_id in sorted(products):
        decide_product(product_id)
