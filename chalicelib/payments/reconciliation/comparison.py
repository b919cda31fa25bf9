"""Comparison of a page of Stripe's balance transactions with the journals that must name them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import BalanceSource, BalanceTransaction
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import tables
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.models import JournalItem
from chalicelib.payments.reconciliation import counterparts
from chalicelib.payments.reconciliation.day_result import (
    MoneySide,
    MoneyTotals,
    Totals,
    UnexplainedMoney,
    UnexplainedReason,
)

# (order id, journal id)
Key = tuple[str, str]
# A journal is looked for among the transactions of these many days around the day it was booked on: an event may be
# delivered for three days, and Stripe's clock is not ours. Transactions further away are stored for the journal's day.
DAYS_BEFORE, DAYS_AFTER = 3, 1


class BookedJournal(msgspec.Struct, frozen=True):
    """A journal as far as it is compared: its currency, what it posts to the Stripe balance, and when it was booked."""

    currency: str
    stripe_minor: int
    booked_at: str


class LateName(msgspec.Struct, frozen=True):
    """A journal that was booked on another day than those around its transaction."""

    booked_day: str
    journal_id: str
    transaction_id: str


class PageComparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a page came to.

    `named` has the matched journals that we booked ourselves, each with its transaction; `matched` the ids of all
    matched transactions. `to_book` are the journals that are to be booked from the page.
    """

    named: dict[str, str]
    late: list[LateName]
    matched: frozenset[str]
    unexplained: list[tuple[BalanceTransaction, UnexplainedMoney]]
    to_book: list[Journal]
    totals: Totals


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    transaction: BalanceTransaction
    order_id: str
    journal_ids: tuple[str, ...]
    told: list[Journal]

    @property
    def source_id(self) -> str:
        return counterparts.source_id(self.transaction)

    @property
    def journal_keys(self) -> list[Key]:
        """The keys under which its journal may be booked, the usual one first; empty without an order."""
        return [(self.order_id, journal_id) for journal_id in self.journal_ids] if self.order_id else []


class _Postings(msgspec.Struct):
    stripe: int = 0


_postings = msgspec.json.Decoder(_Postings)


def compare(day: str, page: Sequence[BalanceTransaction]) -> PageComparison:
    """Look for the journals of every transaction of a page by their keys; nothing is searched by amount or time."""
    rows = [_row(transaction) for transaction in page]
    told = [(one.order_id, one.journal_id) for row in rows for one in row.told]
    booked = _booked([*told, *(row.journal_keys[0] for row in rows if row.journal_keys)])
    booked |= _booked(
        key for row in rows if row.journal_keys and row.journal_keys[0] not in booked for key in row.journal_keys[1:]
    )
    unsettled = _unsettled(rows, booked)
    booked |= {(one.order_id, one.journal_id): _as_booked(one) for one in unsettled}
    named, late, unexplained = dict[str, str](), list[LateName](), list[tuple[BalanceTransaction, UnexplainedMoney]]()
    for row in rows:
        journals = _counterpart(row, booked)
        reason = _fault(row, journals)
        if reason is None and named.keys() & journals.keys():
            reason = UnexplainedReason.JOURNAL_NAMED_TWICE
        if reason is not None:
            unexplained.append((row.transaction, _unexplained(day, row, reason)))
            continue
        for journal_id, journal in journals.items():
            named[journal_id] = row.transaction.id
            late += _late(day, journal_id, row.transaction, booked_day=journal.booked_at[:10])
    faulty = {transaction.id for transaction, _ in unexplained}
    return PageComparison(
        named=named,
        late=late,
        matched=frozenset(transaction.id for transaction in page if transaction.id not in faulty),
        unexplained=unexplained,
        # The two journals of an unsettled refund come first, so that no transaction takes only one of them.
        to_book=[
            *unsettled,
            *(one for row in rows for one in row.told if (one.order_id, one.journal_id) not in booked),
        ],
        totals=_totals(page, faulty),
    )


def _unsettled(rows: Sequence[_Row], booked: Mapping[Key, BookedJournal]) -> list[Journal]:
    """What is to be booked of refunds that failed before their success was known."""
    lacking = [row for row in rows if row.journal_keys and not any(key in booked for key in row.journal_keys)]
    wanted = {row.source_id: counterparts.unsettled_journals(row.transaction, row.order_id) for row in lacking}
    settled = _booked((one[0].order_id, f"refund#{refund_id}") for refund_id, one in wanted.items() if one)
    return [
        one
        for refund_id, pair in wanted.items()
        for one in pair
        if (one.order_id, f"refund#{refund_id}") not in settled
    ]


def _as_booked(journal: Journal) -> BookedJournal:
    return BookedJournal(journal.currency, journal.postings[Account.STRIPE], clock.timestamp())


