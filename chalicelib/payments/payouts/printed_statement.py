"""A seller's month as it is printed: the entries of each currency between two balances."""

from collections.abc import Iterable

from chalicelib.documents import downloads
from chalicelib.documents.download import Download
from chalicelib.documents.platform_party import platform_party
from chalicelib.documents.rendered_documents import statement_pdf
from chalicelib.documents.statement import CurrencyStatement, Statement, StatementEntry
from chalicelib.kernel.runtime import clock
from chalicelib.payments.ledger import seller_entries
from chalicelib.payments.ledger.seller_entry import SellerEntry
from chalicelib.payments.payouts.statements import MonthStatement
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.correspondence import language_of, party_of


def pdf(seller_id: str, found: MonthStatement, language: str | None = None) -> Download:
    """A link to a seller's month as a PDF, in the language of its country unless another is wanted.

    Raises: Unavailable.
    """
    name = f"statement-{found.first_day:%Y-%m}.pdf"
    return downloads.offer(statement_pdf(printed(seller_id, found, language)), downloads.PDF, name)


def printed(seller_id: str, found: MonthStatement, language: str | None = None) -> Statement:
    """A seller's month with both parties and, for each currency, what was owed before and after it."""
    seller, today = sellers.seller(seller_id), clock.timestamp()[:10]
    opening = seller_entries.sums_before(seller_id, found.first_day.isoformat())
    entries = [dated.entry for dated in found.entries]
    currencies = sorted(opening.keys() | {entry.currency for entry in entries})
    return Statement(
        language=language or language_of(seller.trader.country),
        month=f"{found.first_day:%Y-%m}",
        issued_on=today,
        seller=party_of(seller),
        platform=platform_party(today),
        currencies=tuple(_of_currency(each, opening.get(each, 0), entries) for each in currencies),
    )


def _of_currency(currency: str, opening_minor: int, entries: Iterable[SellerEntry]) -> CurrencyStatement:
    own = [entry for entry in entries if entry.currency == currency]
    return CurrencyStatement(
        currency=currency,
        opening_minor=opening_minor,
        entries=tuple(
            StatementEntry(
                booked_on=entry.booked_at[:10],
                kind=entry.kind,
                reference=f"{entry.order_id} / {entry.line_id}",
                sku=entry.sku,
                amount_minor=entry.amount_minor,
            )
            for entry in own
        ),
        closing_minor=opening_minor + sum(entry.amount_minor for entry in own),
    )
