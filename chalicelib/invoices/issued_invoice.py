"""An issued invoice or credit note: everything that is frozen when it is issued, without any person's data."""

from typing import Literal

import msgspec

from chalicelib.documents.invoice import InvoiceKind, InvoiceLine
from chalicelib.documents.party import Party

# SALE: the seller to the buyer, for one device. COMMISSION: the platform to the seller, for one month.
InvoiceSubject = Literal["SALE", "COMMISSION"]
# How the platform is named as an issuer; every other issuer is a seller's id.
PLATFORM = "platform"


class Commission(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The platform's commission on a sale, or what a refund gives back of it (minor units), with its frozen rule."""

    minor: int
    vat_minor: int
    rule: str
    vat_rate_bp: int


class IssuedInvoice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An invoice, or a credit note whose positive amounts are what is credited.

    `series` is the issuer and the year, `sequence` its number therein, from 1 without a gap. `order_id`, `line_id` and
    `person_id` are set for SALE, `month` (YYYY-MM) for COMMISSION. `corrects` are the numbers of the invoices that a
    credit note is about. `commission` is set for SALE: the month's commission invoice adds them up.
    """

    invoice_id: str
    kind: InvoiceKind
    subject: InvoiceSubject
    issuer_id: str
    seller_id: str
    seller: Party
    series: str = ""
    sequence: int = 0
    number: str = ""
    issued_at: str
    supplied_on: str
    language: str
    currency: str
    lines: tuple[InvoiceLine, ...]
    sales_tax_minor: int = 0
    commission: Commission | None = None
    corrects: tuple[str, ...] = ()
    market: str | None = None
    order_id: str | None = None
    line_id: str | None = None
    person_id: str | None = None
    month: str | None = None

    @property
    def goods_minor(self) -> int:
        """What is invoiced with VAT, without US sales tax."""
        return sum(line.net_minor + line.vat_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        return sum(line.vat_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.sales_tax_minor
