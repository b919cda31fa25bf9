"""Prior prices over time: published, shown in the box and to the seller, gone after thirty days."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.catalog import queries
from chalicelib.catalog.offers import publishing, versions
from chalicelib.catalog.offers.seller_snapshot_sync import copy_seller
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.sold_out import announce_if_sold_out
from chalicelib.catalog.stock.stock_changes import change_stock
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.money import Money
from chalicelib.ranking.decision.box_decision import decide_product
from chalicelib.sellers.profile.seller import Seller, Status
from chalicelib.sellers.profile.suspension import change_status
from doubles.clock_and_randomness import ManualClock
from testing.builders import SKU, a_product, a_seller, an_offer
from tests.api_client import Api


@pytest.fixture
def manual_clock() -> Iterator[ManualClock]:
    time = ManualClock()
    clock.use(time)
    yield time
    clock.use(clock.SystemClock())


def price(seller: Seller, product: Product, amount_minor: int) -> None:
    an_offer(seller, product, prices={"FR": Money(amount_minor, "EUR")})
    decide_product(product.product_id)


def restock(seller: Seller, delta: int) -> None:
    request = Request(route="stock", principal=seller.seller_id, key=ids.new_ulid(), fingerprint="")
    change_stock(seller.seller_id, SKU, delta, request)


def shown(api: Api, seller: Seller, product: Product) -> list[Any]:
    """The reduction in the box, in the list of offers and to the seller."""
    page = api("GET", f"/v1/products/{product.product_id}?market=FR").body
    offers = api("GET", f"/v1/products/{product.product_id}/offers?market=FR&grade=GOOD").body
    own = api("GET", f"/v1/seller/offers/{SKU}", key=issue_key("seller", seller.seller_id, ("offers:read",))).body
    found = [page["boxes"][0]["reduction"], offers["items"][0]["reduction"], own["prices"]["FR"]["reduction"]]
    assert found[0] == found[1] == found[2]
    return found


def test_a_price_below_all_of_its_last_thirty_days_is_shown_as_that_for_thirty_days(
    api: Api, manual_clock: ManualClock
) -> None:
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    manual_clock.advance(days=31)
    price(seller, product, 36_999)
    since = clock.timestamp()[:10]
    (reduction, *_) = shown(api, seller, product)
    assert reduction["prior_lowest"] == {"amount_minor": 40_000, "currency": "EUR"}
    assert reduction["basis_points"] == 750
    assert reduction["since"][:10] == since
    manual_clock.advance(days=30)
    assert shown(api, seller, product) == [None, None, None]


def test_a_reduction_outlives_what_is_not_about_the_price_and_ends_with_a_withdrawal(
    api: Api, manual_clock: ManualClock
) -> None:
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    manual_clock.advance(days=31)
    price(seller, product, 36_000)
    an_offer(seller, product, prices={"FR": Money(36_000, "EUR")}, guarantee_months=36)
    decide_product(product.product_id)
    assert shown(api, seller, product)[0]["basis_points"] == 1_000
    publishing.withdraw(seller.seller_id, SKU)
    price(seller, product, 36_000)
    assert shown(api, seller, product) == [None, None, None]


def test_a_young_offer_announces_nothing_however_much_cheaper_it_becomes(api: Api, manual_clock: ManualClock) -> None:
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    manual_clock.advance(days=29)
    price(seller, product, 20_000)
    assert shown(api, seller, product) == [None, None, None]


def test_a_price_raised_for_a_day_is_no_price_to_come_down_from(api: Api, manual_clock: ManualClock) -> None:
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    manual_clock.advance(days=60)
    price(seller, product, 60_000)
    manual_clock.advance(days=1)
    price(seller, product, 40_000)
    assert shown(api, seller, product) == [None, None, None]


def test_a_price_changed_more_often_than_is_read_has_no_prior_price(
    api: Api, manual_clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "HISTORY_MAX", 3)
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    manual_clock.advance(days=40)
    for amount_minor in (40_001, 40_002, 40_003, 40_004):
        price(seller, product, amount_minor)
    price(seller, product, 30_000)
    assert shown(api, seller, product) == [None, None, None]


def test_a_price_nobody_could_pay_for_want_of_units_is_none_to_come_down_from(
    api: Api, manual_clock: ManualClock
) -> None:
    product, seller = a_product(), a_seller()
    an_offer(seller, product, prices={"FR": Money(80_000, "EUR")}, stock=0)
    manual_clock.advance(days=31)
    price(seller, product, 40_000)
    assert shown(api, seller, product) == [None, None, None]


@pytest.mark.parametrize("had_units_before", [True, False])
def test_units_added_to_a_dear_offer_begin_its_known_days(
    api: Api, manual_clock: ManualClock, *, had_units_before: bool
) -> None:
    product, seller = a_product(), a_seller()
    dear = an_offer(seller, product, prices={"FR": Money(80_000, "EUR")}, stock=int(had_units_before)).publication
    if had_units_before:
        restock(seller, -1)
        announce_if_sold_out(dear.offer_id)
    manual_clock.advance(days=20)
    restock(seller, 5)
    manual_clock.advance(days=11)
    price(seller, product, 40_000)
    assert shown(api, seller, product) == [None, None, None]


def test_a_price_of_a_suspended_seller_is_none_to_come_down_from(api: Api, manual_clock: ManualClock) -> None:
    product, seller = a_product(), a_seller()
    price(seller, product, 80_000)
    statuses: tuple[Status, ...] = ("SUSPENDED", "ACTIVE")
    for status in statuses:
        change_status(seller.seller_id, status)
        copy_seller(seller.seller_id)
        manual_clock.advance(days=29)
    price(seller, product, 40_000)
    assert shown(api, seller, product) == [None, None, None]


def reduced_by_a_tenth(manual_clock: ManualClock) -> tuple[Seller, Product]:
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    manual_clock.advance(days=31)
    price(seller, product, 36_000)
    return seller, product


def test_a_reduction_outlives_all_units_but_one_and_a_moment_without_any(api: Api, manual_clock: ManualClock) -> None:
    seller, product = reduced_by_a_tenth(manual_clock)
    for most in (4, 5):
        restock(seller, -most)
        restock(seller, most)
        decide_product(product.product_id)
        assert shown(api, seller, product)[0]["basis_points"] == 1_000, most


@pytest.mark.parametrize("comes_back", ["counted", "added", "released"])
def test_a_reduction_ends_where_units_were_gone_and_somebody_was_told(
    api: Api, manual_clock: ManualClock, comes_back: str
) -> None:
    seller, product = reduced_by_a_tenth(manual_clock)
    offer = queries.own_offer(seller.seller_id, SKU).publication
    version = offer.prices["FR"].terms_version
    transactions.commit([stock_acts.reserve(offer.offer_id, 5, market="FR", terms_version=version)])
    announce_if_sold_out(offer.offer_id)
    if comes_back == "counted":
        an_offer(seller, product, prices={"FR": Money(36_000, "EUR")}, stock=6)
    elif comes_back == "added":
        restock(seller, 1)
    else:
        transactions.commit([stock_acts.release(offer.offer_id, 1)])
    decide_product(product.product_id)
    assert shown(api, seller, product) == [None, None, None]


def test_a_count_of_none_ends_a_reduction_before_anybody_was_told(api: Api, manual_clock: ManualClock) -> None:
    seller, product = reduced_by_a_tenth(manual_clock)
    for in_hand in (0, 5):
        an_offer(seller, product, prices={"FR": Money(36_000, "EUR")}, stock=in_hand)
    decide_product(product.product_id)
    assert shown(api, seller, product) == [None, None, None]


def test_savings_compare_all_a_buyer_pays_with_the_price_new(api: Api) -> None:
    product, seller = a_product(), a_seller()
    price(seller, product, 40_000)
    (box,) = api("GET", f"/v1/products/{product.product_id}?market=FR").body["boxes"]
    saved = 90_900 - box["total"]["amount_minor"]
    assert box["savings"] == {
        "amount": {"amount_minor": saved, "currency": "EUR"},
        "basis_points": saved * 10_000 // 90_900,
    }
    (card,) = api("GET", "/v1/categories/iphones/products?market=FR").body["items"]
    assert card["from"]["savings"] == box["savings"]
    price(seller, product, 90_900)
    (box,) = api("GET", f"/v1/products/{product.product_id}?market=FR").body["boxes"]
    assert box["savings"] is None
