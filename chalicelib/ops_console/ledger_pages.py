"""The ledger's pages: the trial balance of each currency between two days, and the journals of an order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import EXPONENT, Money
from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.ops_console.pages import page
from chalicelib.orders import queries as order_queries
from chalicelib.payments.answers import TrialBalance
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import TimedJournal
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader

FIRST_DAY = "2026-01-01"


def show(operator: ConsoleReader, query: Mapping[str, str]) -> Answer:
    """The trial balance of each currency that has journals; today's year so far unless two days are given."""
    first_day, last_day = query.get("from", FIRST_DAY), query.get("to", clock.timestamp()[:10])
    is_span = forms.is_day(first_day) and forms.is_day(last_day) and first_day <= last_day
    balances = [trial_balance.trial_balance(each, first_day, last_day) for each in EXPONENT] if is_span else []
    return page(
        operator,
        "ledger.html",
        status=200 if is_span else InvalidRequest.status,
        first_day=first_day,
        last_day=last_day,
        is_span=is_span,
        balances=[_shown(balance) for balance in balances if balance.journals],
    )


def show_journals(operator: ConsoleReader, order_id: str) -> Answer:
    """Every journal of an order, in the order of booking. Raises: NotFound, WrongCell."""
    order = order_queries.order(order_id)
    booked = journals.booked_journals_of(order.order_id)
    return page(
        operator,
        "journals.html",
        order_id=order.order_id,
        currency=order.currency,
        journals=[_shown_journal(each) for each in booked],
        balances=sorted(_balances(booked).items()),
    )


def _shown_journal(booked: TimedJournal) -> dict[str, Any]:
    """A journal with its postings, debits first."""
    postings = sorted(booked.journal.postings.items(), key=lambda posting: (-posting[1], posting[0]))
    return {
        "journal_id": booked.journal.journal_id,
        "line_id": booked.journal.line_id,
        "booked_at": booked.booked_at,
        "postings": [(name, Money(minor, booked.journal.currency)) for name, minor in postings if minor],
    }


def _balances(booked: Iterable[TimedJournal]) -> dict[str, Money]:
    """What each account of an order's journals comes to, where that is not 0."""
    sums: Counter[tuple[str, str]] = Counter()
    for each in booked:
        for name, minor in each.journal.postings.items():
            sums[name, each.journal.currency] += minor
    return {name: Money(minor, currency) for (name, currency), minor in sums.items() if minor}


def _shown(balance: TrialBalance) -> dict[str, Any]:
    """The accounts with an amount, each with what it means; debits are positive."""
    return {
        "currency": balance.currency,
        "journals": balance.journals,
        "sum": Money(balance.sum_minor, balance.currency),
        "accounts": [
            {"name": account.value, "meaning": account.meaning, "amount": Money(minor, balance.currency)}
            for account in Account
            if (minor := balance.accounts[account])
        ],
    }
