"""What is news of a dispute: the stored value and the dispute as Stripe has it make the next value. Pure."""

import msgspec

from chalicelib.gateways.stripe_disputes import StripeDispute
from chalicelib.payments.disputes.dispute import Dispute, Movement, needs_hold
from chalicelib.payments.disputes.dispute_lifecycle import FINAL, NEXT, state_of


def as_found(before: Dispute | None, found: StripeDispute, *, order_id: str, now: str) -> Dispute:
    """The dispute as it has become by `now`, with its next version where anything of it changed.

    A balance transaction that was booked stays, whatever Stripe lists. A state that does not follow changes nothing.
    Raises: UnknownDisputeStatus.
    """
    known = before or _first(found, order_id=order_id, now=now)
    state = state_of(found.status)
    if before is not None and state not in NEXT[before.state]:
        state = before.state
    booked = {one.transaction_id for one in known.moved}
    heard = msgspec.structs.replace(
        known,
        amount_minor=found.amount_minor,
        reason=found.reason,
        state=state,
        answer_by=found.answer_by,
        moved=known.moved
        + tuple(
            Movement(transaction_id=one.transaction_id, amount_minor=one.amount_minor, fee_minor=one.fee_minor)
            for one in found.movements
            if one.transaction_id not in booked
        ),
    )
    if heard == before:
        return before
    is_decided = state in FINAL and (before is None or before.state is not state)
    return msgspec.structs.replace(
        heard,
        changed_at=now,
        looked_at=now,
        closed_at=now if is_decided else heard.closed_at,
        is_held=needs_hold(heard),
        version=known.version + 1,
    )


def _first(found: StripeDispute, *, order_id: str, now: str) -> Dispute:
    return Dispute(
        dispute_id=found.id,
        order_id=order_id,
        amount_minor=found.amount_minor,
        currency=found.currency,
        reason=found.reason,
        state=state_of(found.status),
        opened_at=found.opened_at,
        changed_at=now,
        looked_at=now,
        version=0,
    )
