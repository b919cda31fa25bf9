"""Claims as items of their table: the acts that store a new one and a changed one."""

from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import ClaimState
from chalicelib.aftersales.claims.models import ClaimItem
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Refusal

OPERATORS = "OPERATORS"


def store_claim_act(opened: Claim, refusal: Refusal | None = None) -> transactions.Act:
    """The act that stores a new claim."""
    return transactions.put_new(_item(opened), refusal)


def change_claim_act(before: Claim, after: Claim) -> transactions.Act:
    """The act that stores a changed claim. Conflict if it changed since it was read."""
    return transactions.put(_item(after), ClaimItem.version == before.version)


def _item(found: Claim) -> ClaimItem:
    return ClaimItem(
        found.claim_id,
        seller_id=found.seller_id,
        changed_at=found.changed_at,
        state=found.state,
        waiting_for=OPERATORS if found.state is ClaimState.CONTESTED else None,
        version=found.version,
        claim=found,
    )
