"""The response bodies of payments."""

from datetime import date
from typing import TypedDict

import msgspec

from chalicelib.kernel.values.money import Money


class TrialBalance(msgspec.Struct, frozen=True, kw_only=True):
    """Totals per account in one currency, debits positive, credits negative. Their sum is 0 if the books are right."""

    currency: str
    journals: int
    accounts: dict[str, int]
    sum_minor: int


TrialBalances = TypedDict("TrialBalances", {"from": date, "to": date, "items": list[TrialBalance]})
TrialBalances.__doc__ = "The platform's totals per currency between two days, both included."


class Received(TypedDict):
    """The event is stored; sending it again changes nothing."""

    received: bool


class BalanceAnswer(TypedDict):
    """What the platform owes the seller in a currency, and the number of journals behind it."""

    owed: Money
    journals: int
