"""Publishing: versions, terms that make a quote stale, and two writers at once."""

from typing import Any

import msgspec
import pytest

from chalicelib.catalog import queries
from chalicelib.catalog.models import OfferVersionItem, StockItem
from chalicelib.catalog.offers import publishing, terms_reader
from chalicelib.catalog.offers.offer import Publication
from chalicelib.catalog.offers.publishing import OfferIdentityFixed, OfferIsWithdrawn
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft, UnitsPromised
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import Conflict, InvalidRequest, NotFound, WrongCell
from chalicelib.sellers.profile.status import SellerSuspended
from chalicelib.sellers.profile.suspension import change_status
from testing.builders import PRICE_MINOR, SKU, a_draft, a_product, a_seller, an_offer, shipping

pytestmark = pytest.mark.usefixtures("tables")


def versions(offer_id: str) -> list[Publication]:
    return [item.publication for item in OfferVersionItem.query(offer_id)]


def story(offer_id: str) -> list[str]:
    return [fact.name for fact in fact_store.story(offer_id)]


def test_a_new_offer_is_on_sale_with_its_units_its_first_version_and_its_fact() -> None:
    seller, product = a_seller(), a_product()
    own, is_new = publishing.publish(seller, SKU, a_draft(product.product_id))
    offer = own.publication
    assert is_new
    assert (offer.version, offer.status, offer.created_at) == (1, "ON_SALE", offer.published_at)
    assert (own.units.available, own.units.reserved, own.units.on_sale) == (5, 0, True)
    assert (offer.product_title, offer.seller_trade_name) == (product.title, "Phénix Mobile")
    assert (offer.carbon_category, offer.identifier_kind, offer.weight_grams) == ("smartphone", "IMEI", 174)
    assert versions(offer.offer_id) == [offer]
    assert story(offer.offer_id) == ["OfferPublished"]


def test_the_same_draft_again_changes_nothing() -> None:
    seller, product = a_seller(), a_product()
    first = an_offer(seller, product)
    again, is_new = publishing.publish(seller, SKU, a_draft(product.product_id))
    assert (again, is_new) == (first, False)
    assert story(first.publication.offer_id) == ["OfferPublished"]


def test_the_order_of_shipping_options_changes_nothing() -> None:
    seller, product = a_seller(), a_product()
    slow, fast = shipping(0, delivery_days=5), shipping(900, delivery_days=1)
    an_offer(seller, product, shipping=(slow, fast))
    again = an_offer(seller, product, shipping=(fast, slow))
    assert again.publication.version == 1


def test_a_price_makes_only_its_own_markets_quotes_stale() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    cheaper = an_offer(seller, product, prices={"FR": Money(32_900, "EUR"), "DE": Money(PRICE_MINOR, "EUR")})
    prices = cheaper.publication.prices
    assert cheaper.publication.version == 2
    assert (prices["FR"].terms_version, prices["DE"].terms_version) == (2, 1)
    assert StockItem.get(cheaper.publication.offer_id).terms.as_dict() == {"FR": 2, "DE": 1}  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "changed",
    [{"guarantee_months": 12}, {"shipping": (shipping(0),)}, {"battery": "NEW"}, {"vat_scheme": "REGULAR"}],
)
def test_common_terms_make_every_markets_quotes_stale(changed: dict[str, Any]) -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    offer = an_offer(seller, product, **changed).publication
    assert {price.terms_version for price in offer.prices.values()} == {2}


def test_a_market_that_comes_back_at_the_same_price_has_new_terms() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    an_offer(seller, product, prices={"FR": Money(34_900, "EUR")})
    back = an_offer(seller, product).publication
    assert (back.prices["FR"].terms_version, back.prices["DE"].terms_version) == (1, 3)


def test_every_price_that_ever_was_stays_in_the_history() -> None:
    seller, product = a_seller(), a_product()
    for price_minor in (34_900, 32_900, 35_900):
        own = an_offer(seller, product, prices={"FR": Money(price_minor, "EUR")})
    kept = versions(own.publication.offer_id)
    assert [(each.version, each.prices["FR"].price_minor) for each in kept] == [(1, 34_900), (2, 32_900), (3, 35_900)]


def test_counting_leaves_out_what_is_promised() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product).publication.offer_id
    transactions.commit([stock_acts.reserve(offer_id, 2, market="FR", terms_version=1)])
    counted = an_offer(seller, product, stock=9)
    assert (counted.units.available, counted.units.reserved, counted.publication.version) == (7, 2, 1)
    assert story(offer_id) == ["OfferPublished", "StockChanged"]


def test_fewer_units_than_are_promised_cannot_be_counted() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product).publication.offer_id
    transactions.commit([stock_acts.reserve(offer_id, 2, market="FR", terms_version=1)])
    with pytest.raises(UnitsPromised) as refused:
        an_offer(seller, product, stock=1)
    assert refused.value.members == {"available": 3, "reserved": 2}


def test_a_sale_between_reading_and_writing_is_not_counted_back_in() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product, stock=5).publication.offer_id

    def change(_: Publication) -> Any:
        transactions.commit([stock_acts.reserve(offer_id, 2, market="FR", terms_version=1)])
        return a_draft(product.product_id, stock=5, guarantee_months=36)

    changed = publishing.amend(seller, SKU, change)
    assert (changed.units.available, changed.units.reserved) == (3, 2)


