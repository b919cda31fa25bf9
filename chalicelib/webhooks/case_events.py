"""Events of returns, claims and messages: what a seller's system is sent about each."""

from typing import Any, Literal

import msgspec

from chalicelib.facts.aftersales import (
    AppealDecided,
    ClaimContested,
    ClaimFact,
    ClaimOpened,
    ClaimResolved,
    ExchangeShipped,
    MessagePosted,
    RepairFinished,
    RepairStarted,
    ReplacementReserved,
    ReturnAppealed,
    ReturnApproved,
    ReturnClosed,
    ReturnDueSoon,
    ReturnFact,
    ReturnInspected,
    ReturnOpened,
    ReturnReceived,
    ReturnRefused,
    ReturnSent,
    ReturnTakenOver,
    ReturnToSendBack,
    ReturnWishChanged,
)

CaseEventType = Literal[
    "return.opened",
    "return.wish_changed",
    "return.approved",
    "return.refused",
    "return.appealed",
    "return.appeal_decided",
    "return.sent",
    "return.received",
    "return.inspected",
    "return.taken_over",
    "return.due_soon",
    "return.repair_started",
    "return.repair_finished",
    "return.replacement_reserved",
    "return.replacement_shipped",
    "return.to_send_back",
    "return.closed",
    "claim.opened",
    "claim.contested",
    "claim.resolved",
    "message.received",
]

OF_CASES: dict[type[ReturnFact] | type[ClaimFact] | type[MessagePosted], CaseEventType] = {
    ReturnOpened: "return.opened",
    ReturnWishChanged: "return.wish_changed",
    ReturnApproved: "return.approved",
    ReturnRefused: "return.refused",
    ReturnAppealed: "return.appealed",
    AppealDecided: "return.appeal_decided",
    ReturnSent: "return.sent",
    ReturnReceived: "return.received",
    ReturnInspected: "return.inspected",
    ReturnTakenOver: "return.taken_over",
    ReturnDueSoon: "return.due_soon",
    RepairStarted: "return.repair_started",
    RepairFinished: "return.repair_finished",
    ReplacementReserved: "return.replacement_reserved",
    ExchangeShipped: "return.replacement_shipped",
    ReturnToSendBack: "return.to_send_back",
    ReturnClosed: "return.closed",
    ClaimOpened: "claim.opened",
    ClaimContested: "claim.contested",
    ClaimResolved: "claim.resolved",
    MessagePosted: "message.received",
}
_NOT_SHOWN = ("name", "version", "seller_id")


def case_content(fact: ReturnFact | ClaimFact | MessagePosted) -> dict[str, Any]:
    """What a message says of a case: all members of the fact, and the path to read more."""
    told: dict[str, Any] = msgspec.to_builtins(fact)
    shown = {name: value for name, value in told.items() if name not in _NOT_SHOWN}
    return shown | {"path": _path(fact)}


def is_for_seller(fact: ReturnFact | ClaimFact | MessagePosted) -> bool:
    """Whether the seller is sent it: everything but the messages it wrote itself."""
    return not isinstance(fact, MessagePosted) or fact.author != "SELLER"


def _path(fact: ReturnFact | ClaimFact | MessagePosted) -> str:
    if isinstance(fact, ReturnFact):
        return f"/v1/seller/returns/{fact.return_id}"
    if isinstance(fact, ClaimFact):
        return f"/v1/seller/claims/{fact.claim_id}"
    kind = "claims" if fact.case_id.startswith("clm_") else "returns"
    return f"/v1/seller/{kind}/{fact.case_id}/messages"
