"""The response bodies about refunds, for operators and sellers."""

from typing import TypedDict

from chalicelib.kernel.values.money import Money
from chalicelib.orders.answers import BuyerRefund
from chalicelib.payments.refund import Bearer, RefundReason
from chalicelib.payments.refund_lifecycle import RefundState


class RefundedParts(TypedDict):
    """A refund by part: the goods with the contribution, the shipping and the service fee, each with its sales tax."""

    goods: Money
    shipping: Money
    service_fee: Money


class OperatorsRefund(BuyerRefund):
    """A refund as the operators see it: who bears it, how often Stripe was asked, its id there, Stripe's reason for a
    failure. `bearer` is null for late money and on suspense; `unassigned` is what lies on suspense of a refund that was
    made in Stripe's dashboard."""

    order_id: str
    bearer: Bearer | None
    parts: RefundedParts
    unassigned: Money
    tries: int
    stripe_id: str | None
    code: str | None


class AccountShare(TypedDict):
    """What an account of the ledger gives to a refund; less than 0 where it gets something back."""

    account: str
    amount: Money


class DecidedRefund(OperatorsRefund):
    """A refund that the operators decided, and what each account gives: the shares sum to the amount.

    After a dry run nothing of it is stored.
    """

    dry_run: bool
    shares: list[AccountShare]


class SellerRefund(TypedDict):
    """A refund of a seller's line that the seller bears: what the buyer gets, and what it costs the seller.

    `commission` and `commission_vat` are returned to the seller at the rates of the sale; `net` is what the seller is
    owed less. After a dry run nothing of it is stored.
    """

    refund_id: str
    order_id: str
    line_id: str
    sku: str
    state: RefundState
    reason: RefundReason
    amount: Money
    parts: RefundedParts
    commission: Money
    commission_vat: Money
    net: Money
    dry_run: bool
