"""An invoice or credit note as values: its parties, its lines with their VAT, and its mentions."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

import msgspec

from chalicelib.documents.party import Party

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
