"""Facts of orders and their lines: past tense, ids and values, never personal data."""

from typing import Literal

import msgspec

from chalicelib.kernel.fact_store import Fact


class SoldLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device of a paid order."""

    line_id: str
    offer_id: str
    product_id: str
    seller_id: str
    carbon_category: str | None = None


class OrderFact(Fact, frozen=True, kw_only=True):
    """Base of what happens to an order; recorded in the order's timeline."""

    order_id: str

    @property
    def subject(self) -> str:
        return self.order_id


class LineFact(OrderFact, frozen=True, kw_only=True):
    """Base of what happens to one line. `version` is that of the seller order: listeners that need order use it."""

    line_id: str
    seller_id: str
    product_id: str
    version: int = 0


class OrderPlaced(OrderFact, frozen=True, kw_only=True):
    """Stock is reserved and payment awaited. Announced by orders.checkout.placing."""

    market: str
    product_ids: tuple[str, ...]
    offer_ids: tuple[str, ...] = ()


class PaymentDeclined(OrderFact, frozen=True, kw_only=True):
    """The payment was declined; the order stays open for another card. Announced by orders.payment.confirmation."""

    code: str


class OrderPaid(OrderFact, frozen=True, kw_only=True):
    """The money is captured and booked. Announced by orders.payment.confirmation."""

    market: str
    journal_id: str
    accept_by: str
    lines: tuple[SoldLine, ...]


class OrderReleased(OrderFact, frozen=True, kw_only=True):
    """The order was not paid in time or was cancelled; its stock is free again.

    Announced by orders.payment.reservation_release.
    """

    reason: Literal["EXPIRED", "CANCELLED"]
    product_ids: tuple[str, ...]


class OrderRevived(OrderFact, frozen=True, kw_only=True):
    """A late payment for a released order was accepted; its units are reserved again.

    Announced by orders.payment.confirmation.
    """

    product_ids: tuple[str, ...]
    offer_ids: tuple[str, ...]


class LateMoneyArrived(OrderFact, frozen=True, kw_only=True):
    """A late payment for a released order cannot be accepted; it will be refunded.

    Announced by orders.cancellation.refunding.
    """

    journal_id: str


class LateMoneyReturned(OrderFact, frozen=True, kw_only=True):
    """A late payment was refunded. Announced by orders.cancellation.refund_outcomes."""

    journal_id: str


class LineAccepted(LineFact, frozen=True, kw_only=True):
    """The seller accepted the line. Announced by orders.fulfilment.acceptance."""

    ship_by: str


class LineShipped(LineFact, frozen=True, kw_only=True):
    """The line was shipped. Announced by orders.fulfilment.shipping."""


class LineDelayed(LineFact, frozen=True, kw_only=True):
    """The line was not shipped when its promised day of arrival began; the buyer may cancel it or wait.

    The days are in the market: `promised_on` to arrive, `sent_until` the last one on which it is waited for.
    Announced by orders.fulfilment.delay_notice.
    """

    promised_on: str
    sent_until: str


class LineDelivered(LineFact, frozen=True, kw_only=True):
    """The device was delivered; `proof` says how that is known. Announced by orders.fulfilment.delivery."""

    proof: Literal["CARRIER", "RECEIPT", "SELLER_PROOF"]


class LineCancelled(LineFact, frozen=True, kw_only=True):
    """The line was cancelled before shipping, and `refund_minor` of it will be refunded.

    Announced by orders.cancellation.cancelling.
    """

    by: Literal["BUYER", "SELLER", "DEADLINE"]
    reason: str
    counts_against_seller: bool = False
    refund_minor: int | None = None
    refund_id: str | None = None
    currency: str | None = None
    sku: str = ""


class LineRefunded(LineFact, frozen=True, kw_only=True):
    """A refund of the line, whole or in part, succeeded. Announced by orders.cancellation.refund_outcomes."""

    journal_id: str
    refund_id: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    sku: str = ""


class RefundRequested(LineFact, frozen=True, kw_only=True):
    """A line is refunded, whole or in part, without a cancellation. Announced by orders.cancellation.refunding."""

    refund_id: str
    amount_minor: int
    currency: str
    reason: str
    bearer: str | None = None
    sku: str = ""


class RefundPaidByBankTransfer(OrderFact, frozen=True, kw_only=True):
    """Operators paid a failed or refused refund by bank transfer; `line_id` is absent for late money.

    Announced by orders.cancellation.refund_substitutes.
    """

    refund_id: str
    journal_id: str
    line_id: str | None = None
    seller_id: str | None = None
    sku: str = ""
    amount_minor: int | None = None
    currency: str | None = None


class DashboardRefundBooked(OrderFact, frozen=True, kw_only=True):
    """A refund that was made in Stripe's dashboard is booked on suspense: no line is known for it yet.

    Announced by orders.cancellation.refund_outcomes.
    """

    refund_id: str
    journal_id: str
    amount_minor: int
    currency: str


class RefundFailed(OrderFact, frozen=True, kw_only=True):
    """A refund was refused by Stripe or sent back by the buyer's bank: the platform owes the buyer its amount.

    `line_id` and `seller_id` are absent for late money; `journal_id` is absent where the amount was booked as owed
    before. Announced by orders.cancellation.refund_outcomes.
    """

    refund_id: str
    code: str
    line_id: str | None = None
    journal_id: str | None = None
    seller_id: str | None = None
    sku: str = ""
    amount_minor: int | None = None
    currency: str | None = None
