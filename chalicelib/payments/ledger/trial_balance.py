"""Totals per account, added up from journals by a reaction so that sales do not contend for one item."""

from collections import Counter
from collections.abc import Sequence

from chalicelib.kernel.storage import tables, transactions
from chalicelib.payments.answers import TrialBalance
from chalicelib.payments.ledger import journal_days
from chalicelib.payments.ledger.accounts import Account, totals_by_account
from chalicelib.payments.ledger.journal_days import AlreadyListed
from chalicelib.payments.models import JournalItem, LedgerDay

SHARDS = journal_days.SHARDS


def add_to_day_totals(order_id: str, journal_id: str) -> None:
    """Add a journal to its day's totals, once: its entry in the list of the day is put in the same transaction."""
    item = JournalItem.get(order_id, journal_id, consistent_read=True)
    # The day of booking, not of processing: a day's totals are those of its journals.
    day = item.booked_at[:10]
    try:
        transactions.commit(
            [
                journal_days.list_act(item),
                day_totals_act(item.currency, day, shard_key=order_id, postings=[item.postings]),
            ]
        )
    except AlreadyListed:
        return


def day_totals_act(currency: str, day: str, *, shard_key: str, postings: Sequence[dict[str, int]]) -> transactions.Act:
    """The act that adds the postings of journals, all of one currency, to the totals of a day (`YYYY-MM-DD`)."""
    totals: Counter[Account] = Counter()
    for each in postings:
        totals.update(totals_by_account(each))
    changes = [LedgerDay.journals.add(len(postings))]
    changes += [getattr(LedgerDay, account).add(minor) for account, minor in totals.items()]
    return transactions.update(LedgerDay(currency, tables.sharded_key(day, shard_key, SHARDS)), *changes)


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
