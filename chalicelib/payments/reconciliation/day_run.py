"""The reconciliation of a day: Stripe's list is read in pages and compared, then the ledger's list of the day is.

Each step reads a bounded number of pages and stores how far it came, so a step that ends early is continued, and one
that is done twice finds the same. Every day is run again on the two days after it, and while anything is unexplained.
"""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import msgspec

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import BalanceTransaction
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments import money_commands
from chalicelib.payments.ledger import journal_days
from chalicelib.payments.ledger.journal_days import ListedJournal
from chalicelib.payments.ledger.journals import AlreadyBooked
from chalicelib.payments.money_commands import FollowObject, ReconcileDay
from chalicelib.payments.reconciliation import comparison, counterparts, day_runs, stripe_journals, unexplained_money
from chalicelib.payments.reconciliation.comparison import DAYS_AFTER, DAYS_BEFORE, PageComparison
from chalicelib.payments.reconciliation.day_result import (
    DayRun,
    MoneySide,
    MoneyTotals,
    UnexplainedMoney,
    UnexplainedReason,
    added,
)

# A page takes about half a second of Stripe; the worker has a minute.
PAGES_PER_STEP = 20
# What the ledger has and Stripe's list has not is reported after this: a list may be behind.
LEDGER_GRACE = timedelta(hours=48)


def carry_on(command: ReconcileDay, followed: Collection[str]) -> None:
    """Carry out a step of a run and ask for the next one. A step of an earlier or finished run changes nothing.

    `followed` are the kinds of Stripe's objects that a command can follow.
    """
    run = day_runs.find(command.day)
    if run is None or run.run != command.run or run.state == "DONE":
        return
    try:
        for _ in range(PAGES_PER_STEP):
            if run.is_listed:
                _finish(run)
                return
            run = _read_page(run, followed)
    except Conflict:
        return  # another worker carries out the same step
    money_commands.send(command)


def _read_page(run: DayRun, followed: Collection[str]) -> DayRun:
    since, before = _seconds(run.day), _seconds(_after(run.day, 1))
    page = stripe.balance_page(since=since, before=before, after=run.after)
    compared = transactions.retry_on_conflict(lambda: _compared(run.day, page.items), AlreadyBooked)
    for late in compared.late:
        day_runs.name_late(late.booked_day, late.journal_id, late.transaction_id)
    _report(run.day, compared)
    _follow(compared, followed)
    step = msgspec.structs.replace(
        run,
        after=page.items[-1].id if page.items else run.after,
        pages=run.pages + 1,
        is_listed=not page.has_more,
        totals=added(run.totals, compared.totals),
    )
    return day_runs.save(step, day_runs.page_act(run, compared.named))


def _compared(day: str, page: list[BalanceTransaction]) -> PageComparison:
    compared = comparison.compare(day, page)
    stripe_journals.book(compared.to_book)
    return compared


def _report(day: str, compared: PageComparison) -> None:
    for reported in unexplained_money.open_of_day(day):
        if reported.side is MoneySide.STRIPE and reported.entry_id in compared.matched:
            unexplained_money.explain(reported)
    for _, found in compared.unexplained:
        unexplained_money.report(found)


def _follow(compared: PageComparison, followed: Collection[str]) -> None:
    """Have what was never reported followed as after an event, which Stripe repeats for three days only."""
    objects = [
        counterparts.followed_object(transaction)
        for transaction, found in compared.unexplained
        if found.reason in (UnexplainedReason.NO_JOURNAL, UnexplainedReason.NO_ORDER)
    ]
    known = sorted({each for each in objects if each is not None and each[0] in followed})
    money_commands.send(*(FollowObject(kind=kind, object_id=object_id) for kind, object_id in known))


def _finish(run: DayRun) -> None:
    """Compare the ledger's list of the day with what Stripe's transactions name, and store the result."""
    named = _times_named(run.day)
    totals, found = run.totals, dict[str, UnexplainedMoney]()
    for journal in journal_days.stripe_journals_of(run.day):
        times = named[journal.journal_id]
        if times != 1:
            totals = added(totals, {journal.currency: _of_ledger(journal, times)})
            if times or _is_overdue(journal):
                faulty = _unexplained(run.day, journal, times)
                found[faulty.entry_id] = faulty
    for reported in unexplained_money.open_of_day(run.day):
        if reported.side is MoneySide.LEDGER and reported.entry_id not in found:
            unexplained_money.explain(reported)
    for faulty in found.values():
        unexplained_money.report(faulty)
    day_runs.save(
        msgspec.structs.replace(run, state="DONE", finished_at=clock.timestamp(), result=totals, totals={}, after=None)
    )


def _times_named(day: str) -> Counter[str]:
    """How many transactions name each journal that may be booked on a day."""
    near = [_after(day, days) for days in range(-DAYS_BEFORE, DAYS_AFTER + 1)]
    named: Counter[str] = Counter()
    for page in (page for each in near for page in day_runs.named_on(each)):
        named.update(page.keys())
    for late in day_runs.named_late_on(day):
        named.update(late.keys())
    return named


def _is_overdue(journal: ListedJournal) -> bool:
    return clock.parse(journal.booked_at) + LEDGER_GRACE <= clock.now()


def _of_ledger(journal: ListedJournal, times: int) -> MoneyTotals:
    """What a journal that no transaction names, or several do, adds to the sums."""
    amount_minor = abs(journal.stripe_minor)
    if times:
        excess_minor = amount_minor * (times - 1)
        return MoneyTotals(explained_minor=-excess_minor, stripe_only_minor=excess_minor)
    if _is_overdue(journal):
        return MoneyTotals(seen_minor=amount_minor, ledger_only_minor=amount_minor)
    return MoneyTotals(waiting_minor=amount_minor)


def _unexplained(day: str, journal: ListedJournal, times: int) -> UnexplainedMoney:
    kind, _, object_id = journal.journal_id.partition("#")
    return UnexplainedMoney(
        day=day,
        entry_id=f"{journal.order_id}#{journal.journal_id}",
        side=MoneySide.LEDGER,
        reason=UnexplainedReason.JOURNAL_NAMED_TWICE if times else UnexplainedReason.NO_TRANSACTION,
        kind=kind,
        object_id=object_id,
        order_id=journal.order_id,
        currency=journal.currency,
        amount_minor=journal.stripe_minor,
        since=journal.booked_at,
    )


def _seconds(day: str) -> int:
    return clock.epoch_seconds(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC))


def _after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
