"""A market as clients see it."""

import json

import pytest

from chalicelib.markets.directory import market, markets
from chalicelib.markets.views import market_view

TODAY = "2026-11-23"


@pytest.mark.parametrize("code", [one.code for one in (*markets("eu"), *markets("us"))])
def test_a_market_can_be_sent_as_json(code: str) -> None:
    view = market_view(market(code), TODAY)
    assert json.loads(json.dumps(view))["market"] == code


def test_france_shows_its_tax_fee_and_guarantee() -> None:
    view = market_view(market("FR"), TODAY)
    assert view["tax"]["standard_rate_bp"] is not None
    assert view["guarantee"]["legal"] is not None
    assert view["tax"]["standard_rate_bp"]["value"] == 2_000
    assert view["service_fee"]["tiers"][0] == {"goods_below_minor": 50_00, "fee_minor": 49}
    assert view["guarantee"]["legal"]["months"] == 24
    assert view["windows"]["withdrawal_days"]["source"] == "Directive 2011/83/EU art. 9(1)"
    assert view["windows"]["payout_days_of_month"]["value"] == (6, 16, 26)
    assert [country["country"] for country in view["delivery"]] == ["FR", "MC"]


def test_the_united_states_show_states_and_no_vat() -> None:
    view = market_view(market("US"), TODAY)
    assert view["tax"] == {"mode": "SALES_TAX", "prices_include_tax": False, "standard_rate_bp": None}
    assert view["guarantee"]["legal"] is None
    assert len(view["delivery"][0]["states"]) == 51


def test_the_figures_shown_are_those_of_the_day_asked_for() -> None:
    assert market_view(market("FR"), "2026-07-30")["guarantee"]["repair_extension_months"]["value"] == 6
    assert market_view(market("FR"), "2026-07-31")["guarantee"]["repair_extension_months"]["value"] == 12
