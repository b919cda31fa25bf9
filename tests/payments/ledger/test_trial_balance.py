"""The platform's totals are what its journals say, each counted once, on the day it was booked."""

from datetime import datetime

import pytest

from chalicelib.facts.orders import LateMoneyArrived
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.payments.answers import TrialBalance
from chalicelib.payments.ledger import journals as journal_book
from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.models import JournalItem, LedgerDay
from chalicelib.payments.reactions import tally_journal
from testing.cell import Cell

EMPTY = dict.fromkeys(map(str, Account), 0)


def book(order_id: str, journal_id: str = "capture#pi_1", currency: str = "EUR", minor: int = 100_00) -> Recorded:
    """Book a sale of two sellers; the fact that tells of it."""
    postings = {"stripe": minor, "seller:a": 20 - minor, "seller:b": -10, "commission": -10}
    journal = Journal(order_id=order_id, journal_id=journal_id, currency=currency, postings=postings)
    transactions.commit(journal_book.book_acts(journal))
    return Recorded(fact_id=ids.new_ulid(), subject=order_id, name="OrderPaid", body="{}")


def totals(currency: str = "EUR", first: str = "2026-11-01", last: str = "2026-11-30") -> dict[str, int]:
    balance = trial_balance.trial_balance(currency, first, last)
    assert balance.sum_minor == 0 == sum(balance.accounts.values())
    return {account: minor for account, minor in balance.accounts.items() if minor}


def go_to(cell: Cell, day: str) -> None:
    cell.clock.moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.mark.usefixtures("cell")
def test_journals_of_many_orders_add_up_with_all_sellers_as_one_account() -> None:
    for number in range(12):
        trial_balance.add_to_day_totals(book(f"ord_{number}").subject, "capture#pi_1")
    assert totals() == {"stripe": 1_200_00, "sellers": -(1_200_00 - 120), "commission": -120}
    assert trial_balance.trial_balance("EUR", "2026-11-23", "2026-11-23").journals == 12
    assert len(list(LedgerDay.scan())) == trial_balance.SHARDS, "no sale waits for another at one hot item"


@pytest.mark.usefixtures("cell")
def test_a_fact_that_comes_again_counts_nothing() -> None:
    fact = book("ord_1")
    for _ in range(3):
        trial_balance.add_to_day_totals(fact.subject, "capture#pi_1")
    assert totals()["stripe"] == 100_00


@pytest.mark.usefixtures("cell")
def test_a_currency_is_balanced_by_itself_and_an_empty_one_is_zero() -> None:
    trial_balance.add_to_day_totals(book("ord_1").subject, "capture#pi_1")
    assert trial_balance.trial_balance("USD", "2026-01-01", "2026-12-31") == TrialBalance(
        currency="USD", journals=0, accounts=EMPTY, sum_minor=0
    )


def test_a_journal_belongs_to_the_day_it_was_booked_however_late_it_is_tallied(cell: Cell) -> None:
    go_to(cell, "2026-11-23")
    late = book("ord_1")
    go_to(cell, "2026-11-25")
    prompt = book("ord_2", minor=50_00)
    trial_balance.add_to_day_totals(prompt.subject, "capture#pi_1")
    trial_balance.add_to_day_totals(late.subject, "capture#pi_1")
    assert totals(first="2026-11-23", last="2026-11-23")["stripe"] == 100_00
    assert totals(first="2026-11-24", last="2026-11-25")["stripe"] == 50_00


def test_days_are_counted_from_the_first_to_the_last_both_included(cell: Cell) -> None:
    days = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-12-01"]
    for number, day in enumerate(days):
        go_to(cell, day)
        trial_balance.add_to_day_totals(book(f"ord_{number}", minor=100 * 10**number).subject, "capture#pi_1")
    assert totals(first="2026-11-23", last="2026-11-24")["stripe"] == 11_000
    assert totals(first="2026-11-22", last="2026-11-22")["stripe"] == 100
    assert totals(first="2026-01-01", last="2026-12-31")["stripe"] == 111_100
    assert totals(first="2026-11-25", last="2026-11-30") == {}


@pytest.mark.usefixtures("cell")
def test_a_journal_nobody_booked_cannot_be_tallied() -> None:
    with pytest.raises(JournalItem.DoesNotExist):
        trial_balance.add_to_day_totals(book("ord_1").subject, "capture#pi_9")
    assert totals() == {}


@pytest.mark.usefixtures("cell")
def test_every_fact_that_names_a_journal_is_tallied() -> None:
    recorded = book("ord_1", "late_capture#pi_1")
    tally_journal(recorded, LateMoneyArrived(order_id="ord_1", journal_id="late_capture#pi_1"))
    tally_journal(recorded, LateMoneyArrived(order_id="ord_1", journal_id="late_capture#pi_1"))
    assert totals()["stripe"] == 100_00


def test_the_trial_balance_is_what_the_journals_of_an_order_say(cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    order = cell.paid_order(offer_id, offer_id)
    journals = journal_book.journals_of(order.order_id)
    assert len(journals) == 1
    assert totals()["stripe"] == int(order.total_minor) == journals[0].postings["stripe"]
