"""A return: one device of an order on its way back, and what becomes of it. Pure."""

from typing import Literal

import msgspec

from chalicelib.aftersales.cases.reasons import Fault, ReturnReason, Wish
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.return_lifecycle import WITH_SELLER, ReturnState

Party = Literal["BUYER", "SELLER", "PLATFORM", "CARRIER"]
Finding = Literal["AS_SOLD", "FAULT_CONFIRMED", "NO_FAULT_FOUND", "DAMAGED", "INCOMPLETE", "ACCOUNT_LOCKED"]
# What became of the seller's unit: for sale again, or never again.
UnitFate = Literal["RESTOCKED", "WRITTEN_OFF"]
RefusalReason = Literal[
    "RIGHT_EXPIRED", "NOT_COVERED", "NO_FAULT_FOUND", "WRONG_UNIT", "DAMAGED_BY_BUYER", "ACCOUNT_LOCKED", "INCOMPLETE"
]
ReturnOutcome = Literal[
    "REFUNDED", "REPAIRED", "EXCHANGED", "CALLED_OFF", "NOT_SENT", "REFUSED", "SENT_BACK", "LOST_CLAIM"
]


class Inspection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the seller found. `is_sold_unit` compares its serial number with the one the buyer was sent."""

    inspected_at: str
    is_sold_unit: bool
    finding: Finding


class Repair(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The repair of a device: the part that failed, the parts that were changed."""

    fault: Fault
    started_at: str
    parts: tuple[str, ...] = ()
    finished_at: str | None = None


class Exchange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The unit that replaces the device: of which offer and in which grade."""

    offer_id: str
    grade: str
    reserved_at: str
    shipped_at: str | None = None


class DeviceReturn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line coming back. `version` counts the changes, from 1.

    `state_at` is when it took on its state; `due_by` when something happens unless somebody acts: what, says the state.
    `reminded_of` is the `due_by` that the seller was reminded of.
    `offer_id` is the offer whose unit comes back, `resolve_from` when the time to resolve the return began.
    `corrected_inspections` are what the seller stated before it corrected the inspection, oldest first.
    `fingerprint` is of the request that opened it, empty for a return that a withdrawal or a claim opened;
    `is_whole_order` is whether a withdrawal is of every line of the order.
    """

    return_id: str
    order_id: str
    line_id: str
    seller_id: str
    sku: str
    product_id: str
    offer_id: str
    person_id: str
    market: str
    ordered_at: str
    state: ReturnState
    version: int = 1
    reason: ReturnReason
    right: Right
    wish: Wish
    fault: Fault | None = None
    fingerprint: str = ""
    opened_at: str
    changed_at: str
    state_at: str
    due_by: str | None = None
    reminded_of: str | None = None
    answered_by: Party | None = None
    refusal: RefusalReason | None = None
    refused_at: str | None = None
    appealed_at: str | None = None
    taken_over_at: str | None = None
    carrier: str | None = None
    sent_at: str | None = None
    received_at: str | None = None
    resolve_from: str | None = None
    inspection: Inspection | None = None
    corrected_inspections: tuple[Inspection, ...] = ()
    unit: UnitFate | None = None
    repair: Repair | None = None
    exchange: Exchange | None = None
    outcome: ReturnOutcome | None = None
    refund_id: str | None = None
    file_ids: tuple[str, ...] = ()
    withdrawal_id: str | None = None
    is_whole_order: bool = False

    @property
    def is_with_seller(self) -> bool:
        """Whether the seller has the device, also while a refusal is disputed."""
        in_dispute = self.state in (ReturnState.REFUSED, ReturnState.APPEALED) and self.received_at is not None
        return self.state in WITH_SELLER or in_dispute

    @property
    def is_another_device(self) -> bool:
        """Whether the inspection found another device than was sold, and no appeal was upheld since."""
        is_overruled = self.appealed_at is not None and self.answered_by == "PLATFORM"
        return self.inspection is not None and not self.inspection.is_sold_unit and not is_overruled
