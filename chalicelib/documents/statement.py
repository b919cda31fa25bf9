"""The statement of a seller's month: what was owed before, what each entry changed, and what is owed after."""

from datetime import date

import msgspec

from chalicelib.documents.layout import Column, Facts, Parties, PrintedDocument, TableBlock
from chalicelib.documents.party import Party
from chalicelib.documents.wording import wording_in
from chalicelib.kernel.values.money import Money
from chalicelib.markets import formatting


class UnbalancedStatement(ValueError):
    """Opening balance and entries do not sum to the closing balance."""


class StatementEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One change of what the platform owes the seller (minor units; negative lowers it), booked on a day.

    `kind` is what it is called, in the document's language; `reference` the order, line or payout it is of.
    """

    booked_on: str
    kind: str
    reference: str
    sku: str = ""
    amount_minor: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's month (YYYY-MM) in one currency, with every entry in the order in which it was booked."""

    language: str
    month: str
    issued_on: str
    currency: str
    seller: Party
    platform: Party
    opening_minor: int
    entries: tuple[StatementEntry, ...]
    closing_minor: int


def statement_document(statement: Statement) -> PrintedDocument:
    """The statement as a document. Raises: UnbalancedStatement."""
    changed_minor = sum(entry.amount_minor for entry in statement.entries)
    if statement.opening_minor + changed_minor != statement.closing_minor:
        raise UnbalancedStatement(f"{statement.opening_minor} + {changed_minor} is not {statement.closing_minor}")
    _ = wording_in(statement.language).text

    issued = formatting.day(date.fromisoformat(statement.issued_on), statement.language)
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
                    (_("Currency"), statement.currency),
                    (_("Entries"), formatting.count(len(statement.entries), statement.language)),
                )
            ),
            _entries_table(statement, changed_minor),
        ),
    )


def _entries_table(statement: Statement, changed_minor: int) -> TableBlock:
    _ = wording_in(statement.language).text

    def amount(minor: int) -> str:
        return formatting.amount(Money(minor, statement.currency), statement.language)

    columns = (
        Column(_("Date"), 4),
        Column(_("Entry"), 4),
        Column(_("Reference"), 10),
        Column(_("Your sku"), 3),
        Column(_("Amount"), 3, is_amount=True),
    )
    rows = [
        (entry.booked_on, entry.kind, entry.reference, entry.sku, amount(entry.amount_minor))
        for entry in statement.entries
    ]
    totals = (
        (_("Balance before"), amount(statement.opening_minor)),
        (_("Sum of the entries"), amount(changed_minor)),
        (_("Balance after"), amount(statement.closing_minor)),
    )
    return TableBlock(columns, tuple(rows), totals)
