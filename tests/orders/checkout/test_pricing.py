"""Pricing: every part of a total falls on a line, and the parts add up in every market."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import MarketPrice, OfferTerms, ShippingOption, TermsChanged
from chalicelib.markets import directory
from chalicelib.orders.checkout.pricing import (
    DeliveryPlace,
    NotDeliverable,
    NotInMarket,
    OfferNotFound,
    TooMany,
    price_lines,
)
from chalicelib.orders.payloads import LINES_MAX, QuotedLine, WantedLine
from chalicelib.payments.ledger.postings import sale_postings

FRANCE, GERMANY, AMERICA = directory.market("FR"), directory.market("DE"), directory.market("US")
PARIS = DeliveryPlace(country="FR", on="2026-11-23T09:00:00.000Z")
AUSTIN = DeliveryPlace(country="US", on="2026-11-23T09:00:00.000Z", sales_taxes=(2_531,))


def _terms(number: int = 1, **changed: Any) -> OfferTerms:
    market = changed.pop("market", "FR")
    values: dict[str, Any] = {
        "offer_id": f"off_eu_{number:026d}",
        "seller_id": f"sel_eu_{number:026d}",
        "sku": f"SKU{number}",
        "product_id": "prd_eu_00000000000000000000000001",
        "grade": "GOOD",
        "version": 3,
        "created_at": "2026-11-01T00:00:00.000Z",
        "published_at": "2026-11-01T00:00:00.000Z",
        "status": "ON_SALE",
        "prices": {market: MarketPrice(price_minor=changed.pop("price_minor", 34_900), terms_version=3)},
        "terms": AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme="REGULAR"),
        "shipping": (
            ShippingOption(carrier="slow", delivery_days=5, cost_minor=0, countries=("FR", "US")),
            ShippingOption(carrier="express", delivery_days=1, cost_minor=990, countries=("FR",)),
        ),
        "product_title": "Phone",
        "category": "iphones",
        "carbon_category": "smartphone",
        "identifier_kind": "IMEI",
        "weight_grams": 174,
        "seller_trade_name": "Shop",
        "seller_country": "FR",
        "seller_vat_checked": False,
        "available": 5,
        "on_sale": True,
    }
    return OfferTerms(**(values | changed))


def _wanted(terms: OfferTerms, **changed: Any) -> tuple[WantedLine, OfferTerms]:
    return WantedLine(offer_id=terms.offer_id, **changed), terms


@settings(max_examples=200)
@given(
    prices=st.lists(st.integers(1, 300_000), min_size=1, max_size=10),
    contribution_minor=st.integers(0, 100_000),
    vat_checked=st.booleans(),
)
def test_the_lines_add_up_to_fee_contribution_and_balanced_books(
    prices: list[int], contribution_minor: int, vat_checked: bool
) -> None:
    wanted = [
        _wanted(_terms(number, price_minor=price, seller_country="DE", seller_vat_checked=vat_checked))
        for number, price in enumerate(prices)
    ]
    lines = price_lines(FRANCE, wanted, PARIS, contribution_minor)
    assert sum(line.amounts.contribution_minor for line in lines) == contribution_minor
    assert sum(line.amounts.fee_minor for line in lines) == FRANCE.service_fee_minor(sum(prices), PARIS.on)
    assert all(sum(sale_postings(line.seller_id, line.amounts).values()) == 0 for line in lines)
    assert all(line.amounts.seller_net_minor >= 0 for line in lines)


@pytest.mark.parametrize(
    ("country", "checked", "rule", "vat_minor"),
    [
        ("FR", True, "DOMESTIC", 698),
        ("FR", False, "DOMESTIC", 698),
        ("DE", True, "REVERSE_CHARGE", 0),
        ("DE", False, "DOMESTIC", 698),
    ],
)
def test_vat_on_the_commission_follows_the_seller_s_seat_and_checked_number(
    country: str, checked: bool, rule: str, vat_minor: int
) -> None:
    terms = _terms(seller_country=country, seller_vat_checked=checked)
    (line,) = price_lines(FRANCE, [_wanted(terms)], PARIS)
    assert (line.amounts.commission_minor, line.amounts.commission_vat_minor) == (3_490, vat_minor)
    assert line.commission_vat_rule == rule


def test_in_america_the_tax_is_on_top_and_the_commission_is_of_the_amount_with_it() -> None:
    terms = _terms(market="US", seller_country="US", price_minor=40_000)
    (line,) = price_lines(AMERICA, [_wanted(terms)], AUSTIN)
    amounts = line.amounts
    assert amounts.tax_minor == 2_531
    assert amounts.commission_minor == round((amounts.price_minor + amounts.shipping_minor + amounts.tax_minor) / 10)
    assert (amounts.commission_vat_minor, amounts.fee_vat_minor) == (0, 0)
    assert sale_postings("s", amounts)["facilitator_tax"] == -amounts.tax_minor


def test_the_cheapest_way_of_shipping_is_taken_unless_another_is_asked_for() -> None:
    (cheapest,) = price_lines(FRANCE, [_wanted(_terms())], PARIS)
    (asked,) = price_lines(FRANCE, [_wanted(_terms(), carrier="express")], PARIS)
    assert (cheapest.carrier, cheapest.amounts.shipping_minor) == ("slow", 0)
    assert (asked.carrier, asked.amounts.shipping_minor) == ("express", 990)


def test_a_carrier_that_does_not_go_there_is_refused() -> None:
    with pytest.raises(NotDeliverable):
        price_lines(FRANCE, [_wanted(_terms(), carrier="pigeon")], PARIS)
    with pytest.raises(NotDeliverable):
        price_lines(GERMANY, [_wanted(_terms(market="DE"))], DeliveryPlace(country="DE", on=PARIS.on))


def test_forty_devices_are_an_order_and_forty_one_are_too_many() -> None:
    many = [_wanted(_terms(number)) for number in range(LINES_MAX + 1)]
    assert len(price_lines(FRANCE, many[:LINES_MAX], PARIS)) == LINES_MAX
    with pytest.raises(TooMany):
        price_lines(FRANCE, many, PARIS)


def test_an_offer_that_does_not_exist_or_is_not_sold_here_is_named() -> None:
    unknown = WantedLine(offer_id="off_eu_absent")
    with pytest.raises(OfferNotFound) as absent:
        price_lines(FRANCE, [_wanted(_terms()), (unknown, None)], PARIS)
    assert absent.value.members == {"offer_id": "off_eu_absent"}
    german = _terms(market="DE")
    with pytest.raises(NotInMarket) as elsewhere:
        price_lines(FRANCE, [_wanted(german)], PARIS)
    assert elsewhere.value.members == {"offer_id": german.offer_id}


def test_a_quote_of_earlier_terms_is_refused_and_one_of_these_terms_is_kept() -> None:
    terms = _terms()
    (line,) = price_lines(FRANCE, [(QuotedLine(offer_id=terms.offer_id, terms_version=3), terms)], PARIS)
    assert line.terms_version == 3
    with pytest.raises(TermsChanged):
        price_lines(FRANCE, [(QuotedLine(offer_id=terms.offer_id, terms_version=2), terms)], PARIS)


def test_three_devices_of_an_offer_are_sold_at_once_on_however_many_lines() -> None:
    two, one = _wanted(_terms(), quantity=2), _wanted(_terms())
    assert [line.line_id for line in price_lines(FRANCE, [two, one], PARIS)] == ["1", "2", "3"]
    with pytest.raises(TooMany):
        price_lines(FRANCE, [two, two], PARIS)
