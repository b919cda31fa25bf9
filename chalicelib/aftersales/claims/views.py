"""Response bodies of claims, built from values: the only place for their member names."""

from chalicelib.aftersales.claims import answers
from chalicelib.aftersales.claims.claim import Claim, ClaimKind, remedies
from chalicelib.aftersales.claims.claim_lifecycle import FINAL
from chalicelib.aftersales.messages.message import Thread
from chalicelib.aftersales.returns.views import exchange_view

# Back Market's `return_reason` of an order line: https://api.backmarket.dev (order lines, return reasons 0 to 25).
BACK_MARKET_CODES: dict[ClaimKind, int] = {"NOT_RECEIVED": 12, "DAMAGED_IN_TRANSIT": 21, "WRONG_DEVICE": 24}


def claim_view(found: Claim, title: str, thread: Thread) -> answers.ShownClaim:
    """A claim in its current state."""
    return {
        "claim_id": found.claim_id,
        "order_id": found.order_id,
        "line_id": found.line_id,
        "product_id": found.product_id,
        "title": title,
        "kind": found.kind,
        "wish": found.wish,
        "state": found.state,
        "version": found.version,
        "opened_at": found.opened_at,
        "changed_at": found.changed_at,
        "due_by": found.due_by,
        "contest_reason": found.contest_reason,
        "cause": found.cause,
        "remedies": [] if found.state in FINAL else list(remedies(found.kind)),
        "replacement": None if found.exchange is None else exchange_view(found.exchange),
        "refund_id": found.refund_id,
        "return_id": found.return_id,
        "messages": thread.posted,
        "answer_by": thread.answer_by,
    }


def sellers_claim(shown: answers.ShownClaim, found: Claim) -> answers.SellersClaim:
    """A claim as its seller, or an operator, sees it."""
    return {
        **shown,
        "seller_id": found.seller_id,
        "sku": found.sku,
        "reason_code": BACK_MARKET_CODES[found.kind],
    }
