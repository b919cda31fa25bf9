"""Publishing, amending and withdrawing a seller's offer; every version is kept."""

from collections.abc import Callable

import msgspec

from chalicelib.catalog import queries
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.offers import versions
from chalicelib.catalog.offers.draft import OfferDraft, faults, publication_of
from chalicelib.catalog.offers.offer import Publication
from chalicelib.catalog.offers.sku import fault as fault_of_sku
from chalicelib.catalog.offers.sku import offer_id
from chalicelib.catalog.offers.versions import OfferVersionOvertaken
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.queries import StoredOffer
from chalicelib.catalog.served_markets import served_markets
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import HandCount, Recounted
from chalicelib.facts.offers import OfferPublished, OfferWithdrawn, StockChanged
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import InvalidRequest, NotFound, Problem
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.status import SellerSuspended, require_active_act


class OfferIdentityFixed(Problem):
    """Order lines and guarantees refer to the offer: another product or grade needs another sku."""

    slug, status, title = "offer-identity-fixed", 409, "The product and the grade of a SKU cannot change"


class OfferIsWithdrawn(Problem):
    slug, status, title = "offer-withdrawn", 409, "The offer is withdrawn; publish it again with PUT"


Revise = Callable[[StoredOffer | None], OfferDraft]


def publish(seller: Seller, sku: str, draft: OfferDraft) -> tuple[StoredOffer, bool]:
    """Publish a draft; returns the offer and whether it is new. Publishing the same draft again changes nothing.

    Raises: InvalidRequest with every fault, SellerSuspended, OfferIdentityFixed, UnitsPromised for a count below the
    reserved units, Conflict if other writers keep publishing it.
    """
    if reason := fault_of_sku(sku):
        raise InvalidRequest(errors=[{"pointer": "/sku", "reason": reason}])
    return _persist(seller, sku, lambda _: draft)


def amend(seller: Seller, sku: str, change: Callable[[Publication], OfferDraft]) -> StoredOffer:
    """Change part of an offer on sale; `change` makes the draft from the current version.

    Raises: NotFound, OfferIsWithdrawn, and the errors of `publish`.
    """

    def revise(current: StoredOffer | None) -> OfferDraft:
        if current is None:
            raise NotFound()
        if current.publication.status == "WITHDRAWN":
            raise OfferIsWithdrawn()
        return change(current.publication)

    return _persist(seller, sku, revise)[0]


def withdraw(seller_id: str, sku: str) -> None:
    """Take an offer off sale; reserved units still ship. Idempotent.

    Raises: NotFound, Conflict.
    """

    def attempt() -> None:
        current = queries.own_offer(seller_id, sku).publication
        if current.status == "WITHDRAWN":
            return
        withdrawn = msgspec.structs.replace(
            current, version=current.version + 1, published_at=clock.timestamp(), status="WITHDRAWN"
        )
        gone = OfferWithdrawn(offer_id=current.offer_id, product_id=current.product_id, seller_id=seller_id)
        turned = stock_acts.set_on_sale(current.offer_id, on_sale=False)
        transactions.commit([*versions.replace_acts(withdrawn, current), turned, fact_store.record_act(gone)])

    transactions.retry_on_conflict(attempt, OfferVersionOvertaken)


def _persist(seller: Seller, sku: str, revise: Revise) -> tuple[StoredOffer, bool]:
    if seller.status != "ACTIVE":
        raise SellerSuspended()

    def attempt() -> tuple[StoredOffer, bool]:
        current = queries.find_own_offer(seller.seller_id, sku)
        draft = revise(current)
        product = _checked(draft, current)
        before = current.publication if current else None
        name = offer_id(seller.seller_id, sku)
        drafted = publication_of(draft, seller, product, before, offer_id=name, sku=sku, at=clock.timestamp())
        publication = versions.with_prior_prices(drafted, before)
        acts = _acts(publication, draft.stock, current)
        if current is not None and not acts:
            return current, False
        transactions.commit(acts)
        return queries.own_offer(seller.seller_id, sku), current is None

    return transactions.retry_on_conflict(attempt, OfferVersionOvertaken, Recounted)


def _checked(draft: OfferDraft, current: StoredOffer | None) -> Product:
    if current is not None and not _same_thing(draft, current.publication):
        raise OfferIdentityFixed()
    try:
        product = queries.product(draft.product_id)
    except NotFound as absent:
        raise InvalidRequest(errors=[{"pointer": "/product_id", "reason": "is not a product"}]) from absent
    category = category_tree.category(product.category)
    found = faults(draft, product, category, markets=served_markets(), on=clock.timestamp())
    if current is None and draft.stock is None:
        found.append(("/stock", "missing"))
    if found:
        raise InvalidRequest(errors=[{"pointer": pointer, "reason": reason} for pointer, reason in found])
    return product


def _same_thing(draft: OfferDraft, current: Publication) -> bool:
    return (draft.product_id, draft.grade) == (current.product_id, current.grade)


def _acts(publication: Publication, in_hand: int | None, current: StoredOffer | None) -> list[transactions.Act]:
    """The writes of a publication; none if it changes neither the offer nor its stock."""
    announced = fact_store.record_act(
        OfferPublished(
            offer_id=publication.offer_id,
            product_id=publication.product_id,
            seller_id=publication.seller_id,
            offer_version=publication.version,
        )
    )
    if current is None:
        return [
            *versions.replace_acts(publication, None),
            require_active_act(publication.seller_id),
            stock_acts.open_stock(publication, in_hand or 0),
            announced,
        ]
    if versions.same(publication, current.publication):
        if in_hand is None or in_hand == current.units.in_hand:
            return []
        changed = StockChanged(offer_id=publication.offer_id, product_id=publication.product_id)
        count = HandCount(in_hand=in_hand, reserved=current.units.reserved)
        return [stock_acts.set_count(publication.offer_id, count), fact_store.record_act(changed)]
    # A new price does not set `on_sale`, so that it cannot undo a suspension; only a return from withdrawal does.
    returning = current.publication.status == "WITHDRAWN"
    return [
        *versions.replace_acts(publication, current.publication),
        *([require_active_act(publication.seller_id)] if returning else []),
        stock_acts.update_terms(publication, _count(in_hand, current), on_sale=True if returning else None),
        announced,
    ]


def _count(in_hand: int | None, current: StoredOffer) -> HandCount | None:
    return None if in_hand is None else HandCount(in_hand=in_hand, reserved=current.units.reserved)
