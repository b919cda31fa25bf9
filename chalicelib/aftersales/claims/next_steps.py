"""Who acts next on a claim, and what follows by itself when that party's time is over. Pure."""

from chalicelib.aftersales.cases.next_step import NextStep
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, ClaimState


def next_step(found: Claim) -> NextStep | None:
    """Who acts next, with the time the claim has; None for one that ended."""
    if found.state in FINAL:
        return None
    if found.state is ClaimState.CONTESTED:
        return NextStep(actor="PLATFORM")
    if found.due_by is None:
        return NextStep(actor="SELLER")
    return NextStep(
        actor="SELLER", lapse="MET" if found.state is ClaimState.OPENED else "REFUNDED", due_by=found.due_by
    )
