"""The legal guarantee of a used device per country, and what may be agreed below it."""

import pytest

from chalicelib.markets.directory import market
from chalicelib.markets.guarantees import AgreedTermTooShort, legal_guarantee_months, presumption_months

TODAY = "2026-11-23"


@pytest.mark.parametrize(
    ("code", "months", "presumed_months"),
    [
        ("FR", 24, 12), ("DE", 24, 12), ("ES", 36, 24), ("IT", 24, 12), ("BE", 24, 24), ("NL", 24, 12),
        ("IE", 24, 12), ("US", 0, 0),
    ],
)  # fmt: skip
def test_the_guarantee_of_each_country(code: str, months: int, presumed_months: int) -> None:
    assert legal_guarantee_months(market(code), TODAY) == months
    assert presumption_months(market(code), TODAY) == presumed_months


@pytest.mark.parametrize("code", ["DE", "ES", "IT", "BE"])
def test_twelve_months_may_be_agreed_for_second_hand_goods_where_the_law_says_so(code: str) -> None:
    assert legal_guarantee_months(market(code), TODAY, agreed_months=12) == 12
    assert presumption_months(market(code), TODAY, agreed_months=12) == 12
    with pytest.raises(AgreedTermTooShort):
        legal_guarantee_months(market(code), TODAY, agreed_months=11)


@pytest.mark.parametrize("code", ["FR", "NL", "IE"])
def test_nothing_shorter_may_be_agreed_elsewhere(code: str) -> None:
    with pytest.raises(AgreedTermTooShort):
        legal_guarantee_months(market(code), TODAY, agreed_months=23)


def test_a_longer_promise_leaves_the_legal_term_alone() -> None:
    assert legal_guarantee_months(market("FR"), TODAY, agreed_months=48) == 24


def test_choosing_repair_adds_a_year_since_31_july_2026() -> None:
    assert market("DE").repair_extension_months.at("2026-07-30") == 0
    assert market("FR").repair_extension_months.at("2026-07-30") == 6
    assert {market(code).repair_extension_months.at("2026-07-31") for code in ("FR", "DE", "IE")} == {12}


def test_every_market_asks_sellers_for_twelve_months() -> None:
    assert {market(code).commercial_guarantee_minimum_months.at(TODAY) for code in ("FR", "US")} == {12}


def test_ireland_and_the_netherlands_set_a_floor_and_no_end() -> None:
    open_ended = set()
    for code in ("FR", "DE", "ES", "IT", "BE", "NL", "IE"):
        legal = market(code).legal_guarantee
        assert legal is not None
        if legal.at(TODAY).open_ended:
            open_ended.add(code)
    assert open_ended == {"NL", "IE"}
