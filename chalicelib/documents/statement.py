"""The statement of a seller's month: what was owed before, what each entry changed, and what is owed after."""

from datetime import date

import msgspec

from chalicelib.documents.layout import Column, Facts, Parties, PrintedDocument, TableBlock
from chalicelib.documents.party import Party
from chalicelib.documents.wording import wording_in
from chalicelib.kernel.runtime.wording import Text, said
from chalicelib.kernel.values.money import Money
from chalicelib.markets import formatting

_KINDS: dict[str, Text] = {
    "SALE": said("entry", "Sale"),
    "REFUND": said("entry", "Refund"),
    "TRANSFER": said("entry", "Transfer"),
    "TRANSFER_REVERSAL": said("entry", "Transfer taken back"),
    "NETTING": said("entry", "Debt netted"),
    "DISPUTE": said("entry", "Dispute"),
    "ADJUSTMENT": said("entry", "Correction"),
}


class UnbalancedStatement(ValueError):
    """Opening balance and entries do not sum to the closing balance."""


class StatementEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One change of what the platform owes the seller (minor units; negative lowers it), booked on a day.

    `kind` is a code of the ledger; `reference` the order and line it is of.
    """

    booked_on: str
    kind: str
    reference: str
    sku: str = ""
    amount_minor: int


class CurrencyStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A month's entries of one currency, in the order in which they were booked, between two balances."""

    currency: str
    opening_minor: int
    entries: tuple[StatementEntry, ...]
    closing_minor: int

    @property
    def changed_minor(self) -> int:
        """The sum of the entries."""
        return sum(entry.amount_minor for entry in self.entries)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's month (YYYY-MM), currency by currency."""

    language: str
    month: str
    issued_on: str
    seller: Party
    platform: Party
    currencies: tuple[CurrencyStatement, ...]


def statement_document(statement: Statement) -> PrintedDocument:
    """The statement as a document. Raises: UnbalancedStatement."""
    for one in statement.currencies:
        if one.opening_minor + one.changed_minor != one.closing_minor:
            raise UnbalancedStatement(f"{one.opening_minor} + {one.changed_minor} is not {one.closing_minor}")
    _ = wording_in(statement.language).text
    issued = formatting.day(date.fromisoformat(statement.issued_on), statement.language)
    entries = sum(len(one.entries) for one in statement.currencies)
    return PrintedDocument(
        language=statement.language,
        title=_("Statement of {month}", month=statement.month),
        dated=statement.issued_on,
        author=statement.platform.name,
        blocks=(
            Parties(
                (
                    (_("Marketplace"), statement.platform.lines()),
                    (_("Seller"), statement.seller.lines()),
                )
            ),
            Facts(
                (
                    (_("Issued on"), issued),
                    (_("Entries"), formatting.count(entries, statement.language)),
                )
            ),
            *(_entries_table(statement.language, one) for one in statement.currencies),
        ),
    )


def _entries_table(language: str, shown: CurrencyStatement) -> TableBlock:
    wording = wording_in(language)
    _ = wording.text

    def amount(minor: int) -> str:
        return formatting.amount(Money(minor, shown.currency), language)

    columns = (
        Column(_("Date"), 3),
        Column(_("Entry"), 4),
        Column(_("Reference"), 10),
        Column(_("Your sku"), 4),
        Column(_("Amount"), 3, is_amount=True),
    )
    rows = [
        (entry.booked_on, wording.message(_KINDS[entry.kind]), entry.reference, entry.sku, amount(entry.amount_minor))
        for entry in shown.entries
    ]
    totals = (
        (_("Balance before"), amount(shown.opening_minor)),
        (_("Sum of the entries"), amount(shown.changed_minor)),
        (_("Balance after"), amount(shown.closing_minor)),
    )
    return TableBlock(columns, tuple(rows), totals, heading=shown.currency)
