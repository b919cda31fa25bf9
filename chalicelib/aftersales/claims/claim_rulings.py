"""What the operators decide about a claim: a remedy for the buyer, or that the seller is right."""

from typing import Literal

from chalicelib.aftersales.claims import claim_remedies, claim_steps
from chalicelib.aftersales.claims.claim import Claim, ClaimRemedy
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState, IllegalClaimStep
from chalicelib.aftersales.claims.claim_steps import ClaimStep
from chalicelib.aftersales.messages.message_posts import note_acts

ClaimDecision = Literal[ClaimRemedy, "REJECT"]


def rule(claim_id: str, decision: ClaimDecision, explanation: str | None) -> Claim:
    """Carry out a decision of the operators; the explanation becomes a message in the thread.

    Raises: NotFound, IllegalClaimStep, Conflict.
    """
    if decision == "REJECT":
        return _reject(claim_id, explanation)
    return claim_remedies.meet(claim_id, decision, "OPERATORS_DECIDED", explanation=explanation)


def _reject(claim_id: str, explanation: str | None) -> Claim:
    """The delivery is proved, or the device is the right one; idempotent."""

    def decide(found: Claim) -> ClaimStep | None:
        if found.state is ClaimState.REJECTED:
            return None
        if found.state is not ClaimState.CONTESTED:
            raise IllegalClaimStep("Only a contested claim is rejected", state=found.state)
        note = note_acts(found.person_id, claim_id, explanation, author="PLATFORM")
        return ClaimStep(target=ClaimState.REJECTED, acts=tuple(note))

    return claim_steps.carry_out(claim_id, decide)