def test_of_two_writers_the_second_builds_on_the_first() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    seen: list[int] = []

    def change(current: Publication) -> Any:
        seen.append(current.version)
        if len(seen) == 1:
            an_offer(seller, product, prices={"FR": Money(30_000, "EUR")})
        return a_draft(
            product.product_id, guarantee_months=36, prices={"FR": Money(current.prices["FR"].price_minor, "EUR")}
        )

    after = publishing.amend(seller, SKU, change).publication
    assert seen == [1, 2]
    assert (after.version, after.prices["FR"].price_minor, after.terms.guarantee_months) == (3, 30_000, 36)
    assert [each.version for each in versions(after.offer_id)] == [1, 2, 3]


def test_who_is_always_overtaken_is_told_so() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    prices = iter(range(10_000, 20_000))

    def change(_: Publication) -> Any:
        an_offer(seller, product, prices={"FR": Money(next(prices), "EUR")})
        return a_draft(product.product_id, guarantee_months=36)

    with pytest.raises(Conflict):
        publishing.amend(seller, SKU, change)


def test_a_sku_means_the_same_offer_whatever_its_capitals() -> None:
    seller, product = a_seller(), a_product()
    first = an_offer(seller, product, sku="abc")
    second = an_offer(seller, product, sku="ABC", guarantee_months=12)
    assert second.publication.offer_id == first.publication.offer_id
    assert (second.publication.version, second.publication.sku) == (2, "abc")


def test_a_sku_is_its_sellers_own() -> None:
    seller, other, product = a_seller(), a_seller(), a_product()
    mine, theirs = an_offer(seller, product), an_offer(other, product)
    assert mine.publication.offer_id != theirs.publication.offer_id
    with pytest.raises(NotFound):
        publishing.withdraw(a_seller().seller_id, SKU)


@pytest.mark.parametrize("changed", [{"grade": "FAIR"}, {"product_id": "another"}])
def test_an_offer_keeps_its_product_and_grade(changed: dict[str, str]) -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    draft = msgspec.structs.replace(a_draft(product.product_id), **changed)
    with pytest.raises(OfferIdentityFixed):
        publishing.publish(seller, SKU, draft)


def test_a_withdrawn_offer_sells_nothing_and_keeps_its_history() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product).publication.offer_id
    publishing.withdraw(seller.seller_id, SKU)
    publishing.withdraw(seller.seller_id, SKU)
    with pytest.raises(NoUnitsLeft):
        transactions.commit([stock_acts.reserve(offer_id, 1, market="FR", terms_version=1)])
    assert [each.status for each in versions(offer_id)] == ["ON_SALE", "WITHDRAWN"]
    assert story(offer_id) == ["OfferPublished", "OfferWithdrawn"]
    with pytest.raises(OfferIsWithdrawn):
        publishing.amend(seller, SKU, lambda _: a_draft(product.product_id))


def test_a_withdrawn_offer_comes_back_by_being_put_again() -> None:
    seller, product = a_seller(), a_product()
    an_offer(seller, product)
    publishing.withdraw(seller.seller_id, SKU)
    back = an_offer(seller, product)
    assert (back.publication.version, back.publication.status, back.units.on_sale) == (3, "ON_SALE", True)
    assert back.publication.prices["FR"].terms_version == 1


def test_a_suspended_seller_publishes_nothing() -> None:
    seller, product = a_seller(), a_product()
    suspended = change_status(seller.seller_id, "SUSPENDED")
    with pytest.raises(SellerSuspended):
        an_offer(suspended, product)


def test_a_seller_suspended_a_moment_ago_puts_no_new_offer_on_sale() -> None:
    seller, product = a_seller(), a_product()
    change_status(seller.seller_id, "SUSPENDED")
    with pytest.raises(SellerSuspended):
        an_offer(seller, product)
    assert queries.find_own_offer(seller.seller_id, SKU) is None


def test_a_new_price_does_not_undo_a_suspension() -> None:
    seller, product = a_seller(), a_product()
    offer_id = an_offer(seller, product).publication.offer_id
    transactions.commit([stock_acts.set_on_sale(offer_id, on_sale=False)])
    an_offer(seller, product, prices={"FR": Money(30_000, "EUR")})
    assert not terms_reader.terms_of([offer_id])[offer_id].on_sale


def test_a_product_that_is_none_is_a_fault_and_one_of_the_other_cell_is_named() -> None:
    seller, product = a_seller(), a_product()
    absent = msgspec.structs.replace(a_draft(product.product_id), product_id="prd_eu_01JB0000000000000000000000")
    elsewhere = msgspec.structs.replace(a_draft(product.product_id), product_id="prd_us_01JB0000000000000000000000")
    with pytest.raises(InvalidRequest) as refused:
        publishing.publish(seller, SKU, absent)
    assert refused.value.members["errors"][0]["pointer"] == "/product_id"
    with pytest.raises(WrongCell):
        publishing.publish(seller, SKU, elsewhere)
