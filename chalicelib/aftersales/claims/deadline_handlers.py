"""What happens to a claim whose time is over: the seller's silence meets it, unless the carrier says otherwise."""

from chalicelib.aftersales.claims import claim as claims
from chalicelib.aftersales.claims import claim_remedies, claim_steps, queries
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.gateways import carriers
from chalicelib.gateways.carriers import ParcelState
from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.runtime import clock
from chalicelib.people.queries import identifiers


def act_on_claim_lapse(deadline: Deadline) -> None:
    """Do what follows from a claim's passed time; nothing if the claim moved on.

    Raises: CarrierUnreachable, CarrierAnswerRefused.
    """
    found = queries.find(deadline.payload["claim_id"])
    if found is None or found.due_by is None or clock.timestamp() < found.due_by:
        return
    if found.state is ClaimState.REPLACING:
        claim_remedies.refund_lapsed(found.claim_id)
    elif found.kind == "NOT_RECEIVED" and _carrier_says_delivered(found):
        claim_steps.contest(found.claim_id, "CARRIER_SAYS_DELIVERED", None, by="PLATFORM")
    else:
        claim_remedies.meet(found.claim_id, claims.remedies(found.kind)[0], "SELLER_SILENT")


def _carrier_says_delivered(found: Claim) -> bool:
    parcel = identifiers(found.person_id, found.line_id)
    if parcel is None:
        return False
    return carriers.status_of(parcel.carrier, parcel.tracking_number).status is ParcelState.DELIVERED
