"""The ledger: journals that sum to zero, each booked once, with sellers' balances in the same transaction."""

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.ledger.accounts import account_of, seller_of
from chalicelib.payments.models import JournalItem, SellerBalance


class UnbalancedJournal(Exception):
    """Postings that do not sum to zero: a bug, stopped before it is booked."""


class AlreadyBooked(Exception):
    """A journal with this id exists."""


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A money event. `journal_id` is `<kind>#<id of its cause>`, so the same event always has the same key.

    `line_id` is the line it is about; None for the capture, which is about all of them, and for money of no line.
    """

    order_id: str
    journal_id: str
    currency: str
    postings: dict[str, int]
    line_id: str | None = None


class TimedJournal(msgspec.Struct, frozen=True):
    """A journal, and when it was booked."""

    booked_at: str
    journal: Journal


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform owes a seller in one currency (minor units), and the number of journals behind it."""

    currency: str
    owed_minor: int
    journals: int


def book_acts(*booked: Journal) -> list[transactions.Act]:
    """The acts that book journals: each journal (refusal AlreadyBooked), then each seller's balance, once.

    Raises: UnknownAccount, UnbalancedJournal for postings that do not sum to zero or are not integers.
    """
    acts = [_journal_act(journal) for journal in booked]
    posted: dict[tuple[str, str], list[int]] = {}
    for journal in booked:
        for account, minor in journal.postings.items():
            if seller_id := seller_of(account):
                posted.setdefault((seller_id, journal.currency), []).append(-minor)
    return [*acts, *(_owing(*key, minors) for key, minors in sorted(posted.items()))]


def _journal_act(journal: Journal) -> transactions.Act:
    for account in journal.postings:
        account_of(account)
    if sum(journal.postings.values()) != 0 or not all(type(minor) is int for minor in journal.postings.values()):
        raise UnbalancedJournal(journal.journal_id)
    item = JournalItem(
        journal.order_id,
        journal.journal_id,
        currency=journal.currency,
        postings=journal.postings,
        line_id=journal.line_id,
        booked_at=clock.timestamp(),
    )
    return transactions.put_new(item, lambda _: AlreadyBooked())


def _owing(seller_id: str, currency: str, minors: list[int]) -> transactions.Act:
    return transactions.update(
        SellerBalance(seller_id, currency),
        SellerBalance.owed_minor.add(sum(minors)),
        SellerBalance.journals.add(len(minors)),
    )


def journal(order_id: str, journal_id: str) -> Journal:
    """A journal that was booked, read consistently."""
    return _value(JournalItem.get(order_id, journal_id, consistent_read=True))


def journals_of(order_id: str) -> list[Journal]:
    """Every journal of an order, read consistently."""
    return [_value(item) for item in JournalItem.query(order_id, consistent_read=True)]


def booked_journals_of(order_id: str) -> list[TimedJournal]:
    """Every journal of an order in the order of booking, read consistently."""
    found = JournalItem.query(order_id, consistent_read=True)
    booked = [TimedJournal(item.booked_at, _value(item)) for item in found]
    return sorted(booked, key=lambda each: (each.booked_at, each.journal.journal_id))


def _value(item: JournalItem) -> Journal:
    return Journal(
        order_id=item.order_id,
        journal_id=item.journal_id,
        currency=item.currency,
        postings=item.postings,
        line_id=item.line_id,
    )


def balances_of(seller_id: str) -> list[Balance]:
    """A seller's balances, one per currency, read consistently."""
    return [
        Balance(currency=item.currency, owed_minor=int(item.owed_minor), journals=int(item.journals))
        for item in SellerBalance.query(seller_id, consistent_read=True)
    ]
