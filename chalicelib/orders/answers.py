"""The response bodies of orders."""

from typing import NotRequired, TypedDict

import msgspec

from chalicelib.catalog.answers import ShownTerms
from chalicelib.kernel.values.money import Money
from chalicelib.orders.lifecycle import LineState, OrderState
from chalicelib.orders.tax.answers import LineTax
from chalicelib.payments.refund import RefundReason
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.people.person import Address, Identifiers


class Totals(TypedDict):
    """The components of what the buyer pays; `total` is their sum."""

    goods: Money
    shipping: Money
    service_fee: Money
    sales_tax: Money
    contribution: Money
    total: Money


class QuotedOffer(ShownTerms):
    """Units of an offer at the current terms; offer, quantity, carrier and terms version go into the order."""

    offer_id: str
    quantity: int
    terms_version: int
    is_available: bool
    seller_id: str
    product_id: str
    title: str
    grade: str
    price: Money
    shipping: Money
    carrier: str
    delivery_days: int
    carbon_category: str | None


class ShownQuote(TypedDict):
    """What a basket costs now."""

    market: str
    lines: list[QuotedOffer]
    totals: Totals


class CardPayment(TypedDict):
    """What a card form needs."""

    client_secret: str
    payment_intent_id: str
    publishable_key: str


class LineSteps(TypedDict, total=False):
    """The steps of a paid line: when each was or must be done, its proof or its reason."""

    accept_by: str
    accepted_at: str | None
    ship_by: str | None
    shipped_at: str | None
    delivered_at: str | None
    delivery_proof: str | None
    cancelled_at: str | None
    cancelled_by: str | None
    cancel_reason: str | None


class OrderLine(LineSteps, ShownTerms):
    """One device of an order as agreed; it has steps from payment on."""

    line_id: str
    state: LineState
    offer_id: str
    product_id: str
    seller_id: str
    title: str
    category: str
    grade: str
    price: Money
    shipping: Money
    paid: Money
    carrier: str
    delivery_days: int


class OrderLines(TypedDict):
    """An order with its lines."""

    order_id: str
    state: OrderState
    market: str
    created_at: str
    expires_at: str
    lines: list[OrderLine]
    totals: Totals


class Waiting(TypedDict, total=False):
    """Present only while the order waits for its payment; null until Stripe has answered."""

    payment: CardPayment | None


class PaidByBankTransfer(TypedDict):
    """The bank transfer that paid a refund instead of Stripe: its reference, and the day it was made (YYYY-MM-DD)."""

    reference: str
    paid_on: str


class BuyerRefund(TypedDict):
    """One amount that goes back to the buyer. `line_id` is null for money that came after the order had ended.

    `FAILED` and `REFUSED` mean that the buyer does not have the money and the platform owes it; `bank_transfer` is set
    once it was paid in that way. `changed_at` is when the refund took on its state.
    """

    refund_id: str
    line_id: str | None
    state: RefundState
    reason: RefundReason
    amount: Money
    requested_at: str
    changed_at: str
    bank_transfer: PaidByBankTransfer | None


class ShownOrder(OrderLines, Waiting):
    """The buyer's view of an order. `owed` is still to be paid back because a refund failed or was refused."""

    paid_at: str | None
    refunded: Money
    owed: Money
    refunds: list[BuyerRefund]


class PlacedOrder(TypedDict):
    """A placed order, the token that opens it, and what the card form needs."""

    order: OrderLines
    access_token: str
    payment: CardPayment | None


class Happened(TypedDict):
    """Something that happened to the order."""

    at: str
    event: str
    line_id: NotRequired[str]
    by: NotRequired[str]
    reason: NotRequired[str]
    proof: NotRequired[str]
    code: NotRequired[str | None]


class LinkPromise(TypedDict):
    """The same answer whether or not the order exists."""

    detail: str


class SellerStep(LineSteps):
    """One line after a step, as its seller sees it."""

    line_id: str
    sku: str
    state: LineState


class SellerOrderSummary(TypedDict):
    """An entry of the seller's list: the seller's lines of an order."""

    order_id: str
    created_at: str
    state: OrderState
    lines: list[SellerStep]


class SellerLine(SellerStep, ShownTerms):
    """A line with its price, the seller's net, and its parcel once it was shipped.

    `refunded` is what the buyer gets or got back of it, `net_left` what is left of `net` after that.
    """

    title: str
    grade: str
    identifier_kind: str
    carrier: str
    price: Money
    shipping: Money
    commission: Money
    commission_vat: Money
    commission_vat_rule: str
    net: Money
    tax: LineTax
    refunded: Money
    net_left: Money
    parcel: Identifiers | None


class DeliveryContact(TypedDict):
    """The recipient of the parcel."""

    name: str
    phone: str | None
    address: Address


class SellerOrderAnswer(TypedDict):
    """The seller's lines of an order with what shipping requires; `delivery` is null after the buyer's erasure."""

    order_id: str
    created_at: str
    market: str
    state: OrderState
    lines: list[SellerLine]
    delivery: DeliveryContact | None


class CancelledLines(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a buyer's cancellation: the current state of the named lines, and what is refunded for them."""

    order_id: str
    state: str
    lines: tuple[str, ...]
    refund_minor: int
    currency: str
