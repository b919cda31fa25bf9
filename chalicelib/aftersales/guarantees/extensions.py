"""Lengthening a legal guarantee after a repair, in the transaction that records the repair."""

from chalicelib.aftersales.guarantees import guarantee as rules
from chalicelib.aftersales.guarantees import issuance, queries
from chalicelib.aftersales.guarantees.models import GuaranteeItem
from chalicelib.facts.aftersales import GuaranteeExtended
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions


def extension_acts(order_id: str, line_id: str, cause_id: str, *, claimed_at: str) -> tuple[transactions.Act, ...]:
    """The acts that lengthen a line's legal guarantee after a repair; none where the repair adds nothing.

    `cause_id` is the return that was repaired, `claimed_at` when its fault was told. The same cause adds once, and the
    law adds once however many repairs there are. Conflict on commit if the guarantee changed since it was read.
    A guarantee that the reaction to the delivery has not issued yet is issued first.
    Raises: NotFound, NotDelivered for a line without delivery.
    """
    if queries.find(order_id, line_id) is None:
        issuance.issue(order_id, line_id)
    before = queries.guarantee(order_id, line_id)
    after = rules.after_repair(before, cause_id, claimed_at=claimed_at, repaired_at=clock.timestamp())
    if after is None:
        return ()
    extended = GuaranteeExtended(
        order_id=order_id,
        line_id=line_id,
        seller_id=after.seller_id,
        product_id=after.product_id,
        version=after.version,
        cause_id=cause_id,
        months=after.extensions[-1].months,
        legal_ends_on=after.legal_ends_on or "",
    )
    changed = transactions.update(
        GuaranteeItem(order_id, line_id),
        GuaranteeItem.guarantee.set(after),
        GuaranteeItem.version.set(after.version),
        condition=GuaranteeItem.version == before.version,
    )
    return changed, record_act(extended)
