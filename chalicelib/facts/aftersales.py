"""Facts after the sale: guarantees, returns, repairs, claims and messages. Ids and codes, never personal data."""

from typing import Literal

from chalicelib.facts.orders import LineFact, OrderFact
from chalicelib.kernel.fact_store import Fact

By = Literal["SELLER", "PLATFORM"]


class GuaranteeIssued(LineFact, frozen=True, kw_only=True):
    """A delivered line has its guarantee. The days are the last ones; the legal one is absent where the law sets none.

    Announced by aftersales.guarantees.issuance.
    """

    commercial_ends_on: str
    legal_ends_on: str | None = None


class GuaranteeExtended(LineFact, frozen=True, kw_only=True):
    """A repair that the buyer chose lengthened the legal guarantee, whose last day is now `legal_ends_on`.

    `cause_id` is the return that was repaired. Announced by aftersales.guarantees.extensions.
    """

    cause_id: str
    months: int
    legal_ends_on: str


class ReturnFact(Fact, frozen=True, kw_only=True):
    """Base of what happens to a return. `version` is the return's: listeners that need order use it."""

    return_id: str
    order_id: str
    line_id: str
    seller_id: str
    product_id: str
    sku: str
    version: int

    @property
    def subject(self) -> str:
        return self.return_id


class ReturnOpened(ReturnFact, frozen=True, kw_only=True):
    """A buyer asks to send a device back; the seller answers by `answer_by`, absent where no answer is needed.

    Announced by aftersales.returns.return_requests, aftersales.returns.withdrawn_lines and
    aftersales.claims.claim_remedies.
    """

    reason: str
    wish: str
    answer_by: str | None = None


class ReturnWishChanged(ReturnFact, frozen=True, kw_only=True):
    """The buyer chose otherwise between refund, repair and exchange, or withdrew from the contract meanwhile.

    Announced by aftersales.returns.buyer_steps and aftersales.returns.withdrawn_lines.
    """

    wish: str


class ReturnApproved(ReturnFact, frozen=True, kw_only=True):
    """The device may be sent back until `send_by`; null where it is there, and its refusal was taken back.

    Announced by aftersales.returns.seller_answers.
    """

    by: By
    send_by: str | None = None


class ReturnRefused(ReturnFact, frozen=True, kw_only=True):
    """The return was refused, before or after the device arrived; the buyer may appeal until `appeal_by`.

    Announced by aftersales.returns.seller_answers.
    """

    reason: str
    appeal_by: str | None = None


class ReturnAppealed(ReturnFact, frozen=True, kw_only=True):
    """The buyer appealed against a refusal; the operators decide. Announced by aftersales.returns.buyer_steps."""


class AppealDecided(ReturnFact, frozen=True, kw_only=True):
    """The operators decided an appeal. Announced by aftersales.returns.platform_decisions."""

    is_upheld: bool


class ReturnSent(ReturnFact, frozen=True, kw_only=True):
    """The device is on its way back. Announced by aftersales.returns.parcels."""


class ReturnReceived(ReturnFact, frozen=True, kw_only=True):
    """The seller has the device, by its own word or the carrier's; the return is to be resolved by `resolve_by`.

    Announced by aftersales.returns.parcels.
    """

    by: Literal["SELLER", "CARRIER", "PLATFORM"]
    resolve_by: str | None = None


class ReturnInspected(ReturnFact, frozen=True, kw_only=True):
    """The device was inspected, or its inspection corrected.

    `is_sold_unit` is whether its serial number is the one that was sold.

    Announced by aftersales.returns.inspection.
    """

    is_sold_unit: bool
    finding: str
    unit: str | None = None


class ReturnTakenOver(ReturnFact, frozen=True, kw_only=True):
    """The platform acts in the seller's place, because a time limit passed or the operators decided so.

    Announced by aftersales.returns.takeover.
    """

    cause: str


class ReturnDueSoon(ReturnFact, frozen=True, kw_only=True):
    """The seller's time for a return in `state` ends at `due_by`, and nothing was done yet.

    Announced by aftersales.returns.deadline_handlers.
    """

    state: str
    due_by: str


