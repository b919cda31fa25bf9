"""Synchronising the seller data that offers copy."""

import msgspec

from chalicelib.catalog import queries
from chalicelib.catalog.offers import terms_reader, versions
from chalicelib.catalog.offers.draft import with_seller
from chalicelib.catalog.offers.offer import OfferTerms, Publication
from chalicelib.catalog.offers.versions import OfferVersionOvertaken
from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.offers import OfferPublished, StockChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.status import StatusOvertaken, require_status_act

OFFERS_PAGE = 50


def copy_seller(seller_id: str) -> int:
    """Update a seller's offers with its name, country, VAT check and status; returns how many changed.

    A new name makes a new version but no new terms, so quotes stay valid. Offers that are up to date are skipped, so
    an interrupted run can be repeated.

    Raises: Conflict if the seller keeps changing.
    """
    seller = sellers.seller(seller_id)
    changed, position = 0, None
    while True:
        offer_ids, position = queries.offer_ids_of_seller(seller_id, OFFERS_PAGE, position)
        changed += sum(_copy(seller, offer) for offer in terms_reader.terms_of(offer_ids).values())
        if position is None:
            return changed


def _copy(seller: Seller, offer: OfferTerms) -> bool:
    read = [offer]

    def attempt() -> bool:
        # Read with many others the first time, alone where it changed since.
        current = read.pop() if read else terms_reader.terms_of([offer.offer_id])[offer.offer_id]
        acts = _acts(seller, current)
        if acts:
            transactions.commit(acts)
        return bool(acts)

    try:
        return transactions.retry_on_conflict(attempt, OfferVersionOvertaken)
    except StatusOvertaken:  # that change has its own fact, and its reaction reads the newer status
        return False


def _acts(seller: Seller, offer: OfferTerms) -> list[Act]:
    current = offer.publication
    fresh = with_seller(current, seller)
    on_sale = fresh.status == "ON_SALE" and seller.status == "ACTIVE"
    acts: list[Act] = []
    if fresh.status == "ON_SALE" and fresh != current:
        fresh = msgspec.structs.replace(fresh, version=current.version + 1, published_at=clock.timestamp())
        acts += [*versions.replace_acts(fresh, current), fact_store.record_act(_published(fresh))]
    elif on_sale != offer.on_sale:
        acts.append(versions.require_version_act(current))
    if on_sale != offer.on_sale:
        turned = StockChanged(offer_id=offer.offer_id, product_id=offer.product_id)
        acts += [stock_acts.set_on_sale(offer.offer_id, on_sale=on_sale), fact_store.record_act(turned)]
        acts.append(require_status_act(seller.seller_id, seller.status))
    return acts


def _published(publication: Publication) -> OfferPublished:
    return OfferPublished(
        offer_id=publication.offer_id,
        product_id=publication.product_id,
        seller_id=publication.seller_id,
        offer_version=publication.version,
    )
