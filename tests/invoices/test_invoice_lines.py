"""The lines of invoices: VAT inside prices, divided once, and given back cumulatively."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.offers.agreed_terms import AgreedTerms, VatScheme
from chalicelib.documents.party import Party
from chalicelib.invoices.invoice_lines import commission_lines, credited_line, sale_lines
from chalicelib.invoices.issued_invoice import Commission, IssuedInvoice
from chalicelib.markets.taxes import vat_of_gross_minor
from chalicelib.orders.line import Line
from chalicelib.payments.commission import LineAmounts


def a_line(price_minor: int, shipping_minor: int, rate_bp: int | None = 2_000, scheme: VatScheme = "REGULAR") -> Line:
    return Line(
        line_id="1",
        offer_id="off_eu_1",
        terms_version=1,
        seller_id="sel_eu_1",
        sku="IP13",
        product_id="prd_eu_1",
        title="iPhone 13",
        category="iphones",
        grade="GOOD",
        terms=AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme=scheme),
        amounts=LineAmounts(
            price_minor=price_minor, shipping_minor=shipping_minor, fee_minor=0, fee_vat_minor=0, commission_minor=0
        ),
        carrier="colissimo",
        delivery_days=2,
        commission_vat_rule="DOMESTIC",
        identifier_kind="IMEI",
        vat_rate_bp=rate_bp,
    )


def an_issued(line: Line) -> IssuedInvoice:
    return IssuedInvoice(
        invoice_id="inv_eu_1",
        kind="INVOICE",
        subject="SALE",
        issuer_id="sel_eu_1",
        seller_id="sel_eu_1",
        seller=Party(name="Phénix", address=("Lyon",), country="FR"),
        issued_at="2026-11-24T10:00:00.000Z",
        supplied_on="2026-11-24",
        language="fr",
        currency="EUR",
        lines=sale_lines(line, "Livraison"),
    )


@given(st.integers(1, 10**7), st.integers(0, 10**5), st.sampled_from([1_900, 2_000, 2_100, 2_200, 2_300]))
def test_the_vat_of_device_and_delivery_is_that_of_their_sum(
    price_minor: int, shipping_minor: int, rate_bp: int
) -> None:
    issued = an_issued(a_line(price_minor, shipping_minor, rate_bp))
    assert issued.total_minor == price_minor + shipping_minor
    assert issued.vat_minor == vat_of_gross_minor(price_minor + shipping_minor, rate_bp)
    assert len(issued.lines) == (2 if shipping_minor else 1)
    assert {each.vat_category for each in issued.lines} == {"S"}


@pytest.mark.parametrize(("scheme", "category"), [("MARGINAL", "E"), ("REGULAR", "O")])
def test_where_no_rate_was_frozen_no_vat_is_shown(scheme: VatScheme, category: str) -> None:
    issued = an_issued(a_line(29_900, 490, None, scheme))
    assert (issued.total_minor, issued.vat_minor) == (30_390, 0)
    assert {each.vat_category for each in issued.lines} == {category}


@given(st.integers(1, 10**6), st.integers(0, 10**4), st.lists(st.integers(1, 10**6), max_size=8))
def test_credits_in_any_parts_give_back_exactly_the_sale(
    price_minor: int, shipping_minor: int, cuts: list[int]
) -> None:
    sale = an_issued(a_line(price_minor, shipping_minor))
    whole = sale.goods_minor
    ends = sorted({cut % whole for cut in cuts} | {0, whole})
    credits = [
        credited_line(sale, "Refund", before_minor=before, credited_minor=after - before)
        for before, after in pairwise(ends)
    ]
    assert sum(each.net_minor + each.vat_minor for each in credits) == whole
    assert sum(each.vat_minor for each in credits) == sale.vat_minor


def test_more_than_the_sale_is_not_credited() -> None:
    sale = an_issued(a_line(100, 0))
    with pytest.raises(ValueError, match="refund"):
        credited_line(sale, "Refund", before_minor=60, credited_minor=41)


def test_commissions_of_one_rule_and_rate_are_one_line() -> None:
    domestic = Commission(minor=1_000, vat_minor=200, rule="DOMESTIC", vat_rate_bp=2_000)
    reverse = Commission(minor=300, vat_minor=0, rule="REVERSE_CHARGE", vat_rate_bp=0)
    nothing = Commission(minor=0, vat_minor=0, rule="NONE", vat_rate_bp=0)
    lines = commission_lines([domestic, reverse, nothing, domestic], "Commission")
    assert [(each.vat_category, each.net_minor, each.vat_minor) for each in lines] == [
        ("S", 2_000, 400),
        ("AE", 300, 0),
    ]
    (free,) = commission_lines([msgspec.structs.replace(nothing, minor=1)], "Commission")
    assert free.vat_category == "O"