class RepairStarted(ReturnFact, frozen=True, kw_only=True):
    """The seller began to repair the device. Announced by aftersales.repairs.repair_steps."""

    fault: str


class RepairFinished(ReturnFact, frozen=True, kw_only=True):
    """The device was repaired and is on its way to the buyer. Announced by aftersales.repairs.repair_steps."""

    fault: str
    parts: tuple[str, ...] = ()


class ReplacementReserved(ReturnFact, frozen=True, kw_only=True):
    """A like unit of the seller is reserved for the buyer. Announced by aftersales.exchanges.exchange_steps."""

    offer_id: str


class ExchangeShipped(ReturnFact, frozen=True, kw_only=True):
    """The replacement is on its way to the buyer. Announced by aftersales.exchanges.exchange_steps."""

    offer_id: str


class ReturnToSendBack(ReturnFact, frozen=True, kw_only=True):
    """The refusal stands, and the seller owes the buyer the device back until `send_by`.

    Announced by aftersales.returns.deadline_handlers and aftersales.returns.platform_decisions.
    """

    send_by: str | None = None


class ReturnClosed(ReturnFact, frozen=True, kw_only=True):
    """The return ended. `came_back` is whether the seller has the device; `refund_id` is absent without a refund.

    Announced by aftersales.returns.return_steps.
    """

    outcome: str
    came_back: bool
    refund_id: str | None = None


class ClaimFact(Fact, frozen=True, kw_only=True):
    """Base of what happens to a claim. `version` is the claim's."""

    claim_id: str
    order_id: str
    line_id: str
    seller_id: str
    product_id: str
    sku: str
    version: int

    @property
    def subject(self) -> str:
        return self.claim_id


class ClaimOpened(ClaimFact, frozen=True, kw_only=True):
    """A buyer reports that a device did not arrive, arrived damaged, or is another one.

    Announced by aftersales.claims.claim_requests.
    """

    kind: str
    answer_by: str


class ClaimContested(ClaimFact, frozen=True, kw_only=True):
    """The seller contests a claim; the operators decide. Announced by aftersales.claims.claim_steps."""

    reason: str


class ClaimResolved(ClaimFact, frozen=True, kw_only=True):
    """The claim ended. `refund_id` and `return_id` are absent where it led to none, `cause` where it was not met.

    Announced by aftersales.claims.claim_steps.
    """

    outcome: str
    refund_id: str | None = None
    return_id: str | None = None
    cause: Literal["SELLER_ACCEPTED", "SELLER_SILENT", "NOT_SHIPPED", "OPERATORS_DECIDED"] | None = None


class MessagePosted(Fact, frozen=True, kw_only=True):
    """A message was posted to the thread of a case. `answer_by` is absent where no answer is due.

    Announced by aftersales.messages.message_posts.
    """

    case_id: str
    message_id: str
    author: Literal["BUYER", "SELLER", "PLATFORM"]
    order_id: str
    line_id: str
    seller_id: str
    product_id: str
    sku: str
    answer_by: str | None = None

    @property
    def subject(self) -> str:
        return f"{self.case_id}#thread"


class DeviceDonated(Fact, frozen=True, kw_only=True):
    """A device that cannot be sold again was given to a charity. Announced by aftersales.donations.donation_entries."""

    donation_id: str
    return_id: str | None = None

    @property
    def subject(self) -> str:
        return self.donation_id


class WithdrawalDeclared(OrderFact, frozen=True, kw_only=True):
    """The buyer withdrew from the contract about these lines. Announced by aftersales.withdrawals.declaration."""

    withdrawal_id: str
    line_ids: tuple[str, ...]
    seller_ids: tuple[str, ...]


class WithdrawalRefused(OrderFact, frozen=True, kw_only=True):
    """A withdrawal was declared without the order's token when nothing could be withdrawn any more.

    Announced by aftersales.withdrawals.open_form.
    """

    declaration_id: str
