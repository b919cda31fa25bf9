"""Journals that only Stripe's list tells of, booked with their day's totals in transactions of bounded size."""

from collections import defaultdict
from collections.abc import Sequence

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import tables, transactions
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.payments.ledger.journals import Journal

# Beside the totals of their currencies; a transaction takes 100 items.
JOURNALS_PER_TRANSACTION = 90


def book(told: Sequence[Journal]) -> None:
    """Book journals that do not exist yet.

    Raises: AlreadyBooked if one of them was booked since it was looked for.
    """
    today = clock.timestamp()[:10]
    for some in tables.batches(told, JOURNALS_PER_TRANSACTION):
        by_currency: dict[str, list[Journal]] = defaultdict(list)
        for journal in some:
            by_currency[journal.currency].append(journal)
        acts = [act for journal in some for act in journals.book_acts(journal)]
        for currency, booked in sorted(by_currency.items()):
            postings = [journal.postings for journal in booked]
            acts.append(trial_balance.day_totals_act(currency, today, shard_key=booked[0].order_id, postings=postings))
        transactions.commit(acts)
