"""Drafts of offers: each fault with its place and reason, and the version that a sound draft makes."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from chalicelib.catalog.categories.category_tree import category
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.draft import (
    SHIPPING_OPTIONS_MAX,
    OfferDraft,
    faults,
    publication_of,
    with_seller,
)
from chalicelib.catalog.products.creation import described_as
from chalicelib.kernel.values.money import Money
from chalicelib.markets import directory
from chalicelib.sellers.profile.seller import Seller
from testing.builders import a_description, a_draft, a_trader, shipping

PRODUCT = described_as(a_description(), "prd_eu_00000000000000000000000001", "2026-11-01T00:00:00.000Z")
PHONES = category(PRODUCT.category)
TODAY = "2026-11-23"
SELLER = Seller(seller_id="sel_eu_1", trader=a_trader(), status="ACTIVE", admitted_at="2026-01-02")
TERMS = AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme="MARGINAL")


def _found(**changed: object) -> dict[str, str]:
    markets = {market.code: market for cell in ("eu", "us") for market in directory.markets(cell)}
    draft = msgspec.structs.replace(a_draft(PRODUCT.product_id), **changed)
    return dict(faults(draft, PRODUCT, PHONES, markets=markets, on=TODAY))


def test_an_honest_draft_has_no_fault() -> None:
    assert _found() == {}


def test_a_draft_has_room_for_so_many_ways_of_shipping() -> None:
    assert "/shipping" in _found(shipping=tuple(shipping() for _ in range(SHIPPING_OPTIONS_MAX + 1)))
    assert "/shipping" not in _found(shipping=tuple(shipping() for _ in range(SHIPPING_OPTIONS_MAX)))


def test_shipping_costs_nothing_or_more() -> None:
    assert _found(shipping=(shipping(-1),)) == {"/shipping/0/cost/amount_minor": "must be 0 or more"}


def test_shipping_names_its_carrier() -> None:
    unnamed = msgspec.structs.replace(shipping(), carrier=" ")
    assert _found(shipping=(unnamed,)) == {"/shipping/0/carrier": "must name the carrier"}


def test_the_margin_scheme_is_for_markets_with_vat() -> None:
    american = msgspec.structs.replace(
        PRODUCT, reference_price=(msgspec.structs.replace(PRODUCT.reference_price[0], currency="USD"),)
    )
    draft = msgspec.structs.replace(
        a_draft(american.product_id),
        prices={"US": Money(30_000, "USD")},
        shipping=(shipping(countries=("US",)),),
    )
    markets = {market.code: market for market in directory.markets("us")}
    found = dict(faults(draft, american, PHONES, markets=markets, on=TODAY))
    assert found["/vat_scheme"] == "must be REGULAR where there is no VAT"


@pytest.mark.parametrize(
    ("prices", "found"),
    [
        ({}, {"/prices": "needs at least one market"}),
        ({"XX": Money(1, "EUR")}, {"/prices/XX": "is not a market of this cell"}),
        ({"a/~": Money(1, "EUR")}, {"/prices/a~1~0": "is not a market of this cell"}),
        ({"FR": Money(34_900, "USD")}, {"/prices/FR/currency": "must be EUR"}),
        ({"FR": Money(0, "EUR")}, {"/prices/FR/amount_minor": "must be above 0"}),
        ({"FR": Money(1, "EUR")}, {}),
        ({"FR": Money(90_900, "EUR")}, {}),
        ({"FR": Money(90_901, "EUR")}, {"/prices/FR/amount_minor": "must not be above the price of a new device"}),
        ({"ES": Money(34_900, "EUR")}, {"/prices/ES": "needs a shipping option to ES"}),
    ],
)
def test_a_price_is_one_that_a_buyer_of_the_market_can_pay(prices: dict[str, Money], found: dict[str, str]) -> None:
    assert _found(prices=prices) == found


@pytest.mark.parametrize(("delivery_days", "is_sound"), [(0, False), (1, True), (30, True), (31, False), (-1, False)])
def test_a_parcel_arrives_within_a_month(delivery_days: int, is_sound: bool) -> None:
    reason = {} if is_sound else {"/shipping/0/delivery_days": "must be 1 to 30"}
    assert _found(shipping=(shipping(delivery_days=delivery_days),)) == reason


def test_shipping_is_paid_in_a_currency_of_the_cell_and_goes_where_it_delivers() -> None:
    pounds = msgspec.structs.replace(shipping(), cost=Money(490, "GBP"))
    assert _found(shipping=(pounds,)) == {"/shipping/0/cost/currency": "must be EUR or USD"}
    far = shipping(countries=("FR", "XX", "DE", "AA"))
    assert _found(shipping=(far,)) == {"/shipping/0/countries": "this cell does not deliver to AA, XX"}
    nowhere = shipping(countries=())
    assert _found(shipping=(shipping(), nowhere)) == {"/shipping/1/countries": "needs at least one country"}


@pytest.mark.parametrize(("months", "is_sound"), [(11, False), (12, True), (120, True), (121, False)])
def test_a_guarantee_lasts_from_one_year_to_ten(months: int, is_sound: bool) -> None:
    reason = {} if is_sound else {"/guarantee_months": "must be 12 to 120"}
    assert _found(terms=msgspec.structs.replace(TERMS, guarantee_months=months)) == reason


def test_a_battery_is_described_exactly_where_the_device_has_one() -> None:
    unnamed = msgspec.structs.replace(TERMS, battery=None)
    assert _found(terms=unnamed) == {"/battery": "must be STANDARD or NEW"}
    kettles = msgspec.structs.replace(PHONES, has_battery=False)
    markets = {market.code: market for market in directory.markets("eu")}
    found = faults(a_draft(PRODUCT.product_id), PRODUCT, kettles, markets=markets, on=TODAY)
    assert found == [("/battery", "must be absent: the device has none")]


def test_reordered_shipping_options_are_the_same_options() -> None:
    options = (shipping(490), shipping(0, delivery_days=5), shipping(990, ("DE", "FR", "DE"), 1))
    drafts = [a_draft(PRODUCT.product_id, shipping=order) for order in permutations(options)]
    assert len({draft.shipping_options for draft in drafts}) == 1
    assert drafts[0].shipping_options[-1].countries == ("DE", "FR")


def _published(draft: OfferDraft, current: Any = None, at: str = "2026-11-23T09:00:00.000Z") -> Any:
    return publication_of(draft, SELLER, PRODUCT, current, offer_id="off_eu_1", sku="IP13-GOOD", at=at)


def test_a_first_version_holds_what_it_copies_from_product_and_seller() -> None:
    first = _published(a_draft(PRODUCT.product_id))
    assert (first.version, first.status, first.created_at, first.published_at) == (
        1,
        "ON_SALE",
        "2026-11-23T09:00:00.000Z",
        "2026-11-23T09:00:00.000Z",
    )
    assert (first.product_title, first.weight_grams, first.identifier_kind) == (PRODUCT.title, 174, "IMEI")
    assert (first.seller_trade_name, first.seller_country, first.seller_vat_checked) == ("Phénix Mobile", "FR", False)
    assert first.terms_versions == {"DE": 1, "FR": 1}


def test_the_next_version_keeps_the_name_and_age_of_the_offer_and_makes_only_changed_terms_new() -> None:
    first_prices = a_draft(PRODUCT.product_id).prices
    first = _published(a_draft(PRODUCT.product_id, prices=first_prices))
    prices = {"FR": Money(29_900, "EUR"), "DE": first_prices["DE"]}
    dropped = _published(a_draft(PRODUCT.product_id, prices=prices), first, at="2026-11-24T09:00:00.000Z")
    assert (dropped.version, dropped.created_at, dropped.sku) == (2, first.created_at, first.sku)
    assert dropped.terms_versions == {"DE": 1, "FR": 2}
    faster = _published(a_draft(PRODUCT.product_id, prices=prices, shipping=(shipping(delivery_days=1),)), dropped)
    assert faster.terms_versions == {"DE": 3, "FR": 3}


def test_a_changed_seller_changes_nothing_else_of_an_offer() -> None:
    first = _published(a_draft(PRODUCT.product_id))
    moved = msgspec.structs.replace(SELLER, trader=a_trader(country="DE", trade_name="Phönix"))
    copied = with_seller(first, moved)
    assert (copied.seller_country, copied.seller_trade_name) == ("DE", "Phönix")
    assert with_seller(copied, SELLER) == first
