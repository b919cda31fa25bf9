"""The markets there are, and that every figure of each is dated and sourced."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from chalicelib.kernel.values.money import EXPONENT
from chalicelib.kernel.values.problems import NotFound
from chalicelib.markets.directory import market, markets
from chalicelib.markets.market import History, TaxMode, UnknownMarket
from chalicelib.markets.united_states import STATES

EVERY_MARKET = (*markets("eu"), *markets("us"))
OPENING = "2026-01-01"


def histories(value: Any) -> Iterator[History[Any]]:
    if isinstance(value, History):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from histories(getattr(value, name))


def test_each_cell_serves_its_own_markets() -> None:
    assert [one.code for one in markets("eu")] == ["FR", "DE", "ES", "IT", "BE", "NL", "IE"]
    assert [one.code for one in markets("us")] == ["US"]
    assert {one.cell for one in markets("eu")} == {"eu"}
    assert market("US").cell == "us"


@pytest.mark.parametrize("code", ["", "fr", "GB", "FRA", "x" * 4_000])
def test_a_market_nobody_opened_is_not_found(code: str) -> None:
    with pytest.raises(UnknownMarket) as refusal:
        market(code)
    assert isinstance(refusal.value, NotFound)
    assert len(refusal.value.detail) < 60


@pytest.mark.parametrize("code", [one.code for one in EVERY_MARKET])
def test_every_figure_has_a_day_and_a_source_and_was_in_force_at_opening(code: str) -> None:
    found = list(histories(market(code)))
    assert len(found) >= 20
    for history in found:
        days = [entry.since for entry in history.entries]
        assert days == sorted(set(days))
        assert all(len(entry.source) > 5 for entry in history.entries)
        assert history.entry(OPENING)


@pytest.mark.parametrize("code", [one.code for one in EVERY_MARKET])
def test_a_market_speaks_its_default_language_and_delivers_at_home(code: str) -> None:
    one = market(code)
    assert one.default_language in one.languages
    assert one.code in one.delivery_countries
    assert one.currency in EXPONENT
    assert (one.vat_standard_bp is None) == (one.tax_mode is TaxMode.SALES_TAX)
    assert one.prices_include_tax == (one.tax_mode is TaxMode.VAT)


@pytest.mark.parametrize(
    ("code", "rate_bp"),
    [("FR", 2_000), ("DE", 1_900), ("ES", 2_100), ("IT", 2_200), ("BE", 2_100), ("NL", 2_100), ("IE", 2_300)],
)
def test_standard_vat_of_each_country(code: str, rate_bp: int) -> None:
    rate = market(code).vat_standard_bp
    assert rate is not None
    assert rate.at("2026-11-23") == rate_bp


def test_the_commission_is_ten_percent_everywhere() -> None:
    assert {one.commission_bp.at("2026-11-23") for one in EVERY_MARKET} == {1_000}


def test_zip_codes_belong_to_one_state_but_for_the_two_prefixes_that_cross_a_border() -> None:
    holders: dict[int, set[str]] = {}
    for code, state in STATES.items():
        for low, high in state.zip_prefixes:
            for prefix in range(low, high + 1):
                holders.setdefault(prefix, set()).add(code)
    # Fishers Island NY is served from Connecticut, Alta WY from Idaho.
    shared = {prefix: codes for prefix, codes in holders.items() if len(codes) > 1}
    assert shared == {63: {"CT", "NY"}, 834: {"ID", "WY"}}
