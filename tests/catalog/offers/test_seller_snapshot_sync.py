"""Copying: offers follow their seller without making a single quote stale."""

import msgspec
import pytest

from chalicelib.catalog import queries
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers import publishing, terms_reader
from chalicelib.catalog.offers.seller_snapshot_sync import copy_seller
from chalicelib.kernel import fact_store
from chalicelib.kernel.values.problems import NotFound
from chalicelib.sellers.onboarding.admission import seller_item
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.status import SellerSuspended
from chalicelib.sellers.profile.suspension import change_status
from testing.builders import SKU, a_product, a_seller, an_offer

pytestmark = pytest.mark.usefixtures("tables")


def renamed(seller: Seller) -> Seller:
    trader = msgspec.structs.replace(
        seller.trader, trade_name="Phénix", vat_number="FR00000000000", vat_number_checked_on="2026-11-01"
    )
    changed = msgspec.structs.replace(seller, trader=trader)
    seller_item(changed, version=2).save()
    return changed


def test_a_new_name_makes_a_version_and_no_new_terms() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product).publication.offer_id
    renamed(seller)
    assert copy_seller(seller.seller_id) == 1
    offer = terms_reader.terms_of([offer_id])[offer_id]
    assert (offer.version, offer.seller_trade_name, offer.seller_vat_checked) == (2, "Phénix", True)
    assert StockItem.get(offer_id).terms.as_dict() == {"FR": 1, "DE": 1}  # type: ignore[no-untyped-call]
    assert copy_seller(seller.seller_id) == 0
    assert [fact.name for fact in fact_store.story(offer_id)] == ["OfferPublished", "OfferPublished"]


def test_a_suspended_sellers_offers_leave_and_come_back_with_him() -> None:
    seller, product = a_seller(), a_product()
    offers = [an_offer(seller, product, sku).publication.offer_id for sku in ("a", "b", "c")]
    publishing.withdraw(seller.seller_id, "c")
    change_status(seller.seller_id, "SUSPENDED")
    assert copy_seller(seller.seller_id) == 2
    assert not any(offer.on_sale for offer in terms_reader.terms_of(offers).values())
    change_status(seller.seller_id, "ACTIVE")
    assert copy_seller(seller.seller_id) == 2
    on_sale = {offer_id: offer.on_sale for offer_id, offer in terms_reader.terms_of(offers).items()}
    assert on_sale == dict(zip(offers, (True, True, False), strict=True))


def test_more_offers_than_a_page_holds_are_all_reached() -> None:
    seller, product = a_seller(), a_product()
    for number in range(52):
        an_offer(seller, product, f"sku-{number}")
    change_status(seller.seller_id, "SUSPENDED")
    assert copy_seller(seller.seller_id) == 52
    assert not queries.own_offer(seller.seller_id, "sku-51").units.on_sale


def test_a_seller_who_is_none_has_nothing_to_copy() -> None:
    with pytest.raises(NotFound):
        copy_seller("sel_eu_01JB0000000000000000000000")


def test_a_returning_offer_of_a_suspended_seller_stays_off_sale() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    publishing.withdraw(seller.seller_id, SKU)
    change_status(seller.seller_id, "SUSPENDED")
    with pytest.raises(SellerSuspended):
        an_offer(seller, product)
    assert not queries.own_offer(seller.seller_id, SKU).units.on_sale
