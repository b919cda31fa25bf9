"""Facts of transfers and payouts to sellers, and of disputes: past tense, ids and values, never personal data."""

import msgspec

from chalicelib.facts.orders import OrderFact
from chalicelib.kernel.fact_store import Fact


class TransferFact(Fact, frozen=True, kw_only=True):
    """Base of what happens to a line's transfer. `version` is that of the transfer, for listeners that need order."""

    order_id: str
    line_id: str
    seller_id: str
    sku: str
    currency: str
    amount_minor: int
    version: int = 0

    @property
    def subject(self) -> str:
        return f"{self.order_id}#{self.line_id}"


class TransferPaid(TransferFact, frozen=True, kw_only=True):
    """A line's share is in the seller's Stripe balance. Announced by payments.transfers.transfer_outcomes."""

    journal_id: str


class TransferFailed(TransferFact, frozen=True, kw_only=True):
    """Stripe refused a transfer for the operators to look at. Announced by payments.transfers.transfer_outcomes."""

    code: str


class TransferReversed(TransferFact, frozen=True, kw_only=True):
    """A transfer was taken back, whole or in part. Announced by payments.transfers.transfer_outcomes."""

    journal_id: str


class DebtRecorded(TransferFact, frozen=True, kw_only=True):
    """The seller owes the platform the amount for the line, to be netted from later transfers.

    Announced by payments.transfers.transfer_outcomes.
    """


class DebtNetted(TransferFact, frozen=True, kw_only=True):
    """A debt was netted from another line's share: once for the line that paid, once for the line that owed.

    Announced by payments.transfers.settlement.
    """

    journal_id: str


class PayoutFact(Fact, frozen=True, kw_only=True):
    """Base of what happens to a payout. `version` is that of the payout: listeners that need order use it."""

    payout_id: str
    seller_id: str
    currency: str
    amount_minor: int
    version: int = 0

    @property
    def subject(self) -> str:
        return f"{self.seller_id}#{self.payout_id}"


class PayoutCreated(PayoutFact, frozen=True, kw_only=True):
    """A payout of a seller's funds was decided. Announced by payments.payouts.paying_out."""


class PayoutPaid(PayoutFact, frozen=True, kw_only=True):
    """A payout is with the seller's bank. Announced by payments.payouts.payout_outcomes."""


class PayoutFailed(PayoutFact, frozen=True, kw_only=True):
    """Stripe refused a payout, or the bank returned it, even after it was paid: its amount is due again.

    Announced by payments.payouts.payout_outcomes.
    """

    code: str


class AccountChanged(Fact, frozen=True, kw_only=True):
    """What a seller's Stripe account may do, or what Stripe asks for, changed.

    Announced by payments.connected_accounts.account_updates.
    """

    seller_id: str
    may_receive: bool
    may_pay_out: bool
    is_complete: bool = False
    requirements_due: tuple[str, ...] = ()
    version: int = 0

    @property
    def subject(self) -> str:
        return f"account#{self.seller_id}"


class DisputedLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of an order whose payment is disputed. A bank disputes a payment, not a line of it."""

    line_id: str
    seller_id: str
    sku: str


class DisputeFact(OrderFact, frozen=True, kw_only=True):
    """Base of what happens to a dispute; recorded in the timeline of its order. `version` is that of the dispute."""

    dispute_id: str
    version: int = 0


class DisputeOpened(DisputeFact, frozen=True, kw_only=True):
    """The cardholder's bank disputes the payment of an order, or inquires about it; `reason` is Stripe's.

    Recorded once more where an inquiry becomes a dispute. Announced by orders.disputes.dispute_updates.
    """

    amount_minor: int
    currency: str
    reason: str
    state: str
    answer_by: str | None = None
    lines: tuple[DisputedLine, ...] = ()


class DisputeFundsMoved(DisputeFact, frozen=True, kw_only=True):
    """The bank took money of a disputed payment (below 0), or gave it back.

    `amount_minor` is without Stripe's fee, which is in the journal. Announced by orders.disputes.dispute_updates.
    """

    journal_id: str
    amount_minor: int
    currency: str


class DisputeAnswered(DisputeFact, frozen=True, kw_only=True):
    """Operators answered the bank: `means` is `dispute_evidence` or `dispute_acceptance`.

    Announced by orders.disputes.dispute_answers.
    """

    means: str


class DisputeClosed(DisputeFact, frozen=True, kw_only=True):
    """The bank decided: `outcome` is WON, LOST, or WARNING_CLOSED of an inquiry. Of a lost one the policy's bearer is
    named. Announced by orders.disputes.dispute_updates.
    """

    outcome: str
    amount_minor: int
    currency: str
    reason: str
    bearer: str | None = None
    lines: tuple[DisputedLine, ...] = ()


class DisputeLossBooked(DisputeFact, frozen=True, kw_only=True):
    """A part of a lost dispute that no line and no refund explains is the platform's loss, or, below 0, no longer is.

    Announced by orders.disputes.dispute_settlement.
    """

    journal_id: str
    amount_minor: int
    currency: str
