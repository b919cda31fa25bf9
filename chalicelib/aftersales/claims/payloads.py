"""What buyers, sellers and operators may send to the routes of claims."""

from typing import Literal

from chalicelib.aftersales.cases.payloads import CaseListQuery, Explained, LineNumber
from chalicelib.aftersales.claims.claim import ClaimRemedy, ClaimWish
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.aftersales.messages.payloads import MessageText
from chalicelib.kernel.values.payloads import Payload


class NonReceipt(Payload, frozen=True, kw_only=True):
    """A device that did not arrive, and what the buyer wishes instead."""

    wish: ClaimWish = "REFUND"
    description: MessageText | None = None


class DeviceReport(NonReceipt, frozen=True, kw_only=True):
    """A device that arrived damaged, or is another one than was bought."""

    line_id: LineNumber
    kind: Literal["DAMAGED_IN_TRANSIT", "WRONG_DEVICE"]


class ClaimAcceptance(Payload, frozen=True, kw_only=True):
    """How the claim is met; `RETURN` has the device come back first."""

    remedy: ClaimRemedy


class ClaimContest(Explained, frozen=True, kw_only=True):
    """Why the seller contests the claim; the evidence belongs into the thread."""

    reason: Literal["DELIVERED", "PACKED_WELL", "RIGHT_DEVICE", "OTHER"]


class ClaimRuling(Explained, frozen=True, kw_only=True):
    """What the operators decide: a remedy for the buyer, or that the claim is rejected."""

    decision: Literal["REFUND", "REPLACEMENT", "RETURN", "REJECT"]


class ClaimListQuery(CaseListQuery, frozen=True, kw_only=True):
    """Claims in a state."""

    state: ClaimState | None = None
