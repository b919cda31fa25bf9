"""Results of a day's reconciliation as values: totals per currency, what is unexplained, and how much is explained."""

from enum import StrEnum
from typing import Literal

import msgspec

MILLION = 1_000_000


class MoneySide(StrEnum):
    """Where unexplained money was found: at Stripe and in no journal, or in the ledger and not at Stripe."""

    STRIPE = "STRIPE"
    LEDGER = "LEDGER"


class UnexplainedReason(StrEnum):
    """Why a movement is unexplained."""

    NO_JOURNAL = "NO_JOURNAL"
    OTHER_AMOUNT = "OTHER_AMOUNT"
    NO_ORDER = "NO_ORDER"
    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    JOURNAL_NAMED_TWICE = "JOURNAL_NAMED_TWICE"
    NO_TRANSACTION = "NO_TRANSACTION"


class UnexplainedMoney(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One movement without its counterpart. `entry_id` is the balance transaction's id, or `<order id>#<journal id>`.

    `kind` is Stripe's type of the transaction, or the kind of the journal; `object_id` what moved the money at Stripe.
    `amount_minor` is signed as on the platform's Stripe balance. `since` is when it happened.
    """

    day: str
    entry_id: str
    side: MoneySide
    reason: UnexplainedReason
    kind: str
    object_id: str
    order_id: str = ""
    currency: str
    amount_minor: int
    since: str
    explained_at: str = ""


class MoneyTotals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of one currency over a day, in minor units without signs, Stripe's fees included.

    `waiting_minor` is booked here less than 48 hours ago and not at Stripe yet.
    """

    transactions: int = 0
    matched: int = 0
    seen_minor: int = 0
    explained_minor: int = 0
    stripe_only_minor: int = 0
    ledger_only_minor: int = 0
    waiting_minor: int = 0

    def plus(self, other: "MoneyTotals") -> "MoneyTotals":
        """Both together."""
        names = self.__struct_fields__
        return MoneyTotals(**{name: getattr(self, name) + getattr(other, name) for name in names})


Totals = dict[str, MoneyTotals]


def added(left: Totals, right: Totals) -> Totals:
    """Totals of both, per currency."""
    return {
        currency: left.get(currency, MoneyTotals()).plus(right.get(currency, MoneyTotals()))
        for currency in sorted({*left, *right})
    }


def explained_ppm(totals: Totals) -> int:
    """How much of the money that moved is explained, in parts per million; never rounded up. All where none moved."""
    seen = sum(each.seen_minor for each in totals.values())
    return sum(each.explained_minor for each in totals.values()) * MILLION // seen if seen else MILLION


def percent(ppm: int) -> str:
    """Parts per million as per cent with three decimals, cut off: 999,999 is `99.999`."""
    return f"{ppm // 10_000}.{ppm % 10_000 // 10:03d}"


class DayRun(msgspec.Struct, frozen=True, kw_only=True):
    """The reconciliation of one day: the run under way or done, and what the last finished one found.

    `after` is the last balance transaction that was read, `pages` how many pages were. `run` counts the runs, from 1.
    """

    day: str
    run: int
    state: Literal["RUNNING", "DONE"]
    begun_at: str
    touched_at: str
    version: int
    is_listed: bool = False
    after: str | None = None
    pages: int = 0
    totals: Totals = {}
    finished_at: str | None = None
    result: Totals | None = None
