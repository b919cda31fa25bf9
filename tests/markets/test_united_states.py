"""The states of cell us: their rates and ZIP codes."""

import re
from collections import Counter

import pytest

from chalicelib.markets.united_states import STATES, UNITED_STATES


def test_fifty_states_and_the_district_have_a_rate() -> None:
    rates_ppm = {code: state.sales_tax_ppm.at("2026-11-30") for code, state in STATES.items()}
    assert len(rates_ppm) == 51
    assert {code for code, rate in rates_ppm.items() if rate == 0} == {"AK", "DE", "MT", "NH", "OR"}
    assert max(rates_ppm.values()) == rates_ppm["CA"] == 72_500


def test_a_zip_prefix_lies_in_one_state_but_for_two_that_the_post_shares() -> None:
    """063 is Connecticut's and Fishers Island's, New York; 834 is Idaho's and a valley's in Wyoming."""
    prefixes = Counter(
        prefix for state in STATES.values() for low, high in state.zip_prefixes for prefix in range(low, high + 1)
    )
    assert {prefix for prefix, states in prefixes.items() if states > 1} == {63, 834}
    assert 5 <= min(prefixes) <= max(prefixes) <= 999


@pytest.mark.parametrize("code", sorted(STATES))
def test_a_state_has_a_name_two_letters_and_a_zip_prefix(code: str) -> None:
    assert re.fullmatch("[A-Z]{2}", code)
    assert STATES[code].name
    assert STATES[code].zip_prefixes


def test_the_market_shows_prices_in_dollars_without_tax() -> None:
    assert (UNITED_STATES.cell, UNITED_STATES.currency, UNITED_STATES.prices_include_tax) == ("us", "USD", False)