def _counterpart(row: _Row, booked: Mapping[Key, BookedJournal]) -> dict[str, BookedJournal]:
    """The journals of a transaction by their ids: one, or several that a refund of the dashboard was divided into."""
    key = next((key for key in row.journal_keys if key in booked), None)
    if key is None:
        return {}
    found = {key[1]: booked[key]}
    if booked[key].stripe_minor == counterparts.booked_minor(row.transaction):
        return found
    pieces = JournalItem.query(key[0], JournalItem.journal_id.startswith(f"{key[1]}#"), consistent_read=True)
    return found | {
        item.journal_id: BookedJournal(item.currency, item.postings.get(Account.STRIPE, 0), item.booked_at)
        for item in pieces
    }


def _row(transaction: BalanceTransaction) -> _Row:
    journal_ids, source = counterparts.journal_ids(transaction), transaction.source
    return _Row(
        transaction=transaction,
        order_id=_order_of(source) if journal_ids and isinstance(source, BalanceSource) else "",
        journal_ids=journal_ids,
        told=counterparts.told_journals(transaction),
    )


def _order_of(source: BalanceSource) -> str:
    """The order that a movement belongs to. What has no metadata of ours names its payment, which names the order."""
    if source.order_id or not source.payment_intent:
        return source.order_id
    try:
        return stripe.intent(source.payment_intent).order_id
    except stripe.StripeRefused:
        return ""


def _booked(keys: Iterable[Key]) -> dict[Key, BookedJournal]:
    """The journals that exist of those keys, read consistently by the raw client: a busy day has 200,000 of them."""
    table = JournalItem.Meta.table_name
    # Each key once: DynamoDB refuses a request that has one twice.
    wanted = [{"order_id": {"S": one[0]}, "journal_id": {"S": one[1]}} for one in dict.fromkeys(keys)]
    found: dict[Key, BookedJournal] = {}
    for some in tables.batches(wanted, tables.BATCH_KEYS_MAX):
        for item in tables.read_batch({table: {"Keys": some, "ConsistentRead": True}})[table]:
            found[item["order_id"]["S"], item["journal_id"]["S"]] = BookedJournal(
                item["currency"]["S"], _postings.decode(item["postings"]["S"]).stripe, item["booked_at"]["S"]
            )
    return found


def _fault(row: _Row, journals: Mapping[str, BookedJournal]) -> UnexplainedReason | None:
    """Why a transaction is unexplained; None if its journals are there, or if only Stripe's list tells of it."""
    transaction = row.transaction
    if not row.journal_ids:
        is_told = transaction.type in counterparts.TOLD_BY_STRIPE or not transaction.amount_minor
        return None if is_told else UnexplainedReason.UNKNOWN_TYPE
    if not row.order_id:
        return UnexplainedReason.NO_ORDER
    if not journals:
        return UnexplainedReason.NO_JOURNAL
    total_minor = sum(journal.stripe_minor for journal in journals.values())
    is_currency = all(journal.currency == transaction.currency.upper() for journal in journals.values())
    is_same = is_currency and total_minor == counterparts.booked_minor(transaction)
    return None if is_same else UnexplainedReason.OTHER_AMOUNT


def _unexplained(day: str, row: _Row, reason: UnexplainedReason) -> UnexplainedMoney:
    transaction = row.transaction
    return UnexplainedMoney(
        day=day,
        entry_id=transaction.id,
        side=MoneySide.STRIPE,
        reason=reason,
        kind=transaction.type,
        object_id=row.source_id,
        order_id=row.order_id,
        currency=transaction.currency.upper(),
        amount_minor=counterparts.booked_minor(transaction),
        since=clock.stamp(datetime.fromtimestamp(transaction.created, UTC)),
    )


def _late(day: str, journal_id: str, transaction: BalanceTransaction, *, booked_day: str) -> list[LateName]:
    days = (date.fromisoformat(booked_day) - date.fromisoformat(day)).days if booked_day != day else 0
    is_near = -DAYS_AFTER <= days <= DAYS_BEFORE
    return [] if is_near else [LateName(booked_day, journal_id, transaction.id)]


def _totals(page: Sequence[BalanceTransaction], faulty: Collection[str]) -> Totals:
    """Sums without signs per currency. What is booked from the list is explained in any case."""
    sums: Mapping[str, Counter[str]] = {each.currency.upper(): Counter() for each in page}
    for each in page:
        told_minor = abs(counterparts.told_fee_minor(each))
        amount_minor = abs(counterparts.booked_minor(each))
        is_faulty = each.id in faulty
        counted = sums[each.currency.upper()]
        counted["transactions"] += 1
        counted["matched"] += not is_faulty
        counted["seen_minor"] += amount_minor + told_minor
        counted["explained_minor"] += told_minor if is_faulty else amount_minor + told_minor
        counted["stripe_only_minor"] += amount_minor if is_faulty else 0
    return {currency: MoneyTotals(**counted) for currency, counted in sums.items()}
