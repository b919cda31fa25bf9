"""VAT inside a price, and the VAT rule on a seller's commission."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markets.directory import market
from chalicelib.markets.taxes import (
    EU_COUNTRIES,
    CommissionVat,
    CommissionVatRule,
    SellerOutsideRegion,
    commission_vat,
    vat_inside_minor,
)

TODAY = "2026-11-23"


@pytest.mark.parametrize(
    ("code", "gross_minor", "vat_minor"),
    [
        ("FR", 120_00, 20_00),
        ("DE", 119_00, 19_00),
        ("IT", 122_00, 22_00),
        ("FR", 4_99, 83),
        ("FR", 3, 0),
        ("US", 120_00, 0),
    ],
)
def test_the_vat_inside_a_price(code: str, gross_minor: int, vat_minor: int) -> None:
    assert vat_inside_minor(market(code), gross_minor, TODAY) == vat_minor


def test_vat_follows_the_day_of_the_sale() -> None:
    assert vat_inside_minor(market("DE"), 116_00, "2020-12-31") == 16_00
    assert vat_inside_minor(market("DE"), 119_00, "2021-01-01") == 19_00


@given(code=st.sampled_from(["FR", "DE", "ES", "IT", "BE", "NL", "IE"]), gross_minor=st.integers(0, 10_000_000))
def test_net_and_vat_rebuild_the_gross_price_to_the_cent(code: str, gross_minor: int) -> None:
    rules = market(code)
    assert rules.vat_standard_bp is not None
    vat_minor = vat_inside_minor(rules, gross_minor, TODAY)
    net_minor = gross_minor - vat_minor
    assert abs(net_minor * rules.vat_standard_bp.at(TODAY) - vat_minor * 10_000) <= 10_000


@pytest.mark.parametrize("vat_number_checked", [True, False])
def test_a_french_seller_pays_french_vat_on_commission(vat_number_checked: bool) -> None:
    found = commission_vat("eu", "FR", vat_number_checked=vat_number_checked, on=TODAY)
    assert found == CommissionVat(CommissionVatRule.DOMESTIC, 2_000)


def test_a_seller_elsewhere_in_the_union_owes_the_vat_once_the_number_is_checked() -> None:
    checked = commission_vat("eu", "DE", vat_number_checked=True, on=TODAY)
    assert checked == CommissionVat(CommissionVatRule.REVERSE_CHARGE, 0)
    unchecked = commission_vat("eu", "DE", vat_number_checked=False, on=TODAY)
    assert unchecked == CommissionVat(CommissionVatRule.DOMESTIC, 2_000)


def test_there_is_no_vat_on_an_american_commission() -> None:
    assert commission_vat("us", "US", vat_number_checked=False, on=TODAY) == CommissionVat(CommissionVatRule.NONE, 0)


@pytest.mark.parametrize(("cell", "country"), [("eu", "GB"), ("eu", "US"), ("eu", "CH"), ("us", "FR"), ("us", "CA")])
def test_a_seller_outside_the_region_is_refused(cell: str, country: str) -> None:
    with pytest.raises(SellerOutsideRegion):
        commission_vat(cell, country, vat_number_checked=True, on=TODAY)


def test_the_union_has_27_countries() -> None:
    assert len(EU_COUNTRIES) == 27
