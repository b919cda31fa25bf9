"""Keys order results and say where a page goes on, in every snapshot alike."""

from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.search.index import sort_keys

PRODUCT, OTHER = "prd_eu_00000000000000000000000001", "prd_eu_00000000000000000000000002"
amounts = st.integers(0, sort_keys.VALUE_MAX)


@given(amounts, amounts)
def test_a_greater_value_is_a_greater_key_whatever_the_product(one: int, other: int) -> None:
    assume(one != other)
    assert (sort_keys.key(one, PRODUCT) < sort_keys.key(other, OTHER)) == (one < other)


@given(amounts)
def test_a_key_lies_between_the_first_and_the_last_of_its_value(value: int) -> None:
    assert sort_keys.first_key(value) <= sort_keys.key(value, PRODUCT) <= sort_keys.last_key(value) <= sort_keys.KEY_MAX
    assert sort_keys.last_key(value) < sort_keys.first_key(value + 1) or value == sort_keys.VALUE_MAX


def test_two_products_of_one_value_have_two_keys_and_each_always_the_same() -> None:
    assert sort_keys.key(5, PRODUCT) != sort_keys.key(5, OTHER)
    assert sort_keys.key(5, PRODUCT) == sort_keys.key(5, PRODUCT)


def test_what_does_not_fit_counts_as_the_least_or_the_most_there_is() -> None:
    assert sort_keys.key(-5, PRODUCT) == sort_keys.key(0, PRODUCT)
    assert sort_keys.key(sort_keys.VALUE_MAX + 1, PRODUCT) == sort_keys.key(sort_keys.VALUE_MAX, PRODUCT)


def test_demand_is_the_number_of_offers_and_then_the_year() -> None:
    assert sort_keys.demand(3, 2010) > sort_keys.demand(2, 2024) > sort_keys.demand(2, 2023) > sort_keys.demand(2, None)
    assert sort_keys.demand(10**9, 9999) <= sort_keys.VALUE_MAX


def test_newness_is_the_year_and_then_the_day_of_description() -> None:
    assert (
        sort_keys.newness(2024, 0)
        > sort_keys.newness(2023, 20_000)
        > sort_keys.newness(2023, 19_999)
        > sort_keys.newness(None, 20_000)
    )
    assert sort_keys.newness(9999, 10**9) <= sort_keys.VALUE_MAX
