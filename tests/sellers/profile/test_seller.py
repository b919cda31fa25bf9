"""A seller's VAT number counts once the register has confirmed it."""

import pytest

from chalicelib.sellers.profile.seller import Seller, Trader


@pytest.mark.parametrize(
    ("vat_number", "checked_on", "is_checked"),
    [
        (None, None, False),
        ("FR00000000000", None, False),
        (None, "2026-01-02", False),
        ("FR00000000000", "2026-01-02", True),
    ],
)
def test_a_vat_number_counts_when_it_was_stated_and_found_valid(
    vat_number: str | None, checked_on: str | None, is_checked: bool
) -> None:
    trader = Trader(
        legal_name="Phénix Mobile SARL",
        trade_name="Phénix Mobile",
        postal_address="3 rue du Port, 69002 Lyon",
        country="FR",
        email="shop@phenix.example",
        phone="+33 4 00 00 00 00",
        register_name="RCS Lyon",
        register_number="000 000 000",
        vat_number=vat_number,
        vat_number_checked_on=checked_on,
        self_certified_on="2026-01-02",
    )
    seller = Seller(seller_id="sel_eu_1", status="ACTIVE", trader=trader, admitted_at="2026-01-02T00:00:00.000Z")
    assert seller.vat_checked is is_checked
