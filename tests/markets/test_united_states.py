"""The states of cell us: their ZIP codes."""

import re
from collections import Counter

import pytest

from chalicelib.markets.united_states import STATES, UNITED_STATES


def test_there_are_fifty_states_and_the_district() -> None:
    assert len(STATES) == 51
    assert "DC" in STATES


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
