"""Refunds as they are stored: the acts that request, move and retry one, and the operation that asks Stripe for it.

A refund is stored in the transaction that decides it, asked of Stripe afterwards, and can fail long after Stripe
reported success: the card's bank returns the money. What failed or was refused waits for the operators.
"""

from typing import Any

import msgspec

from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.postings import Reversal
from chalicelib.payments.models import RefundItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.refund import Bearer, Refund, RefundReason
from chalicelib.payments.refund_lifecycle import FIRST, RefundState, require_owed
from chalicelib.payments.refund_parts import Parts
from chalicelib.payments.refund_queries import (
    OPERATORS_MUST_ACT,
    PENDING_MAX,
    STRIPE_IS_OVERDUE,
    STRIPE_MUST_ANSWER,
)

# A refund of late money, or one that lies on suspense, belongs to no line.
LATE_MONEY, SUSPENDED = "late", "suspense"
_WAITING_FOR = {
    RefundState.PENDING: STRIPE_MUST_ANSWER,
    RefundState.FAILED: OPERATORS_MUST_ACT,
    RefundState.REFUSED: OPERATORS_MUST_ACT,
}


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a refund comes from: its reason, who bears it, the keyed request that asked for it, and the refund on
    suspense whose money it is."""

    reason: RefundReason
    bearer: Bearer | None = None
    request_key: str | None = None
    paid_from: str | None = None


def line_refund(
    order_id: str, refund_id: str, origin: Origin, *, parts: Parts, reverses: Parts, currency: str
) -> Refund:
    """A refund of a line, whole or in part, not stored yet. `refund_id` is `<line>-<n>`.

    `parts` is what the buyer gets back of each part, `reverses` what of each part's sale is undone.
    """
    refund = _requested(order_id, refund_id, origin, amount_minor=parts.total_minor, currency=currency)
    line_id = refund_id.partition("-")[0]
    return msgspec.structs.replace(refund, line_id=line_id, parts=parts, reverses=reverses)


def late_money_refund(order_id: str, *, amount_minor: int, currency: str) -> Refund:
    """The refund of money that came too late, all of it owed to the buyer already; not stored yet."""
    origin = Origin(reason="LATE_MONEY")
    refund = _requested(order_id, f"{LATE_MONEY}-1", origin, amount_minor=amount_minor, currency=currency)
    return msgspec.structs.replace(refund, owed_minor=amount_minor)


def suspended_refund(order_id: str, number: int, *, amount_minor: int, currency: str) -> Refund:
    """A refund made in Stripe's dashboard of which no line is known yet; not stored yet."""
    origin = Origin(reason="DASHBOARD")
    return _requested(order_id, f"{SUSPENDED}-{number}", origin, amount_minor=amount_minor, currency=currency)


def _requested(order_id: str, refund_id: str, origin: Origin, *, amount_minor: int, currency: str) -> Refund:
    now = clock.timestamp()
    return Refund(
        order_id=order_id,
        refund_id=refund_id,
        reason=origin.reason,
        bearer=origin.bearer,
        amount_minor=amount_minor,
        currency=currency,
        state=FIRST,
        tries=1,
        operation_id=operation_id(refund_id, 1),
        requested_at=now,
        changed_at=now,
        looked_at=now,
        request_key=origin.request_key,
        paid_from=origin.paid_from,
    )


def request_acts(refund: Refund, payment_intent_id: str) -> list[transactions.Act]:
    """The acts that store a refund and the operation that asks Stripe for it.

    The first one's refusal is Conflict, the second one's OperationExists.
    """
    return store_acts(refund, operation_plan(refund, payment_intent_id))


def store_acts(refund: Refund, plan: Plan) -> list[transactions.Act]:
    """The acts that store a refund and its operation. Their refusals are Conflict and OperationExists."""
    item = RefundItem(**msgspec.structs.asdict(refund))
    return [transactions.put_new(item), stripe_operations.start_act(plan)]


def retry_acts(refund: Refund, payment_intent_id: str) -> list[transactions.Act]:
    """The acts that ask Stripe once more, under a key of its own.

    Raises: RefundNotOwed unless the refund failed or was refused.
    """
    require_owed(refund.state)
    again = next_try(refund)
    return [ask_again_act(refund, again), stripe_operations.start_act(operation_plan(again, payment_intent_id))]


def ask_again_act(refund: Refund, again: Refund, **changes: Any) -> transactions.Act:
    """The act that makes another operation the refund's latest try. Conflict if the refund moved since it was read."""
    changes |= {"tries": again.tries, "operation_id": again.operation_id, "stripe_id": None, "code": None}
    return change_act(refund, FIRST, **changes)


def change_act(refund: Refund, target: RefundState, **changes: Any) -> transactions.Act:
    """The act that moves a refund to its next state. Conflict if it moved since it was read. None removes a value."""
    now = clock.timestamp()
    changes = {"waiting_for": _WAITING_FOR.get(target)} | changes
    changes |= {"state": target, "changed_at": now, "looked_at": now}
    return transactions.update(
        RefundItem(refund.order_id, refund.refund_id),
        *(_change(name, value) for name, value in changes.items()),
        condition=as_read(refund),
    )


def is_suspended(refund: Refund) -> bool:
    """Whether it was made in Stripe's dashboard and belongs to no line of its order."""
    return refund.reason == "DASHBOARD" and refund.line_id is None


