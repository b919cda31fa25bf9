"""The buyer's service fee: published tiers, capped in Europe, never falling as the basket grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markets.directory import market
from chalicelib.markets.service_fees import service_fee_minor

TODAY = "2026-11-23"


@pytest.mark.parametrize(
    ("goods_minor", "fee_minor"),
    [
        (0, 0), (49, 0), (50, 1), (10_00, 20), (24_49, 48), (24_50, 49), (49_99, 49), (50_00, 99), (100_00, 1_99),
        (149_99, 1_99), (150_00, 2_99), (200_00, 3_99), (300_00, 4_99), (349_00, 4_99), (400_00, 5_99),
        (500_00, 6_99), (649_99, 6_99), (650_00, 7_99), (9_000_00, 7_99),
    ],
)  # fmt: skip
def test_the_fee_of_a_european_basket(goods_minor: int, fee_minor: int) -> None:
    assert service_fee_minor(market("FR"), goods_minor, TODAY) == fee_minor


@pytest.mark.parametrize(
    ("goods_minor", "fee_minor"),
    [
        (0, 0), (1, 49), (49_99, 49), (50_00, 99), (100_00, 1_99), (199_99, 1_99), (200_00, 2_99), (300_00, 3_99),
        (400_00, 4_99), (699_99, 4_99), (700_00, 5_99),
    ],
)  # fmt: skip
def test_the_fee_of_an_american_basket(goods_minor: int, fee_minor: int) -> None:
    assert service_fee_minor(market("US"), goods_minor, TODAY) == fee_minor


def test_every_european_market_charges_the_same_fee() -> None:
    assert {service_fee_minor(market(code), 349_00, TODAY) for code in ("FR", "DE", "IE")} == {4_99}


def test_goods_cannot_cost_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="nothing or more"):
        service_fee_minor(market("FR"), -1, TODAY)


@given(code=st.sampled_from(["FR", "US"]), smaller=st.integers(0, 100_000), more=st.integers(0, 100_000))
def test_a_dearer_basket_never_pays_a_smaller_fee(code: str, smaller: int, more: int) -> None:
    rules = market(code)
    assert service_fee_minor(rules, smaller, TODAY) <= service_fee_minor(rules, smaller + more, TODAY)


@given(goods_minor=st.integers(0, 1_000_000))
def test_in_europe_the_fee_is_never_above_two_percent_of_the_goods(goods_minor: int) -> None:
    assert service_fee_minor(market("DE"), goods_minor, TODAY) * 50 <= goods_minor
