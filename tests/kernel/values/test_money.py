"""No cent appears and none is lost, however an amount is shared, taxed or taken back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.values.money import (
    CurrencyMismatch,
    Money,
    contained,
    divide_half_even,
    reversed_so_far,
    share,
    split,
    total,
)

AMOUNTS = st.integers(0, 10**12)
RATES = st.integers(0, 20_000)


def test_amounts_of_one_currency_add_up() -> None:
    assert total([Money(1_00, "EUR"), Money(2_50, "EUR"), Money(-50, "EUR")]) == Money(3_00, "EUR")


def test_euros_and_dollars_do_not_add_up() -> None:
    with pytest.raises(CurrencyMismatch, match="EUR, USD"):
        total([Money(1, "EUR"), Money(1, "USD")])


def test_nothing_has_no_total_for_it_has_no_currency() -> None:
    with pytest.raises(CurrencyMismatch, match="nothing to add"):
        total([])


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (5, 10, 0),
        (15, 10, 2),
        (25, 10, 2),
        (35, 10, 4),
        (14, 10, 1),
        (16, 10, 2),
        (0, 7, 0),
        (-5, 10, 0),
        (-15, 10, -2),
    ],
)
def test_a_half_goes_to_the_even_neighbour(numerator: int, denominator: int, rounded: int) -> None:
    assert divide_half_even(numerator, denominator) == rounded


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_rounding_is_what_exact_fractions_round_to(numerator: int, denominator: int) -> None:
    assert divide_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@pytest.mark.parametrize(("price", "commission"), [(349_00, 34_90), (5, 0), (15, 2), (25, 2), (0, 0)])
def test_a_commission_of_ten_percent_is_rounded_half_even(price: int, commission: int) -> None:
    assert share(price, 1_000) == commission


@pytest.mark.parametrize(
    ("gross", "rate", "tax"),
    [(120_00, 2_000, 20_00), (119_00, 1_900, 19_00), (99, 2_000, 16), (1, 2_000, 0), (500, 0, 0)],
)
def test_the_tax_inside_a_gross_price_is_found(gross: int, rate: int, tax: int) -> None:
    assert contained(gross, rate) == tax


@given(AMOUNTS, RATES)
def test_contained_tax_is_the_nearest_cent_to_the_exact_one_and_leaves_a_net(gross: int, rate: int) -> None:
    tax = contained(gross, rate)
    assert abs(Fraction(gross * rate, 10_000 + rate) - tax) <= Fraction(1, 2)
    assert 0 <= tax <= gross


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_a_split_loses_no_cent_and_gives_nobody_more_than_a_cent_above_the_exact_share(
    amount: int, weights: list[int]
) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    assert len(shares) == len(weights)
    whole = sum(weights) or len(weights)
    for part, weight in zip(shares, weights if any(weights) else [1] * len(weights), strict=True):
        assert abs(part - Fraction(amount * weight, whole)) < 1


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_whoever_weighs_more_never_gets_less(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    by_weight = sorted(zip(weights, parts, strict=True))
    assert [part for _, part in by_weight] == sorted(parts)


def test_the_odd_cent_goes_to_the_largest_remainder_and_on_a_tie_to_the_earlier() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [3, 3, 4]) == [3, 3, 4]
    assert split(7, [1, 2]) == [2, 5]


def test_weights_of_nothing_are_equal_shares() -> None:
    assert split(5, [0, 0]) == [3, 2]


@pytest.mark.parametrize(("amount", "weights"), [(5, []), (5, [1, -1]), (-1, [1])])
def test_what_cannot_be_split_is_refused(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split takes"):
        split(amount, weights)


@given(st.data(), st.integers(0, 10**9), st.integers(1, 10**9))
def test_any_refunds_that_add_up_to_the_whole_reverse_a_component_exactly(
    data: st.DataObject, component: int, whole: int
) -> None:
    stops = [*sorted(data.draw(st.lists(st.integers(0, whole), max_size=8))), whole]
    so_far = [reversed_so_far(component, stop, whole) for stop in stops]
    assert so_far[-1] == component
    assert so_far == sorted(so_far), "a later refund never gives back less in total"


def test_a_free_line_has_nothing_to_reverse() -> None:
    assert reversed_so_far(0, 0, 0) == 0


@pytest.mark.parametrize("refunded", [-1, 101])
def test_more_than_the_whole_or_less_than_nothing_is_no_refund(refunded: int) -> None:
    with pytest.raises(ValueError, match="between 0 and the whole"):
        reversed_so_far(10, refunded, 100)
