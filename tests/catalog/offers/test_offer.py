"""Offers: which quotes a new version makes stale, how they are shipped, and since when they can be bought."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import (
    MarketPrice,
    OfferTerms,
    Publication,
    ShippingOption,
    StockSnapshot,
    Units,
    buyable_since,
    next_prices,
)

MARKETS = st.dictionaries(st.sampled_from(["FR", "DE", "ES"]), st.integers(1, 3), min_size=1)
STEPS = st.lists(st.tuples(st.sampled_from([12, 24]), MARKETS), min_size=1, max_size=8)


def terms(guarantee_months: int) -> AgreedTerms:
    return AgreedTerms(battery=None, guarantee_months=guarantee_months, vat_scheme="REGULAR")


def publication(version: int, guarantee_months: int, prices: dict[str, MarketPrice]) -> Publication:
    unimportant: dict[str, Any] = {
        name: "" for name in Publication.__struct_fields__ if name not in ("carbon_category", "shipping")
    }
    known: dict[str, Any] = {
        "version": version,
        "prices": prices,
        "terms": terms(guarantee_months),
        "shipping": (),
        "carbon_category": None,
    }
    return Publication(**(unimportant | known))


@given(STEPS)
def test_a_quote_is_stale_exactly_when_what_its_buyer_agreed_to_changed(
    steps: list[tuple[int, dict[str, int]]],
) -> None:
    current: Publication | None = None
    quoted: dict[str, tuple[int, tuple[int, int]]] = {}
    for version, (guarantee_months, asked) in enumerate(steps, start=1):
        same_terms = current is not None and current.terms == terms(guarantee_months)
        prices = next_prices(current, asked, same_terms=same_terms, version=version, at="")
        assert {market: price.price_minor for market, price in prices.items()} == asked
        for market in quoted.keys() - prices.keys():
            del quoted[market]
        for market, price in prices.items():
            agreed = (price.price_minor, guarantee_months)
            if market in quoted:
                terms_version, before = quoted[market]
                assert (terms_version == price.terms_version) == (before == agreed)
            else:
                assert price.terms_version == version
            quoted[market] = (price.terms_version, agreed)
        current = publication(version, guarantee_months, prices)
    assert current is not None
    assert msgspec.json.decode(msgspec.json.encode(current.prices), type=dict[str, MarketPrice]) == current.prices


def test_an_offer_that_comes_back_on_sale_starts_its_price_anew() -> None:
    before = {"FR": MarketPrice(price_minor=300, terms_version=1, applied_at="2026-01-01", prior_lowest_minor=400)}
    on_sale = msgspec.structs.replace(publication(1, 24, before), status="ON_SALE")
    withdrawn = msgspec.structs.replace(on_sale, status="WITHDRAWN")
    again = {"same_terms": True, "version": 2, "at": "2026-02-01"}
    assert next_prices(on_sale, {"FR": 300}, **again) == before  # type: ignore[arg-type]
    assert next_prices(withdrawn, {"FR": 300}, **again) == {  # type: ignore[arg-type]
        "FR": MarketPrice(price_minor=300, terms_version=1, applied_at="2026-02-01")
    }


def test_a_country_is_served_by_the_cheapest_then_the_fastest_option() -> None:
    def option(carrier: str, cost_minor: int, days: int, *countries: str) -> ShippingOption:
        return ShippingOption(carrier=carrier, cost_minor=cost_minor, delivery_days=days, countries=countries)

    options = (
        option("express", 990, 1, "FR"),
        option("b", 490, 3, "FR"),
        option("a", 490, 3, "DE", "FR"),
        option("quick", 490, 2, "FR"),
    )
    offer = msgspec.structs.replace(publication(1, 24, {}), shipping=options)
    assert [each.carrier for each in offer.shipping_to("FR")] == ["quick", "a", "b", "express"]
    assert [each.carrier for each in offer.shipping_to("DE")] == ["a"]
    assert offer.shipping_to("ES") == ()


@pytest.mark.parametrize(
    ("units_since", "on_sale_since", "since"),
    [
        ("2026-01-01", "2026-02-01", "2026-02-01"),
        ("2026-03-01", "2026-02-01", "2026-03-01"),
        (None, "2026-02-01", None),
        ("2026-01-01", None, None),
    ],
)
def test_an_offer_can_be_bought_since_it_had_both_units_and_a_place_on_sale(
    units_since: str | None, on_sale_since: str | None, since: str | None
) -> None:
    assert buyable_since(units_since, on_sale_since) == since


def test_reserved_units_are_in_the_seller_s_hands_until_they_are_shipped() -> None:
    units = Units(available=3, reserved=2, sold=40, written_off=1, on_sale=True, buyable_since=None)
    assert units.in_hand == 5


def test_stock_is_shown_with_an_offer_and_is_no_part_of_its_publication() -> None:
    published = publication(4, 24, {})
    terms = OfferTerms(**{name: getattr(published, name) for name in published.__struct_fields__})
    found = StockSnapshot(offer_id="", available=2, on_sale=True, buyable_since="2026-02-01")
    stocked = terms.with_stock(found)
    assert (stocked.available, stocked.on_sale, stocked.buyable_since) == (2, True, "2026-02-01")
    assert (terms.available, terms.on_sale) == (0, False)
    assert stocked.publication == terms.publication == published
