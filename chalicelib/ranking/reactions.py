"""Reactions of the ranking: boxes affected by a fact are decided again. Idempotent."""

from collections.abc import Collection, Iterator

from chalicelib.catalog import queries
from chalicelib.catalog.offers import terms_reader
from chalicelib.facts.offers import OfferPublished, OfferWithdrawn, StockChanged
from chalicelib.facts.orders import LineCancelled, OrderPlaced, OrderReleased, OrderRevived
from chalicelib.facts.sellers import StandingChanged
from chalicelib.kernel.fact_store import Recorded
from chalicelib.ranking.decision.box_decision import decide_product
from chalicelib.ranking.nightly import reranking

OFFERS_PAGE = 50

# A product, and an offer of it that the index may not have yet.
Touched = Iterator[tuple[str, str | None]]


def rerank(product_id: str, offer_ids: Collection[str]) -> None:
    """Decide an affected product once, however many facts affect it."""
    decide_product(product_id, *sorted(offer_ids))


def touched_by_order(body: OrderPlaced | OrderReleased | OrderRevived) -> Touched:
    """The products of an order whose units were reserved or released."""
    for product_id in body.product_ids:
        yield product_id, None


def touched_by_line(body: LineCancelled) -> Touched:
    """The product of a line whose unit was released."""
    yield body.product_id, None


def touched_by_offer(body: OfferPublished | OfferWithdrawn | StockChanged) -> Touched:
    """The product of an offer that is new, withdrawn, or has other terms or units."""
    yield body.product_id, body.offer_id


def rerank_category(_: Recorded, body: StandingChanged) -> None:
    """Decide the products of a seller in a category after its expected cost of problems changed."""
    products: set[str] = set()
    position = None
    while True:
        offer_ids, position = queries.offer_ids_of_seller(body.seller_id, OFFERS_PAGE, position)
        products |= {
            offer.product_id for offer in terms_reader.terms_of(offer_ids).values() if offer.category == body.category
        }
        if position is None:
            break
    reranking.rerank_some(products)
