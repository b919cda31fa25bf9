"""What a client is given of the money, member by member."""

from datetime import date
from typing import TypedDict

import msgspec

from chalicelib.kernel.values.money import Money


class TrialBalance(msgspec.Struct, frozen=True, kw_only=True):
    """Totals per account in one currency: + we hold, - we owe or earned. `sum_minor` is 0 or the books are wrong."""

    currency: str
    journals: int
    accounts: dict[str, int]
    sum_minor: int


TrialBalances = TypedDict("TrialBalances", {"from": date, "to": date, "items": list[TrialBalance]})
TrialBalances.__doc__ = "The platform's totals per currency between two days, both included."


class Received(TypedDict):
    """The event is kept; sending it again changes nothing."""

    received: bool


class BalanceAnswer(TypedDict):
    """What the platform owes the seller in a currency, and from how many journals."""

    owed: Money
    journals: int
