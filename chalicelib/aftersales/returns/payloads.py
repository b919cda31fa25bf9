"""What buyers, sellers and operators may send to the routes of returns."""

from typing import Annotated, Literal

import msgspec

from chalicelib.aftersales.cases.payloads import CaseListQuery, Explained, LineNumber, SentParcel, SerialText
from chalicelib.aftersales.cases.reasons import Fault, RequestedReason, Wish
from chalicelib.aftersales.messages.payloads import MessageText
from chalicelib.aftersales.returns.decision_policy import Decision
from chalicelib.aftersales.returns.device_return import Finding, RefusalReason
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.kernel.values.payloads import DISTINCT, END, Payload

PARTS_MAX = 20
PartName = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z_]{1,39}" + END)]
UnitChoice = Literal["RESTOCK", "WRITE_OFF"]


class ReturnOptionsQuery(Payload, frozen=True, kw_only=True):
    """The part that fails, since what may be chosen depends on how often it was mended."""

    fault: Fault | None = None


class ReturnRequest(Payload, frozen=True, kw_only=True):
    """The device to send back, why, and what the buyer wishes for it. A faulty one needs its `fault`."""

    line_id: LineNumber
    reason: RequestedReason
    wish: Wish
    fault: Fault | None = None
    description: MessageText | None = None


class Choice(Payload, frozen=True, kw_only=True):
    """What the buyer wishes instead."""

    wish: Wish


class Approval(Payload, frozen=True, kw_only=True):
    """The carrier that brings the device back, where the seller chooses one."""

    carrier: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{2,30}" + END)] | None = None


class ReturnRefusal(Explained, frozen=True, kw_only=True):
    """Why the device does not come back, or goes back to its buyer."""

    reason: RefusalReason


class InspectionReport(Payload, frozen=True, kw_only=True):
    """What the seller found. `unit` puts the device into the stock again or writes it off, in the same step.

    `corrects` is the `inspected_at` of the inspection that this one corrects.
    """

    serial: SerialText | None = None
    finding: Finding
    unit: UnitChoice | None = None
    note: MessageText | None = None
    corrects: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class RepairStart(Payload, frozen=True, kw_only=True):
    """The part that fails."""

    fault: Fault


class RepairShipment(SentParcel, frozen=True, kw_only=True):
    """The repaired device on its way to the buyer, with the parts that were changed (`BATTERY`, `SCREEN`, …).

    A `note` to the buyer is needed where the part that failed is not among them.
    """

    parts: Annotated[tuple[PartName, ...], msgspec.Meta(max_length=PARTS_MAX), DISTINCT] = ()
    note: MessageText | None = None


class UnitDecision(Payload, frozen=True, kw_only=True):
    """What becomes of the device; it is written off unless the inspection or this says otherwise."""

    unit: UnitChoice | None = None


class RefundDecision(UnitDecision, frozen=True, kw_only=True):
    """With `dry_run` nothing is changed: the answer says what would be refunded, and who bears it."""

    dry_run: bool = False


class Ruling(Explained, frozen=True, kw_only=True):
    """What the operators decide about a return that was appealed or taken over."""

    decision: Decision


class ReturnListQuery(CaseListQuery, frozen=True, kw_only=True):
    """Returns in a state."""

    state: ReturnState | None = None
