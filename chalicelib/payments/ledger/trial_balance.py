"""Totals per account, added up from journals by a reaction so that sales do not contend for one item."""

from chalicelib.kernel.fact_relay import AlreadyDone, once
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.storage import tables, transactions
from chalicelib.payments.answers import TrialBalance
from chalicelib.payments.ledger.accounts import Account, totals_by_account
from chalicelib.payments.models import JournalItem, LedgerDay

SHARDS = 4


def add_to_day_totals(fact: Recorded, order_id: str, journal_id: str) -> None:
    """Add a journal to its day's totals, once per fact."""
    item = JournalItem.get(order_id, journal_id, consistent_read=True)
    # The day of booking, not of processing: a day's totals are those of its journals.
    day = item.booked_at[:10]
    day_shard = tables.sharded_key(day, order_id, SHARDS)
    changes = [LedgerDay.journals.add(1)]
    for account, minor in totals_by_account(item.postings).items():
        changes.append(getattr(LedgerDay, account).add(minor))
    try:
        transactions.commit(
            [
                once(fact, "payments.tally"),
                transactions.update(LedgerDay(item.currency, day_shard), *changes),
            ]
        )
    except AlreadyDone:
        return


def trial_balance(currency: str, first_day: str, last_day: str) -> TrialBalance:
    """The totals of a currency between two days (`YYYY-MM-DD`), both included."""
    accounts = dict.fromkeys(map(str, Account), 0)
    journals = 0
    # "~" sorts after every shard number, so the last day is included.
    span = LedgerDay.day_shard.between(first_day, f"{last_day}#~")
    for day in LedgerDay.query(currency, span, consistent_read=True):
        journals += int(day.journals)
        for account in Account:
            accounts[account] += int(getattr(day, account))
    return TrialBalance(currency=currency, journals=journals, accounts=accounts, sum_minor=sum(accounts.values()))
