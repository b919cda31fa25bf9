"""The response bodies of claims."""

from typing import TypedDict

from chalicelib.aftersales.claims.claim import ClaimCause, ClaimKind, ClaimRemedy, ClaimWish, ContestReason
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.aftersales.returns.answers import ShownExchange


class ShownClaim(TypedDict):
    """A claim in its current state. `due_by` is when the platform acts unless the seller does, `cause` why it was met.

    `remedies` are the ways to meet it. `return_id` is the return that a claim met by `RETURN` goes on as.
    """

    claim_id: str
    order_id: str
    line_id: str
    product_id: str
    title: str
    kind: ClaimKind
    wish: ClaimWish
    state: ClaimState
    version: int
    opened_at: str
    changed_at: str
    due_by: str | None
    contest_reason: ContestReason | None
    cause: ClaimCause | None
    remedies: list[ClaimRemedy]
    replacement: ShownExchange | None
    refund_id: str | None
    return_id: str | None
    messages: int
    answer_by: str | None


class SellersClaim(ShownClaim):
    """A claim as its seller sees it; `reason_code` is Back Market's code for it."""

    seller_id: str
    sku: str
    reason_code: int
