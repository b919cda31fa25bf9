"""A sale's journal, reckoned anew: the tenth, whose VAT is added to it, and halves of a cent."""

import msgspec

from local.expected_books import Sale, commission_minor, commission_vat_minor, postings

FRENCH = Sale(
    cell="eu",
    seller_id="sel_eu_1",
    seller_country="FR",
    seller_vat_checked=True,
    price_minor=299_90,
    shipping_minor=4_95,
    fee_minor=3_99,
    tax_minor=0,
)


def test_a_french_seller_pays_a_tenth_and_french_vat_on_it() -> None:
    assert postings(FRENCH) == {
        "stripe": 308_84,
        "seller:sel_eu_1": -268_27,
        "commission": -30_48,
        "commission_vat": -6_10,
        "service_fee": -3_33,
        "service_fee_vat": -66,
    }


def test_half_a_cent_goes_to_the_even_one() -> None:
    assert [commission_minor(msgspec.structs.replace(FRENCH, price_minor=minor)) for minor in (100_10, 100_20)] == [
        10_50,
        10_52,
    ]


def test_a_seller_abroad_owes_the_vat_itself_only_under_a_checked_number() -> None:
    abroad = msgspec.structs.replace(FRENCH, seller_country="DE")
    assert commission_vat_minor(abroad) == 0
    assert commission_vat_minor(msgspec.structs.replace(abroad, seller_vat_checked=False)) == 6_10


def test_an_american_sale_has_sales_tax_and_no_vat() -> None:
    sold = msgspec.structs.replace(FRENCH, cell="us", seller_country="US", tax_minor=25_00)
    booked = postings(sold)
    assert booked["commission"] == -32_98
    assert booked["facilitator_tax"] == -25_00
    assert booked.keys().isdisjoint({"commission_vat", "service_fee_vat"})
    assert sum(booked.values()) == 0
