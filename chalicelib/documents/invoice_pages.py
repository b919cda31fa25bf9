"""What an invoice looks like on paper and on a page."""

from datetime import date

from chalicelib.documents.invoice import Invoice, InvoiceLine
from chalicelib.documents.layout import Block, Column, Facts, Paragraphs, Parties, PrintedDocument, TableBlock
from chalicelib.documents.wording import wording_in
from chalicelib.kernel.runtime.wording import Wording
from chalicelib.kernel.values.money import Money
from chalicelib.markets import formatting


class _Writer:
    """Amounts, days and rates as the invoice's language writes them."""

    def __init__(self, invoice: Invoice) -> None:
        self.words: Wording = wording_in(invoice.language)
        self._invoice = invoice

    def amount(self, minor: int) -> str:
        return formatting.amount(Money(minor, self._invoice.currency), self._invoice.language)

    def day(self, stated: str) -> str:
        return formatting.day(date.fromisoformat(stated), self._invoice.language)

    def rate(self, basis_points: int) -> str:
        whole, fraction = divmod(basis_points, 100)
        figures = f"{fraction:02d}".rstrip("0")
        shown = formatting.decimal(whole, figures, self._invoice.language) if figures else str(whole)
        return f"{shown}\u00a0%"


def invoice_document(invoice: Invoice) -> PrintedDocument:
    """The invoice as a document. Raises: FileNotFoundError for a language without a catalogue."""
    writer = _Writer(invoice)
    _ = writer.words.text
    is_credit = invoice.kind == "CREDIT_NOTE"
    title = _("Credit note") if is_credit else _("Invoice")
    facts = [
        (_("Number"), invoice.number),
        (_("Date"), writer.day(invoice.issued_on)),
        (_("Date of supply"), writer.day(invoice.supplied_on)),
    ]
    if invoice.reference:
        facts.append((_("Reference"), invoice.reference))
    if invoice.corrects:
        facts.append((_("Corrects"), ", ".join(invoice.corrects)))
    blocks: list[Block] = [
        Parties(((_("From"), invoice.issuer.lines()), (_("To"), invoice.recipient.lines()))),
        Facts(tuple(facts)),
        _lines_table(invoice, writer),
    ]
    if invoice.shows_vat:
        blocks.append(_vat_table(invoice, writer))
    told = list(invoice.mentions)
    if invoice.is_settled:
        told.append(_("Credited to you.") if is_credit else _("Paid. Nothing is left to pay."))
    if told:
        blocks.append(Paragraphs(tuple(told)))
    return PrintedDocument(
        language=invoice.language,
        title=f"{title} {invoice.number}",
        dated=invoice.issued_on,
        author=invoice.issuer.name,
        blocks=tuple(blocks),
        footer=f"{invoice.issuer.name} · {invoice.number}",
    )


def _lines_table(invoice: Invoice, writer: _Writer) -> TableBlock:
    _ = writer.words.text
    total = (_("Total"), writer.amount(invoice.total_minor))
    if not invoice.shows_vat:
        taxed = ((_("Sales tax"), writer.amount(invoice.sales_tax_minor)),) if invoice.sales_tax_minor else ()
        return TableBlock(
            (Column(_("Description"), 12), Column(_("Price"), 4, is_amount=True)),
            tuple((_described(line), writer.amount(line.net_minor)) for line in invoice.lines),
            (*taxed, total),
        )
    columns = (
        Column(_("Description"), 8),
        Column(_("Net"), 3, is_amount=True),
        Column(_("VAT rate"), 2, is_amount=True),
        Column(_("VAT"), 3, is_amount=True),
        Column(_("Gross"), 3, is_amount=True),
    )
    rows = tuple(
        (
            _described(line),
            writer.amount(line.net_minor),
            writer.rate(line.vat_rate_bp),
            writer.amount(line.vat_minor),
            writer.amount(line.net_minor + line.vat_minor),
        )
        for line in invoice.lines
    )
    sums = (
        (_("Total without VAT"), writer.amount(invoice.net_minor)),
        (_("Total VAT"), writer.amount(invoice.vat_minor)),
    )
    return TableBlock(columns, rows, (*sums, total))


def _vat_table(invoice: Invoice, writer: _Writer) -> TableBlock:
    _ = writer.words.text
    columns = (
        Column(_("VAT rate"), 4),
        Column(_("Net"), 4, is_amount=True),
        Column(_("VAT"), 4, is_amount=True),
    )
    rows = tuple(
        (writer.rate(each.vat_rate_bp), writer.amount(each.net_minor), writer.amount(each.vat_minor))
        for each in invoice.vat_totals()
    )
    return TableBlock(columns, rows, heading=_("VAT by rate"))


def _described(line: InvoiceLine) -> str:
    return f"{line.description} ({line.sku})" if line.sku else line.description
