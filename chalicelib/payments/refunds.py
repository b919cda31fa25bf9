"""Refunds as they are stored: the acts that request, move and retry one, and the operation that asks Stripe for it.

A refund is stored in the transaction that decides it, asked of Stripe afterwards, and can fail long after Stripe
reported success: the card's bank returns the money. What failed or was refused waits for the operators.
"""

from typing import Any

import msgspec

from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.models import RefundItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.refund import Refund, RefundReason
from chalicelib.payments.refund_lifecycle import FIRST, RefundState, require_owed
from chalicelib.payments.refund_queries import OPERATORS_MUST_ACT, STRIPE_MUST_ANSWER

# A refund of late money belongs to no line.
LATE_MONEY = "late"
_WAITING_FOR = {
    RefundState.PENDING: STRIPE_MUST_ANSWER,
    RefundState.FAILED: OPERATORS_MUST_ACT,
    RefundState.REFUSED: OPERATORS_MUST_ACT,
}


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a refund comes from: its reason, and the keyed request that asked for it, where there was one."""

    reason: RefundReason
    request_key: str | None = None


def line_refund(order_id: str, refund_id: str, origin: Origin, *, amount_minor: int, currency: str) -> Refund:
    """A refund of a line, whole or in part, not stored yet. `refund_id` is `<line>-<n>`."""
    line_id = refund_id.partition("-")[0]
    refund = _requested(order_id, refund_id, origin, amount_minor=amount_minor, currency=currency)
    return msgspec.structs.replace(refund, line_id=line_id)


def late_money_refund(order_id: str, *, amount_minor: int, currency: str) -> Refund:
    """The refund of money that came too late, all of it owed to the buyer already; not stored yet."""
    origin = Origin(reason="LATE_MONEY")
    refund = _requested(order_id, f"{LATE_MONEY}-1", origin, amount_minor=amount_minor, currency=currency)
    return msgspec.structs.replace(refund, owed_minor=amount_minor)


def _requested(order_id: str, refund_id: str, origin: Origin, *, amount_minor: int, currency: str) -> Refund:
    now = clock.timestamp()
    return Refund(
        order_id=order_id,
        refund_id=refund_id,
        reason=origin.reason,
        amount_minor=amount_minor,
        currency=currency,
        state=FIRST,
        tries=1,
        operation_id=_operation_id(refund_id, 1),
        requested_at=now,
        changed_at=now,
        looked_at=now,
        request_key=origin.request_key,
    )


def request_acts(refund: Refund, payment_intent_id: str) -> list[transactions.Act]:
    """The acts that store a refund and the operation that asks Stripe for it.

    The first one's refusal is Conflict, the second one's OperationExists.
    """
    item = RefundItem(**msgspec.structs.asdict(refund))
    return [transactions.put_new(item), stripe_operations.start_act(_plan(refund, payment_intent_id))]


def retry_acts(refund: Refund, payment_intent_id: str) -> list[transactions.Act]:
    """The acts that ask Stripe once more, under a key of its own.

    Raises: RefundNotOwed unless the refund failed or was refused.
    """
    require_owed(refund.state)
    tries = refund.tries + 1
    again = msgspec.structs.replace(refund, tries=tries, operation_id=_operation_id(refund.refund_id, tries))
    return [_ask_again_act(refund, again), stripe_operations.start_act(_plan(again, payment_intent_id))]


def adopt_acts(refund: Refund, made: stripe.StripeRefund) -> list[transactions.Act]:
    """The acts that take a refund made in Stripe's dashboard for the refund's next try.

    The second one's refusal is OperationExists: it was adopted before, for this refund or for another of the order.
    Raises: RefundNotOwed unless the refund failed or was refused.
    """
    require_owed(refund.state)
    again = msgspec.structs.replace(refund, tries=refund.tries + 1, operation_id=adopted_operation_id(made.id))
    plan = _plan(again, made.payment_intent_id)
    adopted = msgspec.structs.replace(plan, kind=ADOPTION.name, parameters=plan.parameters | {"refund": made.id})
    return [_ask_again_act(refund, again), stripe_operations.start_act(adopted)]


def _ask_again_act(refund: Refund, again: Refund) -> transactions.Act:
    changes = {"tries": again.tries, "operation_id": again.operation_id, "stripe_id": None, "code": None}
    return change_act(refund, FIRST, **changes)


def change_act(refund: Refund, target: RefundState, **changes: Any) -> transactions.Act:
    """The act that moves a refund to its next state. Conflict if it moved since it was read. None removes a value."""
    now = clock.timestamp()
    changes |= {"state": target, "changed_at": now, "looked_at": now, "waiting_for": _WAITING_FOR.get(target)}
    return transactions.update(
        RefundItem(refund.order_id, refund.refund_id),
        *(_change(name, value) for name, value in changes.items()),
        condition=_as_read(refund),
    )


def postpone_look(refund: Refund) -> None:
    """Store that a pending refund is looked at now. Raises: Conflict if it moved since it was read."""
    change = RefundItem.looked_at.set(clock.timestamp())
    transactions.write(
        transactions.update(RefundItem(refund.order_id, refund.refund_id), change, condition=_as_read(refund))
    )


def _operation_id(refund_id: str, tries: int) -> str:
    return f"{REFUND.name}#{refund_id}#{tries}"


def adopted_operation_id(stripe_id: str) -> str:
    """The id of the operation that stands for a refund made in Stripe's dashboard."""
    return f"{ADOPTION.name}#{stripe_id}"


def _plan(refund: Refund, payment_intent_id: str) -> Plan:
    metadata = {"order_id": refund.order_id, "refund_id": refund.refund_id, "operation_id": refund.operation_id}
    return Plan(
        subject=refund.order_id,
        operation_id=refund.operation_id,
        kind=REFUND.name,
        parameters={"payment_intent": payment_intent_id, "amount": refund.amount_minor, "metadata": metadata},
    )


def _change(name: str, value: Any) -> Any:
    attribute = getattr(RefundItem, name)
    return attribute.remove() if value is None else attribute.set(value)


def _as_read(refund: Refund) -> Any:
    return (RefundItem.state == refund.state) & (RefundItem.tries == refund.tries)


def _ask_for_refund(operation: StripeOperation) -> stripe.StripeRefund:
    return stripe.create_refund(operation.parameters, operation.idempotency_key, account=operation.account)


def _look_up_refund(operation: StripeOperation) -> stripe.StripeRefund | None:
    """The refund that carries the operation's id in its metadata, if Stripe has it."""
    made = stripe.refunds_of(operation.parameters["payment_intent"], account=operation.account)
    return next((refund for refund in made if refund.operation_id == operation.operation_id), None)


def _retrieve_adopted(operation: StripeOperation) -> stripe.StripeRefund:
    return stripe.refund(operation.parameters["refund"], account=operation.account)


REFUND = OperationKind(name="refund", ask=_ask_for_refund, look_up=_look_up_refund)
# A refund that was made in Stripe's dashboard: there is nothing to ask for, only to look at.
ADOPTION = OperationKind(name="adopted_refund", ask=_retrieve_adopted, look_up=_retrieve_adopted)
KINDS = {kind.name: kind for kind in (REFUND, ADOPTION)}
