"""The chart of accounts: every account of the ledger, with its class and meaning."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class AccountClass(StrEnum):
    ASSET = "asset"
    EXPENSE = "expense"
    LIABILITY = "liability"
    REVENUE = "revenue"


# Debits are positive, credits negative: the sign of the balance an account of the class normally has.
NORMAL_SIGN: Final = {
    AccountClass.ASSET: 1,
    AccountClass.EXPENSE: 1,
    AccountClass.LIABILITY: -1,
    AccountClass.REVENUE: -1,
}


class UnknownAccount(Exception):
    """A posting to an account that is not in the chart: a bug, stopped before it is booked."""


class Account(StrEnum):
    """An account of the ledger; its value is its name in journals, totals and answers."""

    account_class: AccountClass
    meaning: str

    def __new__(cls, name: str, account_class: AccountClass, meaning: str) -> "Account":
        account = str.__new__(cls, name)
        account._value_ = name
        account.account_class, account.meaning = account_class, meaning
        return account

    @property
    def normal_sign(self) -> int:
        """1 if the account's balance is normally a debit, -1 if it is a credit."""
        return NORMAL_SIGN[self.account_class]

    STRIPE = "stripe", AccountClass.ASSET, "the platform's Stripe balance"
    BANK = "bank", AccountClass.ASSET, "the platform's bank account, as far as Stripe pays into it and it pays refunds"
    STRIPE_FEES = "stripe_fees", AccountClass.EXPENSE, "what Stripe keeps for its services, disputes included"
    SELLERS = "sellers", AccountClass.LIABILITY, "owed to the sellers; posted per seller as `seller:<id>`"
    COMMISSION = "commission", AccountClass.REVENUE, "the platform's commission on sales"
    COMMISSION_VAT = "commission_vat", AccountClass.LIABILITY, "VAT on the commission, owed to the tax office"
    SERVICE_FEE = "service_fee", AccountClass.REVENUE, "the buyers' service fee, less its VAT"
    SERVICE_FEE_VAT = "service_fee_vat", AccountClass.LIABILITY, "VAT on the service fee, owed to the tax office"
    FACILITATOR_TAX = "facilitator_tax", AccountClass.LIABILITY, "US sales tax, owed to the states until remitted"
    CONTRIBUTION = "contribution", AccountClass.LIABILITY, "money held for climate projects"
    DISPUTED = (
        "disputed",
        AccountClass.ASSET,
        "what buyers' banks took in disputes and either hold until they decide or keep, as long as it is not settled",
    )
    DISPUTE_LOSSES = "dispute_losses", AccountClass.EXPENSE, "lost disputes that the platform bears"
    GOODWILL = (
        "goodwill",
        AccountClass.EXPENSE,
        "refunds that the platform bears: the sellers' share of the sale is untouched",
    )
    SUSPENSE = (
        "suspense",
        AccountClass.ASSET,
        "refunds made in Stripe's dashboard of which no line is known yet",
    )
    OWED_BACK = (
        "owed_back",
        AccountClass.LIABILITY,
        "owed to buyers: late money that could not become an order, and refunds that failed or were refused",
    )
    DEBT_NETTING = (
        "debt_netting",
        AccountClass.ASSET,
        "sellers' debts of one order, settled from their share of another; zero over all orders",
    )


# The accounts that hold money; every other account says whose it is.
MONEY: Final = frozenset({Account.STRIPE, Account.BANK})

_SELLER_PREFIX = "seller:"
# Nothing is posted to `sellers` itself: it is the sum of the sellers' accounts.
_OF_PLATFORM: Final = {account.value: account for account in Account if account is not Account.SELLERS}


def seller_account(seller_id: str) -> str:
    """The name under which postings to a seller are booked."""
    return _SELLER_PREFIX + seller_id


def seller_of(posted: str) -> str | None:
    """The seller whose account a posting names; None for an account of the platform."""
    return posted.removeprefix(_SELLER_PREFIX) if posted.startswith(_SELLER_PREFIX) else None


def account_of(posted: str) -> Account:
    """The account in the chart that a posting belongs to: `SELLERS` for each seller's.

    Raises: UnknownAccount.
    """
    if seller_of(posted):
        return Account.SELLERS
    if posted not in _OF_PLATFORM:
        raise UnknownAccount(posted)
    return _OF_PLATFORM[posted]


def totals_by_account(postings: Mapping[str, int]) -> dict[Account, int]:
    """Postings (minor units) added up per account of the chart. Raises: UnknownAccount."""
    totals: Counter[Account] = Counter()
    for posted, minor in postings.items():
        totals[account_of(posted)] += minor
    return dict(totals)
