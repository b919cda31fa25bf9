"""The commission is a share of all the buyer pays for the device, rounded once; the seller gets the exact rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.commission import LineAmounts, SaleRates, line_amounts

FRENCH = SaleRates(commission_bp=1_000, commission_vat_bp=2_000, fee_vat_bp=2_000)


def test_ten_per_cent_of_price_and_shipping_and_the_vat_on_it_by_hand() -> None:
    assert line_amounts(FRENCH, price_minor=349_00, shipping_minor=4_90, fee_minor=5_99) == LineAmounts(
        price_minor=349_00,
        shipping_minor=4_90,
        fee_minor=5_99,
        fee_vat_minor=1_00,
        commission_minor=35_39,
        commission_vat_minor=7_08,
    )


def test_the_commission_is_taken_of_american_sales_tax_too() -> None:
    rates = SaleRates(commission_bp=1_000, commission_vat_bp=0, fee_vat_bp=0)
    line = line_amounts(rates, price_minor=300_00, shipping_minor=0, fee_minor=5_00, tax_minor=24_00)
    assert (line.commission_minor, line.paid_minor, line.seller_net_minor) == (32_40, 329_00, 267_60)


@given(st.integers(0, 5_000_00), st.integers(0, 50_00), st.integers(0, 20_00))
def test_what_the_buyer_pays_is_shared_to_the_cent(price_minor: int, shipping_minor: int, fee_minor: int) -> None:
    line = line_amounts(FRENCH, price_minor=price_minor, shipping_minor=shipping_minor, fee_minor=fee_minor)
    shared_minor = line.seller_net_minor + line.commission_minor + line.commission_vat_minor + line.fee_minor
    assert shared_minor == line.paid_minor


def test_a_commission_above_the_sale_is_refused_before_anybody_pays() -> None:
    greedy = SaleRates(commission_bp=9_000, commission_vat_bp=2_000, fee_vat_bp=0)
    with pytest.raises(ValueError, match="more than the sale"):
        line_amounts(greedy, price_minor=100_00, shipping_minor=0, fee_minor=0)
