"""The storefronts of cell eu."""

import pytest

from chalicelib.markets.europe import EUROPE, VAT_STANDARD_BP
from chalicelib.markets.market import Market

# European Commission, VAT rates applied in the Member States.
RATES_BP = {"FR": 2_000, "DE": 1_900, "ES": 2_100, "IT": 2_200, "BE": 2_100, "NL": 2_100, "IE": 2_300}


def test_the_cell_has_seven_storefronts() -> None:
    assert {market.code: VAT_STANDARD_BP[market.code].at("2026-11-30") for market in EUROPE} == RATES_BP


@pytest.mark.parametrize("market", EUROPE, ids=lambda market: market.code)
def test_a_storefront_sells_in_euros_with_tax_included_at_home(market: Market) -> None:
    assert (market.cell, market.currency, market.prices_include_tax) == ("eu", "EUR", True)
    assert market.default_language == market.languages[0]
    assert "en" in market.languages
    assert set(market.delivery_countries) == ({"FR", "MC"} if market.code == "FR" else {market.code})
