"""The ledger's page: the trial balance of each currency between two days."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.money import EXPONENT, Money
from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.ops_console.pages import page
from chalicelib.payments.answers import TrialBalance
from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.ledger.accounts import Account
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
