"""Structured invoices: valid against the schema of EN 16931, with the amounts of the invoice they express."""

from decimal import Decimal
from typing import Any

import pytest
from drafthorse.utils import validate_xml
from lxml import etree

from chalicelib.documents.invoice import Invoice, InvoiceLine, VatCategory
from chalicelib.documents.structured_invoice import invoice_xml
from tests.documents.sample_documents import a_commission_invoice, a_margin_invoice, an_invoice

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def read(invoice: Invoice) -> Any:
    """The XML as its receiver reads it; refused if it does not keep to the schema."""
    return etree.fromstring(validate_xml(invoice_xml(invoice), "FACTUR-X_EN16931"))


def texts(root: Any, name: str) -> list[str]:
    return [each.text for each in root.iter(f"{RAM}{name}")]


def test_a_sale_with_vat_is_valid_and_right_to_the_cent() -> None:
    root = read(an_invoice())
    assert texts(root, "GrandTotalAmount") == ["1353.90"]
    assert texts(root, "TaxBasisTotalAmount") == ["1137.73"]
    assert texts(root, "TaxTotalAmount") == ["216.17"]
    assert texts(root, "DuePayableAmount") == ["0.00"]
    assert texts(root, "ChargeAmount") == ["1133.61", "4.12"]
    assert sum(map(Decimal, texts(root, "ChargeAmount"))) == Decimal(texts(root, "LineTotalAmount")[-1])
    assert set(texts(root, "CategoryCode")) == {"S"}


def test_a_sale_under_the_margin_scheme_says_why_there_is_no_vat() -> None:
    root = read(a_margin_invoice("de"))
    assert texts(root, "ExemptionReasonCode") == ["VATEX-EU-F"]
    assert texts(root, "ExemptionReason") == ["Gebrauchtgegenstände/Sonderregelung"]
    assert texts(root, "GrandTotalAmount") == ["299.00"]
    assert set(texts(root, "CategoryCode")) == {"E"}


def test_commission_under_the_reverse_charge_says_who_owes_the_tax() -> None:
    root = read(a_commission_invoice())
    assert texts(root, "ExemptionReasonCode") == ["VATEX-EU-AE"]
    assert texts(root, "GrandTotalAmount") == ["12345.67"]
    assert len(list(root.iter(f"{RAM}SpecifiedTaxRegistration"))) == 2


def test_a_credit_note_is_of_its_own_kind_and_names_what_it_corrects() -> None:
    root = read(a_commission_invoice(kind="CREDIT_NOTE", corrects=("RC-2026-000001", "RC-2026-000002")))
    assert texts(root, "TypeCode")[0] == "381"
    assert "RC-2026-000001" in texts(root, "IssuerAssignedID")
    assert "RC-2026-000002" in texts(root, "Content")


def test_an_invoice_that_is_not_paid_says_what_is_due() -> None:
    assert texts(read(an_invoice(is_settled=False)), "DuePayableAmount") == ["1353.90"]


def test_an_american_invoice_has_no_such_xml() -> None:
    line = InvoiceLine(description="Pixel 7", net_minor=29_900, vat_category=VatCategory.OUTSIDE)
    american = an_invoice(lines=(line,), sales_tax_minor=2_168)
    assert not american.is_structured
    with pytest.raises(ValueError, match="EN 16931"):
        invoice_xml(american)