def reversal_of(refund: Refund, before: Parts) -> Reversal:
    """What a refund does to its line, after `before` was undone of it."""
    is_loss = refund.reason == "DISPUTE" and refund.bearer == "PLATFORM"
    return Reversal(
        amount_minor=refund.amount_minor,
        reverses=refund.reverses,
        before=before,
        expense=Account.DISPUTE_LOSSES if is_loss else Account.GOODWILL,
    )


def funds_of(refund: Refund) -> Account:
    """The account that a refund is paid from: Stripe's balance, what lies on suspense, or what a bank took."""
    if refund.paid_from is None:
        return Account.STRIPE
    return Account.SUSPENSE if refund.paid_from.startswith(SUSPENDED) else Account.DISPUTED


def assign_act(refund: Refund, amount_minor: int) -> transactions.Act:
    """The act that takes an amount of a refund off suspense. Conflict if it moved or was assigned since it was read."""
    is_rest = refund.assigned_minor + amount_minor == refund.amount_minor
    changes = [RefundItem.assigned_minor.set(refund.assigned_minor + amount_minor)]
    if is_rest:
        changes.append(RefundItem.waiting_for.remove())
    return transactions.update(
        RefundItem(refund.order_id, refund.refund_id),
        *changes,
        condition=as_read(refund) & (RefundItem.assigned_minor == refund.assigned_minor),
    )


def postpone_look(refund: Refund) -> None:
    """Store that a pending refund is looked at now, and that Stripe is overdue once it has pended for PENDING_MAX.

    Raises: Conflict if it moved since it was read.
    """
    is_overdue = clock.now() - clock.parse(refund.changed_at) > PENDING_MAX
    changes = [
        RefundItem.looked_at.set(clock.timestamp()),
        RefundItem.waiting_for.set(STRIPE_IS_OVERDUE if is_overdue else STRIPE_MUST_ANSWER),
    ]
    transactions.write(
        transactions.update(RefundItem(refund.order_id, refund.refund_id), *changes, condition=as_read(refund))
    )


def next_try(refund: Refund) -> Refund:
    """The refund with its next try, which has an operation of its own; not stored yet."""
    tries = refund.tries + 1
    return msgspec.structs.replace(refund, tries=tries, operation_id=operation_id(refund.refund_id, tries))


def operation_id(refund_id: str, tries: int) -> str:
    """The id of the operation of a refund's try, counted from 1."""
    return f"{REFUND.name}#{refund_id}#{tries}"


def operation_plan(refund: Refund, payment_intent_id: str) -> Plan:
    """The operation that asks Stripe for the refund's latest try, or for one without money asks for nothing."""
    metadata = {"order_id": refund.order_id, "refund_id": refund.refund_id, "operation_id": refund.operation_id}
    has_money = refund.amount_minor and not refund.paid_from
    asked: dict[str, Any] = {"payment_intent": payment_intent_id, "amount": refund.amount_minor}
    return Plan(
        subject=refund.order_id,
        operation_id=refund.operation_id,
        kind=REFUND.name if has_money else UNDOING.name,
        parameters={**(asked if has_money else {"currency": refund.currency}), "metadata": metadata},
    )


def _change(name: str, value: Any) -> Any:
    attribute = getattr(RefundItem, name)
    return attribute.remove() if value is None else attribute.set(value)


def as_read(refund: Refund) -> Any:
    """The condition that a refund did not move since it was read."""
    is_same_try = (RefundItem.state == refund.state) & (RefundItem.tries == refund.tries)
    return is_same_try & (RefundItem.amount_minor == refund.amount_minor)


def _ask_for_refund(operation: StripeOperation) -> stripe.StripeRefund:
    return stripe.create_refund(operation.parameters, operation.idempotency_key, account=operation.account)


def _look_up_refund(operation: StripeOperation) -> stripe.StripeRefund | None:
    """The refund that carries the operation's id in its metadata, if Stripe has it."""
    made = stripe.refunds_of(operation.parameters["payment_intent"], account=operation.account)
    return next((refund for refund in made if refund.operation_id == operation.operation_id), None)


def _retrieve_adopted(operation: StripeOperation) -> stripe.StripeRefund:
    return stripe.refund(operation.parameters["refund"], account=operation.account)


def _ask_for_nothing(operation: StripeOperation) -> stripe.StripeRefund:
    """A refund without money to send: Stripe is not asked."""
    return stripe.StripeRefund(
        id=operation.operation_id,
        status="succeeded",
        amount_minor=0,
        currency=operation.parameters["currency"],
        payment_intent_id="",
        order_id=operation.subject,
        operation_id=operation.operation_id,
    )


REFUND = OperationKind(name="refund", ask=_ask_for_refund, look_up=_look_up_refund)
# A refund that was made in Stripe's dashboard: there is nothing to ask for, only to look at.
ADOPTION = OperationKind(name="adopted_refund", ask=_retrieve_adopted, look_up=_retrieve_adopted)
# A refund whose money went before: as goodwill, by a refund that lay on suspense, or to a bank in a dispute.
UNDOING = OperationKind(name="undoing", ask=_ask_for_nothing, look_up=_ask_for_nothing)
KINDS = {kind.name: kind for kind in (REFUND, ADOPTION, UNDOING)}
