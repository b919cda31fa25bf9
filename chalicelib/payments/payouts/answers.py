"""The response bodies about sellers' money: transfers, payouts, entries, balances, statements."""

from datetime import date
from typing import Literal, NotRequired, TypedDict

from chalicelib.kernel.values.money import Money
from chalicelib.payments.ledger.seller_entry import SellerEntryKind
from chalicelib.payments.payouts.funds_entry import EntryKind
from chalicelib.payments.payouts.payout_lifecycle import PayoutState
from chalicelib.payments.transfers.transfer_lifecycle import TransferState, WaitReason


class OnboardingLink(TypedDict):
    """The page of Stripe on which the seller gives what is asked for. It opens once, until `expires_at`."""

    url: str
    expires_at: str


class TransferAnswer(TypedDict):
    """What one line brings the seller.

    `waits_for` says why a transfer was not made yet; `reason` why it failed, was put off or came to nothing.
    `net` is the seller's share as agreed, `transferred` what is in the seller's Stripe balance because of it, less what
    was taken back.
    """

    order_id: str
    line_id: str
    sku: str
    state: TransferState
    waits_for: list[WaitReason]
    reason: str | None
    net: Money
    transferred: Money
    shipped_at: str
    delivered_at: str | None
    available_at: str | None


class OpsTransfer(TransferAnswer):
    """A transfer, with its seller."""

    seller_id: str


class HeldMoney(TypedDict):
    """An amount that is not transferred for a reason."""

    reason: WaitReason | Literal["TRANSFER_FAILED", "RESERVE"]
    amount: Money


class BalanceAnswer(TypedDict):
    """A seller's money in a currency.

    `pending` waits for delivery or for its day, `held` for a reason, `available` is in the seller's Stripe balance and
    part of the next payout. `debt` will be netted from later transfers. `owed` is what the platform still owes by its
    books: pending + held, less the reserve, which is at Stripe already, and less the debt.
    """

    currency: str
    pending: Money
    held: list[HeldMoney]
    available: Money
    debt: Money
    owed: Money
    journals: int


class PayoutAnswer(TypedDict):
    """A payout to the seller's bank.

    `carried` is what the payout before left, `kept` what this one leaves; with the entries between them they add up:
    carried + entries - kept = amount. `arrives_on` and `bank_reference` are Stripe's, as far as it knows them.
    """

    payout_id: str
    state: PayoutState
    amount: Money
    carried: Money
    kept: Money
    entries: int
    created_at: str
    changed_at: str
    arrives_on: str | None
    bank_reference: str | None
    code: str | None


class OpsPayout(PayoutAnswer):
    """A payout, with its seller."""

    seller_id: str


class PayoutEntry(TypedDict):
    """A part of a payout; order, line and sku are null for what is about no line."""

    kind: EntryKind
    amount: Money
    booked_at: str
    order_id: str | None
    line_id: str | None
    sku: str | None


class EntryParts(TypedDict):
    """What a sale's amount consists of; deductions are below 0."""

    price: Money
    shipping: Money
    commission: Money
    commission_vat: Money


class LedgerEntry(TypedDict):
    """One posting on the seller's account: above 0 it is owed to the seller, below 0 it was taken off.

    `available_at` is when the line's money becomes available; null until the line is delivered.
    """

    entry_id: str
    kind: SellerEntryKind
    order_id: str
    line_id: str
    sku: str
    amount: Money
    booked_at: str
    available_at: str | None
    journal_id: str | None
    parts: NotRequired[EntryParts]


class StatementTotals(TypedDict):
    """A month's entries of one currency, added up by kind; `closing` is what the entries of the month come to."""

    currency: str
    by_kind: dict[SellerEntryKind, Money]
    total: Money


class StatementAnswer(TypedDict):
    """A month's statement: every entry booked in it, the totals per currency, and the payouts made in it."""

    month: str
    first_day: date
    last_day: date
    entries: list[LedgerEntry]
    totals: list[StatementTotals]
    payouts: list[PayoutAnswer]
