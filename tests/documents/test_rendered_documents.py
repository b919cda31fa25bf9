"""Rendered documents: read back as a reader does, they say what they were given, to the cent and in each language."""

import io
import re
from datetime import date
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from chalicelib.documents.invoice import InvoiceLine, VatCategory
from chalicelib.documents.rendered_documents import certificate_pdf, invoice_pdf, statement_pdf
from chalicelib.documents.statement import CurrencyStatement, UnbalancedStatement
from chalicelib.kernel.values.money import Money
from chalicelib.markets import formatting
from tests.documents.sample_documents import (
    BUYER,
    LANGUAGES,
    SELLER,
    a_certificate,
    a_commission_invoice,
    a_margin_invoice,
    a_statement,
    an_invoice,
)


def reader_of(rendered: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(rendered))


def catalogue_of(reader: PdfReader) -> Any:
    """The file's own description of itself."""
    return reader.trailer["/Root"].get_object()


def plain(text: str) -> str:
    """Every kind of space as one."""
    return re.sub(r"\s+", " ", text)


def text_of(rendered: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in reader_of(rendered).pages))


def amount(minor: int, language: str) -> str:
    return plain(formatting.amount(Money(minor, "EUR"), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invoice_says_each_amount_and_both_parties_in_each_language(language: str) -> None:
    invoice = an_invoice(language)
    printed = text_of(invoice_pdf(invoice))
    for minor in (113_361, 21_539, 134_900, 412, 78, 490, 113_773, 21_617, 135_390):
        assert amount(minor, language) in printed
    assert invoice.number in printed
    assert plain(formatting.day(date(2026, 12, 1), language)) in printed
    assert "IP13-128-M" in printed
    for line in (*SELLER.lines(), *BUYER.lines()):
        assert line in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_vat_is_shown_under_the_margin_scheme(language: str) -> None:
    invoice = a_margin_invoice(language)
    shown = text_of(invoice_pdf(invoice))
    assert amount(29_900, language) in shown
    assert "Gebrauchtgegenstände/Sonderregelung" in shown
    assert not re.search(r"\b(VAT|TVA|USt|IVA|Btw)\b", shown.replace(SELLER.vat_number or "", ""))
    assert "%" not in shown


def test_a_credit_note_names_what_it_corrects() -> None:
    shown = text_of(invoice_pdf(an_invoice(kind="CREDIT_NOTE", corrects=("RB-2026-000007",))))
    assert "Credit note RB-2026-000042" in shown
    assert "RB-2026-000007" in shown


def test_american_sales_tax_is_a_row_of_its_own_and_no_vat() -> None:
    taxed = an_invoice(
        lines=(InvoiceLine(description="Pixel 7", net_minor=29_900, vat_category=VatCategory.OUTSIDE),),
        sales_tax_minor=2_168,
    )
    shown = text_of(invoice_pdf(taxed))
    assert amount(2_168, "en") in shown
    assert amount(32_068, "en") in shown
    assert "VAT rate" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_says_every_entry_and_adds_up(language: str) -> None:
    statement = a_statement(language, entries=70)
    printed = text_of(statement_pdf(statement))
    (euros,) = statement.currencies
    for entry in euros.entries:
        assert f"{entry.sku} {amount(entry.amount_minor, language)}" in printed
    for minor in (euros.opening_minor, euros.closing_minor, euros.changed_minor):
        assert amount(minor, language) in printed
    assert len(reader_of(statement_pdf(statement)).pages) > 1


def test_a_statement_that_does_not_add_up_is_not_printed() -> None:
    statement = a_statement()
    wrong = (msgspec.structs.replace(statement.currencies[0], closing_minor=1),)
    with pytest.raises(UnbalancedStatement):
        statement_pdf(msgspec.structs.replace(statement, currencies=wrong))


def test_each_currency_has_its_own_balances() -> None:
    statement = a_statement(entries=1)
    dollars = CurrencyStatement(currency="USD", opening_minor=100, entries=(), closing_minor=100)
    printed = text_of(statement_pdf(msgspec.structs.replace(statement, currencies=(*statement.currencies, dollars))))
    assert "EUR" in printed.partition("USD")[0]
    assert plain(formatting.amount(Money(100, "USD"), "en")) in printed.partition("USD")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_says_device_rights_dates_and_terms(language: str) -> None:
    certificate = a_certificate(language)
    printed = text_of(certificate_pdf(certificate))
    for day in (date(2026, 12, 1), date(2027, 12, 1), date(2029, 6, 1), date(2027, 2, 3)):
        assert plain(formatting.day(day, language)) in printed
    for told in (*certificate.texts, "356938035643809", certificate.title, "2026-11-24", "2026-11-01"):
        assert told in printed
    assert printed.count("Code de la consommation") == 1


@pytest.mark.parametrize(
    "render",
    [
        lambda: invoice_pdf(an_invoice("fr")),
        lambda: invoice_pdf(a_commission_invoice()),
        lambda: statement_pdf(a_statement("es", 40)),
        lambda: certificate_pdf(a_certificate("nl")),
    ],
)
def test_the_same_document_is_the_same_bytes(render: object) -> None:
    assert callable(render)
    assert render() == render()


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_archivable_and_state_language_title_and_author(language: str) -> None:
    reader = reader_of(invoice_pdf(an_invoice(language)))
    assert catalogue_of(reader)["/Lang"] == language
    metadata = catalogue_of(reader)["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "Réparœuvre &amp; Søn" in metadata
    assert "RB-2026-000042</rdf:li>" in metadata


def test_an_invoice_carries_its_xml_and_a_certificate_none() -> None:
    reader = reader_of(invoice_pdf(an_invoice()))
    assert list(reader.attachments) == ["factur-x.xml"]
    metadata = catalogue_of(reader)["/Metadata"].get_object().get_data().decode()
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata
    assert not reader_of(certificate_pdf(a_certificate())).attachments
