"""The response bodies of payments."""

from datetime import date
from typing import Literal, TypedDict

import msgspec

from chalicelib.kernel.values.money import Money
from chalicelib.payments.reconciliation.day_result import MoneySide, UnexplainedReason


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


class ReconciledMoney(TypedDict):
    """A currency's movements of a day, without signs and with Stripe's fees.

    `stripe_only` has no journal, `ledger_only` has been booked for 48 hours without being at Stripe, `waiting` for
    less. `seen` is what moved: all but `waiting`.
    """

    currency: str
    transactions: int
    matched: int
    seen_minor: int
    explained_minor: int
    stripe_only_minor: int
    ledger_only_minor: int
    waiting_minor: int


class DayReconciliation(TypedDict):
    """A day's reconciliation as the last finished run left it; `explained_percent` and `items` are null before that.

    `state` is `RUNNING` while a run is under way. `explained_percent` is cut off after three decimals, so `100.000`
    is every cent.
    """

    day: date
    state: Literal["RUNNING", "DONE"]
    runs: int
    finished_at: str | None
    explained_percent: str | None
    items: list[ReconciledMoney] | None


class Unexplained(TypedDict):
    """A movement without its counterpart. `amount` is signed as on the Stripe balance.

    `entry_id` is Stripe's balance transaction, or the order and id of the journal. `explained_at` is set once the
    counterpart was found.
    """

    entry_id: str
    side: MoneySide
    reason: UnexplainedReason
    kind: str
    object_id: str
    order_id: str | None
    amount: Money
    since: str
    explained_at: str | None


class ReconciledDay(DayReconciliation):
    """A day's reconciliation with everything that was unexplained of it."""

    unexplained: list[Unexplained]
