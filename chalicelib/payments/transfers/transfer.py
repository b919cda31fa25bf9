"""A transfer as a value: what one line brings its seller, and the rules by which it is made and taken back."""

from collections.abc import Iterable, Sequence

import msgspec

from chalicelib.payments.ledger.accounts import seller_account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.transfers.transfer_lifecycle import ON_HOLD_FOR, TransferState, WaitReason


class SellerShare(msgspec.Struct, frozen=True, kw_only=True):
    """What a line brings its seller (minor units) as it was agreed, and the payment it comes from."""

    order_id: str
    line_id: str
    seller_id: str
    sku: str
    product_id: str
    market: str
    currency: str
    net_minor: int
    payment_intent_id: str


class MadeTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer that Stripe made (minor units), and how much of it was taken back."""

    stripe_id: str
    amount_minor: int
    reversed_minor: int = 0

    @property
    def left_minor(self) -> int:
        return self.amount_minor - self.reversed_minor


class Transfer(SellerShare, frozen=True, kw_only=True):
    """A line's transfer as it is stored. `holds` counts the open returns, claims and disputes of the line.

    `delivered_at` and `available_at` are None until the line is delivered. `reason` says why it failed, was aborted or
    was put off by Stripe.
    """

    state: TransferState
    holds: int
    version: int
    opened_at: str
    changed_at: str
    delivered_at: str | None = None
    available_at: str | None = None
    made: tuple[MadeTransfer, ...] = ()
    tries: int = 0
    operation_id: str | None = None
    reason: str | None = None

    @property
    def transferred_minor(self) -> int:
        """What is in the seller's hands by transfers, less what was taken back."""
        return sum(one.left_minor for one in self.made)


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What besides the transfer itself decides whether it can be made: the time, the seller's account, its refunds."""

    now: str
    has_account: bool
    may_receive: bool
    refund_runs: bool


def wait_reasons(transfer: Transfer, around: Circumstances) -> tuple[WaitReason, ...]:
    """Everything that a transfer which was not made waits for; none if it can be made now."""
    met: dict[WaitReason, bool] = {
        "AWAITING_DELIVERY": transfer.available_at is None,
        "NOT_AVAILABLE_YET": transfer.available_at is not None and transfer.available_at > around.now,
        "CASE_OPEN": transfer.holds > 0,
        "REFUND_PENDING": around.refund_runs,
        "NO_ACCOUNT": not around.has_account,
        "ACCOUNT_RESTRICTED": around.has_account and not around.may_receive,
    }
    return tuple(reason for reason, holds in met.items() if holds)


def shown_state(transfer: Transfer, reasons: Iterable[WaitReason]) -> TransferState:
    """The state a seller is shown: a pending transfer is on hold while something stands in its way."""
    is_held = transfer.state is TransferState.PENDING and not ON_HOLD_FOR.isdisjoint(reasons)
    return TransferState.ON_HOLD if is_held else transfer.state


def outstanding_minor(transfer: Transfer, journals: Iterable[Journal]) -> int:
    """What the platform still owes the seller for the line by its books; below 0 where the seller owes the platform.

    The line's share as agreed, less every posting on the seller's account in journals of the line: refunds, transfers,
    what was taken back, debts netted.
    """
    account = seller_account(transfer.seller_id)
    booked = sum(one.postings.get(account, 0) for one in journals if one.line_id == transfer.line_id)
    return transfer.net_minor - booked


def netted_parts(due_minor: int, debts_minor: Sequence[int]) -> list[int]:
    """How much of each debt is settled from an amount that is due: the oldest first, together never more than it."""
    parts, left_minor = [], due_minor
    for debt_minor in debts_minor:
        part = min(debt_minor, left_minor)
        parts.append(part)
        left_minor -= part
    return parts


def to_take_back(transfer: Transfer, owed_minor: int) -> tuple[MadeTransfer, int] | None:
    """The latest transfer that has something left, and how much of it is taken back; None if nothing is left."""
    for made in reversed(transfer.made):
        if made.left_minor:
            return made, min(owed_minor, made.left_minor)
    return None
