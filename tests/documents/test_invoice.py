"""An invoice adds up its lines and knows what it shows."""

from chalicelib.documents.invoice import InvoiceLine, VatCategory
from tests.documents.sample_documents import a_commission_invoice, a_margin_invoice, an_invoice


def test_totals_are_the_sums_of_the_lines() -> None:
    invoice = an_invoice(sales_tax_minor=5)
    assert (invoice.net_minor, invoice.vat_minor, invoice.total_minor) == (113_773, 21_617, 135_395)


def test_vat_is_broken_down_by_category_and_rate() -> None:
    reduced = InvoiceLine(
        description="Book", net_minor=100, vat_minor=7, vat_category=VatCategory.STANDARD, vat_rate_bp=700
    )
    invoice = an_invoice(lines=(*an_invoice().lines, reduced))
    assert [(each.vat_rate_bp, each.net_minor, each.vat_minor) for each in invoice.vat_totals()] == [
        (1_900, 113_773, 21_617),
        (700, 100, 7),
    ]


def test_vat_is_shown_where_it_is_due_and_never_under_the_margin_scheme() -> None:
    assert an_invoice().shows_vat
    assert a_commission_invoice().shows_vat
    assert not a_margin_invoice().shows_vat


def test_only_parties_in_a_country_and_european_vat_can_be_structured() -> None:
    assert an_invoice().is_structured
    assert a_margin_invoice().is_structured
    assert not an_invoice(sales_tax_minor=1).is_structured
    erased = type(an_invoice().recipient)(name="Erased", address=(), country="")
    assert not an_invoice(recipient=erased).is_structured
