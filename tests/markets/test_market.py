"""Dated figures: the one in force on a day; and the service fee, tiered, capped in Europe, never falling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markets.directory import market
from chalicelib.markets.market import Dated, History, NotInForce, in_force

TODAY = "2026-11-23"
GERMAN_VAT = History(
    (Dated(1_900, "2007-01-01", "a"), Dated(1_600, "2020-07-01", "b"), Dated(1_900, "2021-01-01", "c"))
)


@pytest.mark.parametrize(
    ("on", "rate_bp", "source"),
    [
        ("2020-06-30", 1_900, "a"),
        ("2020-07-01", 1_600, "b"),
        ("2020-12-31", 1_600, "b"),
        ("2021-01-01", 1_900, "c"),
    ],
)
def test_a_figure_holds_from_its_first_day_until_the_next_one_begins(on: str, rate_bp: int, source: str) -> None:
    assert GERMAN_VAT.at(on) == rate_bp
    assert GERMAN_VAT.entry(on).source == source


def test_a_timestamp_is_read_as_its_day() -> None:
    assert GERMAN_VAT.at("2020-07-01T00:00:00.000Z") == 1_600
    assert GERMAN_VAT.at("2020-06-30T23:59:59.999Z") == 1_900


def test_before_the_first_entry_nothing_is_in_force() -> None:
    with pytest.raises(NotInForce, match="2026-01-01"):
        in_force(10, "2026-01-01", "terms").at("2025-12-31")


@pytest.mark.parametrize(
    ("goods_minor", "fee_minor"),
    [
        (0, 0), (49, 0), (50, 1), (10_00, 20), (24_49, 48), (24_50, 49), (49_99, 49), (50_00, 99), (100_00, 1_99),
        (149_99, 1_99), (150_00, 2_99), (200_00, 3_99), (300_00, 4_99), (349_00, 4_99), (400_00, 5_99),
        (500_00, 6_99), (649_99, 6_99), (650_00, 7_99), (9_000_00, 7_99),
    ],
)  # fmt: skip
def test_the_fee_of_a_european_basket(goods_minor: int, fee_minor: int) -> None:
    assert market("FR").service_fee_minor(goods_minor, TODAY) == fee_minor


@pytest.mark.parametrize(
    ("goods_minor", "fee_minor"),
    [
        (0, 0), (1, 49), (49_99, 49), (50_00, 99), (100_00, 1_99), (199_99, 1_99), (200_00, 2_99), (300_00, 3_99),
        (400_00, 4_99), (699_99, 4_99), (700_00, 5_99),
    ],
)  # fmt: skip
def test_the_fee_of_an_american_basket(goods_minor: int, fee_minor: int) -> None:
    assert market("US").service_fee_minor(goods_minor, TODAY) == fee_minor


def test_every_european_market_charges_the_same_fee() -> None:
    assert {market(code).service_fee_minor(349_00, TODAY) for code in ("FR", "DE", "IE")} == {4_99}


def test_goods_cannot_cost_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="nothing or more"):
        market("FR").service_fee_minor(-1, TODAY)


@given(code=st.sampled_from(["FR", "US"]), smaller=st.integers(0, 100_000), more=st.integers(0, 100_000))
def test_a_dearer_basket_never_pays_a_smaller_fee(code: str, smaller: int, more: int) -> None:
    rules = market(code)
    assert rules.service_fee_minor(smaller, TODAY) <= rules.service_fee_minor(smaller + more, TODAY)


@given(goods_minor=st.integers(0, 1_000_000))
def test_in_europe_the_fee_is_never_above_two_percent_of_the_goods(goods_minor: int) -> None:
    assert market("DE").service_fee_minor(goods_minor, TODAY) * 50 <= goods_minor
