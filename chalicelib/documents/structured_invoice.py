"""An invoice as XML: EN 16931 in the syntax of UN/CEFACT Cross Industry Invoice, which Factur-X puts into a PDF."""

import xml.etree.ElementTree as ElementTree
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.documents.invoice import Invoice, InvoiceLine, VatCategory, VatTotal
from chalicelib.documents.party import Party
from chalicelib.kernel.values.money import EXPONENT

_GUIDELINE = "urn:cen.eu:en16931:2017"
_TYPES = {"INVOICE": "380", "CREDIT_NOTE": "381"}
# Why there is no VAT, in the code list VATEX of the European Commission.
_EXEMPTIONS = {VatCategory.EXEMPT: "VATEX-EU-F", VatCategory.REVERSE_CHARGE: "VATEX-EU-AE"}
_PIECE = "C62"


def invoice_xml(invoice: Invoice) -> bytes:
    """The XML. Amounts are those of the invoice, not computed anew. Raises: ValueError for one outside the Union."""
    from drafthorse.models.document import Document

    if not invoice.is_structured:
        raise ValueError("EN 16931 knows neither US sales tax nor a party without a country")
    document = Document()
    document.context.guideline_parameter.id = _GUIDELINE
    document.header.id = invoice.number
    document.header.type_code = _TYPES[invoice.kind]
    document.header.issue_date_time = date.fromisoformat(invoice.issued_on)
    # The library writes one preceding invoice (BG-3); any more are named in a note.
    for mention in (*invoice.mentions, *invoice.corrects[1:]):
        document.header.notes.add(_note(mention))
    _party(document.trade.agreement.seller, invoice.issuer)
    _party(document.trade.agreement.buyer, invoice.recipient)
    if invoice.reference:
        document.trade.agreement.buyer_order.issuer_assigned_id = invoice.reference
    document.trade.delivery.event.occurrence = date.fromisoformat(invoice.supplied_on)
    for number, line in enumerate(invoice.lines, start=1):
        document.trade.items.add(_item(number, line, invoice))
    _settle(document.trade.settlement, invoice)
    root = document.to_etree()
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def _note(mention: str) -> Any:
    from drafthorse.models.note import IncludedNote

    note = IncludedNote()
    note.content = mention
    return note


def _party(written: Any, party: Party) -> None:
    from drafthorse.models.party import TaxRegistration

    written.name = party.name
    lines = (*party.address, "", "", "")
    written.address.line_one, written.address.line_two, written.address.line_three = lines[:3]
    written.address.country_id = party.country
    if party.vat_number:
        written.tax_registrations.add(TaxRegistration(id=("VA", party.vat_number)))


def _item(number: int, line: InvoiceLine, invoice: Invoice) -> Any:
    from drafthorse.models.tradelines import LineItem

    item = LineItem()
    item.document.line_id = str(number)
    item.product.name = line.description
    if line.sku:
        item.product.seller_assigned_id = line.sku
    item.agreement.net.amount = _decimal(line.net_minor, invoice)
    item.delivery.billed_quantity = (Decimal(1), _PIECE)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = line.vat_category.value
    item.settlement.trade_tax.rate_applicable_percent = _percent(line.vat_rate_bp)
    item.settlement.monetary_summation.total_amount = _decimal(line.net_minor, invoice)
    return item


def _settle(settlement: Any, invoice: Invoice) -> None:
    settlement.currency_code = invoice.currency
    for each in invoice.vat_totals():
        settlement.trade_tax.add(_tax(each, invoice))
    if invoice.corrects:
        settlement.invoice_referenced_document.issuer_assigned_id = invoice.corrects[0]
    total = settlement.monetary_summation
    total.line_total = total.tax_basis_total = _decimal(invoice.net_minor, invoice)
    total.charge_total = total.allowance_total = Decimal("0.00")
    total.tax_total = (_decimal(invoice.vat_minor, invoice), invoice.currency)
    total.grand_total = _decimal(invoice.total_minor, invoice)
    paid_minor = invoice.total_minor if invoice.is_settled else 0
    total.prepaid_total = _decimal(paid_minor, invoice)
    total.due_amount = _decimal(invoice.total_minor - paid_minor, invoice)


def _tax(each: VatTotal, invoice: Invoice) -> Any:
    from drafthorse.models.accounting import ApplicableTradeTax

    tax = ApplicableTradeTax()
    tax.type_code = "VAT"
    tax.category_code = each.vat_category.value
    tax.rate_applicable_percent = _percent(each.vat_rate_bp)
    tax.basis_amount = _decimal(each.net_minor, invoice)
    tax.calculated_amount = _decimal(each.vat_minor, invoice)
    if each.vat_category in _EXEMPTIONS:
        tax.exemption_reason = invoice.exemption
        tax.exemption_reason_code = _EXEMPTIONS[each.vat_category]
    return tax


def _decimal(minor: int, invoice: Invoice) -> Decimal:
    return Decimal(minor).scaleb(-EXPONENT[invoice.currency])


def _percent(basis_points: int) -> Decimal:
    return Decimal(basis_points).scaleb(-2)
