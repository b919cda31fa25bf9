"""A seller's entries as they are listed, and a month of them as a statement: values, and the same as CSV."""

import io
from collections.abc import Sequence
from csv import writer as csv_writer
from datetime import date, timedelta
from typing import Any

import msgspec

from chalicelib.documents import downloads
from chalicelib.documents.download import Download
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import EXPONENT
from chalicelib.kernel.values.problems import NotFound
from chalicelib.payments.ledger import seller_entries
from chalicelib.payments.ledger.seller_entry import SellerEntry
from chalicelib.payments.payouts import queries
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.transfers import queries as transfer_queries

CSV = "text/csv; charset=utf-8"
FIRST_MONTH = date(2026, 1, 1)
COLUMNS = (
    "booked_at",
    "kind",
    "order_id",
    "line_id",
    "sku",
    "currency",
    "amount",
    "price",
    "shipping",
    "commission",
    "commission_vat",
    "available_at",
    "journal_id",
)
# What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class DatedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry, with the time at which its line's money becomes available; None until the line is delivered."""

    entry: SellerEntry
    available_at: str | None


class MonthStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A month: every entry booked from its first to its last day (UTC), and the payouts made in it."""

    first_day: date
    last_day: date
    entries: tuple[DatedEntry, ...]
    payouts: tuple[Payout, ...]


def page_of_entries(
    seller_id: str, since: str | None, limit: int, start: dict[str, Any] | None
) -> tuple[list[DatedEntry], dict[str, Any] | None]:
    """A page of a seller's entries booked at `since` or later, the oldest first, and where the next page starts."""
    found, following = seller_entries.entries_of(seller_id, since, limit, start)
    return _dated(found), following


def entries_of_order(seller_id: str, order_id: str, since: str | None) -> list[DatedEntry]:
    """A seller's entries about one order, the oldest first."""
    found = seller_entries.entries_of_order(seller_id, order_id)
    return _dated([entry for entry in found if entry.booked_at >= (since or "")])


def _dated(found: Sequence[SellerEntry]) -> list[DatedEntry]:
    transfers = transfer_queries.by_lines((entry.order_id, entry.line_id) for entry in found)
    return [DatedEntry(entry=entry, available_at=_available_at(transfers, entry)) for entry in found]


def _available_at(transfers: transfer_queries.ByLine, entry: SellerEntry) -> str | None:
    transfer = transfers.get((entry.order_id, entry.line_id))
    return transfer.available_at if transfer else None


def statement(seller_id: str, month: str) -> MonthStatement:
    """A seller's statement of a month (`2026-11`), complete once the month is over.

    Raises: NotFound for what is no month, or one before the platform opened or after the current one.
    """
    first = _first_day(month)
    following = (first + timedelta(days=31)).replace(day=1)
    entries = seller_entries.entries_between(seller_id, first.isoformat(), following.isoformat())
    payouts = queries.created_between(seller_id, first.isoformat(), following.isoformat())
    return MonthStatement(
        first_day=first,
        last_day=following - timedelta(days=1),
        entries=tuple(_dated(entries)),
        payouts=tuple(payouts),
    )


def _first_day(month: str) -> date:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as fault:
        raise NotFound() from fault
    if not FIRST_MONTH <= first <= clock.now().date():
        raise NotFound()
    return first


def csv(found: MonthStatement) -> Download:
    """A link to the entries of a statement as CSV. Raises: Unavailable."""
    return downloads.offer(csv_of(found).encode(), CSV, f"statement-{found.first_day:%Y-%m}.csv")


def csv_of(found: MonthStatement) -> str:
    """The entries of a statement as CSV (RFC 4180), amounts in units of the currency with a point."""
    text = io.StringIO()
    writer = csv_writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(dated) for dated in found.entries)
    return text.getvalue()


def _row(dated: DatedEntry) -> list[str]:
    entry, parts = dated.entry, dated.entry.parts
    amounts = [entry.amount_minor]
    amounts += (
        [parts.price_minor, parts.shipping_minor, parts.commission_minor, parts.commission_vat_minor] if parts else []
    )
    shown = [amount_text(minor, entry.currency) for minor in amounts]
    return [
        entry.booked_at,
        entry.kind,
        entry.order_id,
        entry.line_id,
        _cell(entry.sku),
        entry.currency,
        *shown,
        *[""] * (5 - len(shown)),
        dated.available_at or "",
        entry.journal_id or "",
    ]


def amount_text(minor: int, currency: str) -> str:
    """An amount in units of its currency: `-12.30`, without a point for a currency without minor units."""
    exponent = EXPONENT[currency]
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    whole = f"{digits[: len(digits) - exponent]}.{digits[len(digits) - exponent :]}".rstrip(".")
    return f"-{whole}" if minor < 0 else whole


def _cell(text: str) -> str:
    """A seller's own text, so that a spreadsheet does not take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
