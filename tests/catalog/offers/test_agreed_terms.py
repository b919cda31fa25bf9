"""Agreed terms: one value, small enough to be on every line of an order."""

import msgspec
import pytest

from chalicelib.catalog.answers import ShownTerms
from chalicelib.catalog.offers.agreed_terms import AgreedTerms, VatScheme
from chalicelib.catalog.payloads import OfferBody, OfferPatch
from chalicelib.catalog.views import terms_view
from chalicelib.orders.line import Line
from chalicelib.payments.commission import LineAmounts

TERMS = AgreedTerms(battery="NEW", guarantee_months=24, vat_scheme="MARGINAL")


def test_every_agreed_term_is_sent_changed_and_shown_under_one_name() -> None:
    names = set(AgreedTerms.__struct_fields__)
    assert set(ShownTerms.__annotations__) == set(terms_view(TERMS)) == names
    assert names <= set(OfferBody.__struct_fields__) & set(OfferPatch.__struct_fields__)


def test_agreed_terms_are_stored_without_the_names_of_their_members() -> None:
    assert msgspec.json.encode(TERMS) == b'["NEW",24,"MARGINAL"]'


def test_a_line_of_an_order_is_smaller_than_with_named_terms() -> None:
    """An order of two lines is near the boundary of a write unit, and each line repeats its terms."""
    amounts = LineAmounts(
        price_minor=34_900, shipping_minor=490, fee_minor=299, fee_vat_minor=50, commission_minor=3_539
    )
    line = Line(
        line_id="1",
        offer_id="off_eu_00000000000000000000000001",
        terms_version=1,
        seller_id="sel_eu_00000000000000000000000001",
        sku="IP13-GOOD",
        product_id="prd_eu_00000000000000000000000001",
        title="Apple iPhone 13, 128 GB midnight",
        category="iphones",
        grade="GOOD",
        terms=TERMS,
        amounts=amounts,
        carrier="colissimo",
        delivery_days=2,
        commission_vat_rule="FR_DOMESTIC",
        identifier_kind="IMEI",
        carbon_category="smartphone",
    )
    named = {**msgspec.to_builtins(line), "battery": "NEW", "guarantee_months": 24, "vat_scheme": "MARGINAL"}
    del named["terms"]
    assert len(msgspec.json.encode(line)) < len(msgspec.json.encode(named))


@pytest.mark.parametrize(("scheme", "is_marginal"), [("MARGINAL", True), ("REGULAR", False)])
def test_the_margin_scheme_is_told_from_regular_vat(scheme: VatScheme, *, is_marginal: bool) -> None:
    assert msgspec.structs.replace(TERMS, vat_scheme=scheme).is_margin_scheme is is_marginal
