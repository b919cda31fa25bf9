"""An invoice or credit note: its lines with their VAT, its mentions, and what it looks like on paper."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from chalicelib.documents.layout import Block, Column, Facts, Paragraphs, Parties, PrintedDocument, TableBlock
from chalicelib.documents.party import Party
from chalicelib.documents.wording import wording_in
from chalicelib.kernel.runtime.wording import Wording
from chalicelib.kernel.values.money import Money
from chalicelib.markets import formatting

InvoiceKind = Literal["INVOICE", "CREDIT_NOTE"]


class VatCategory(StrEnum):
    """How a line is taxed, in the codes of EN 16931 (UNCL 5305)."""

    STANDARD = "S"
    # Without VAT on the invoice: the margin scheme.
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    # Not subject to VAT at all: outside the Union.
    OUTSIDE = "O"


class InvoiceLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One position: what it costs without VAT, and the VAT on it (minor units); the rate in basis points."""

    description: str
    net_minor: int
    vat_minor: int = 0
    vat_category: VatCategory
    vat_rate_bp: int = 0
    sku: str = ""


class VatTotal(msgspec.Struct, frozen=True):
    """The lines of one category and rate together."""

    vat_category: VatCategory
    vat_rate_bp: int
    net_minor: int
    vat_minor: int


def vat_totals(lines: Iterable[InvoiceLine]) -> tuple[VatTotal, ...]:
    """The sums of lines by category and rate, in the order in which these first appear."""
    nets: Counter[tuple[VatCategory, int]] = Counter()
    vats: Counter[tuple[VatCategory, int]] = Counter()
    for line in lines:
        nets[(line.vat_category, line.vat_rate_bp)] += line.net_minor
        vats[(line.vat_category, line.vat_rate_bp)] += line.vat_minor
    return tuple(VatTotal(*key, net_minor, vats[key]) for key, net_minor in nets.items())


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice, or a credit note whose amounts are what is credited; both positive (minor units).

    `sales_tax_minor` is US sales tax, which is no VAT. `mentions` are the words a law prescribes, in the order in which
    they are printed; `exemption` is the one that says why a line bears no VAT. `corrects` are the numbers of the
    invoices a credit note is about.
    """

    kind: InvoiceKind
    number: str
    language: str
    issued_on: str
    supplied_on: str
    currency: str
    issuer: Party
    recipient: Party
    lines: tuple[InvoiceLine, ...]
    sales_tax_minor: int = 0
    mentions: tuple[str, ...] = ()
    exemption: str = ""
    reference: str = ""
    corrects: tuple[str, ...] = ()
    is_settled: bool = True

    @property
    def net_minor(self) -> int:
        return sum(line.net_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        return sum(line.vat_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """What is invoiced, all taxes included."""
        return self.net_minor + self.vat_minor + self.sales_tax_minor

    @property
    def shows_vat(self) -> bool:
        """Whether VAT appears: under the margin scheme it must not (Directive 2006/112/EC art. 325)."""
        return any(line.vat_category in (VatCategory.STANDARD, VatCategory.REVERSE_CHARGE) for line in self.lines)

    @property
    def is_structured(self) -> bool:
        """Whether EN 16931 can express it: VAT of the Union, and parties in a country."""
        is_taxed_there = all(line.vat_category is not VatCategory.OUTSIDE for line in self.lines)
        return is_taxed_there and not self.sales_tax_minor and bool(self.issuer.country and self.recipient.country)

    def vat_totals(self) -> tuple[VatTotal, ...]:
        """The breakdown by category and rate."""
        return vat_totals(self.lines)


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
