"""Demo prices: a bounded share of the price new, one cent below a whole unit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.demo.content import products
from local.demo.pricing import going_share, price_minor

PHONE = next(each for each in products("eu") if each.model == "iPhone 13")


@given(new_minor=st.integers(5_000, 500_000), share=st.integers(0, 20_000), market=st.sampled_from(["FR", "IE"]))
def test_any_share_of_any_price_new_lands_30_to_70_percent_below_it(new_minor: int, share: int, market: str) -> None:
    product = replace(PHONE, reference_price=replace(PHONE.reference_price, amount_minor=new_minor))
    asked_minor = price_minor(product, share, market)
    assert 30 * new_minor <= 100 * asked_minor <= 70 * new_minor
    assert asked_minor % 100 == 99


def test_looks_age_and_a_new_battery_are_what_a_price_is_made_of() -> None:
    good = going_share(PHONE, "GOOD", "STANDARD")
    assert going_share(PHONE, "FAIR", "STANDARD") < good < going_share(PHONE, "PREMIUM", "STANDARD")
    assert good < going_share(PHONE, "GOOD", "NEW")
    assert going_share(replace(PHONE, released_year=2018), "GOOD", "STANDARD") < good


@pytest.mark.parametrize(("market", "expected_minor"), [("FR", 39_899), ("DE", 39_499), ("IE", 40_899)])
def test_the_same_offer_costs_a_little_more_where_living_does(market: str, expected_minor: int) -> None:
    assert price_minor(PHONE, 4_390, market) == expected_minor
