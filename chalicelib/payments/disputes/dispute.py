"""A dispute as a value, and the rules of what is held, settled and waited for."""

from typing import Literal

import msgspec

from chalicelib.payments.disputes.dispute_lifecycle import ANSWERABLE, FINAL, INQUIRY, DisputeState

# What a dispute waits for: our answer, the bank, the booking of a loss, or operators who must look at it.
WaitingFor = Literal["ANSWER", "BANK", "SETTLEMENT", "OPERATORS"]


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """A balance transaction of a dispute that is booked (minor units). Below 0 the amount was withdrawn."""

    transaction_id: str
    amount_minor: int
    fee_minor: int


class EvidenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file by which a seller of the order helps to answer; `upload_id` finds it."""

    upload_id: str
    seller_id: str
    content_type: str
    size_bytes: int


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """What a cardholder's bank disputes of an order's payment (minor units).

    `moved` are the balance transactions at Stripe that are booked. Of a lost dispute `settled_minor` is what of the
    loss is booked where it belongs; `loss_minor` is the part of that which no line and no refund explains, the
    platform's own. `is_held` says whether each line of the order has a hold of this dispute. `reason` is Stripe's,
    `answer_by` the end of the time to answer, `answers` counts what was asked of Stripe to answer it,
    `files` are those of its sellers.
    """

    dispute_id: str
    order_id: str
    amount_minor: int
    currency: str
    reason: str
    state: DisputeState
    opened_at: str
    changed_at: str
    looked_at: str
    closed_at: str | None = None
    answer_by: str | None = None
    moved: tuple[Movement, ...] = ()
    settled_minor: int = 0
    loss_minor: int = 0
    is_held: bool = False
    answers: int = 0
    files: tuple[EvidenceFile, ...] = ()
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.state not in FINAL

    @property
    def withdrawn_minor(self) -> int:
        """What the bank has of the payment now, without fees."""
        return -sum(one.amount_minor for one in self.moved)

    @property
    def fees_minor(self) -> int:
        """What Stripe kept for its services."""
        return sum(one.fee_minor for one in self.moved)

    @property
    def left_minor(self) -> int:
        """What the bank has and is not booked where it belongs; below 0 where the bank gave back what was."""
        return self.withdrawn_minor - self.settled_minor


def needs_hold(dispute: Dispute) -> bool:
    """Whether the lines of the order must not be transferred: the dispute is open, or its loss is not booked yet."""
    return dispute.is_open or (dispute.state is DisputeState.LOST and dispute.left_minor > 0)


def waiting_for(dispute: Dispute) -> WaitingFor | None:
    """What must happen next; None when everything is done."""
    if dispute.state in ANSWERABLE:
        return "ANSWER"
    if dispute.is_open:
        return "BANK"
    if dispute.state is DisputeState.LOST:
        if dispute.left_minor == 0:
            return None
        return "SETTLEMENT" if dispute.left_minor > 0 else "OPERATORS"
    if dispute.settled_minor:
        return "OPERATORS"  # a loss was booked, and the bank decided otherwise since
    return "BANK" if dispute.withdrawn_minor else None


def is_announced(before: Dispute | None, now: Dispute) -> bool:
    """Whether a dispute is new, or what was an inquiry has become one."""
    return before is None or (before.state in INQUIRY and now.state not in INQUIRY)


def is_closing(before: Dispute | None, now: Dispute) -> bool:
    """Whether a dispute has taken on a state in which the bank has decided."""
    return not now.is_open and (before is None or before.state is not now.state)
