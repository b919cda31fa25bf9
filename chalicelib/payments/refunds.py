"""Refunds: one amount that goes back to a buyer, and its life from the decision to the money.

A refund is decided in the transaction that ends a line, asked of Stripe afterwards, and can fail long after Stripe
said that it succeeded: the card's bank sends the money back. What failed or was refused waits for the operators.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import NotFound

# Said twice on purpose: rooms above are handed refunds and name their type, though not the table behind it.
from chalicelib.payments.models import RefundItem as RefundItem
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.payments.refund_lifecycle import FIRST, NEXT, RefundNotRetryable, RefundState

# A refund of late money belongs to no line.
LATE_MONEY = "late"
# Stripe tells when a pending refund ends; a lost event is made good by looking this long after the last look.
PENDING_LOOK_EVERY = timedelta(hours=6)


STRIPE_MUST_ANSWER, OPERATORS_MUST_ACT = "STRIPE", "OPERATORS"
_WAITING_FOR = {
    RefundState.PENDING: STRIPE_MUST_ANSWER,
    RefundState.FAILED: OPERATORS_MUST_ACT,
    RefundState.REFUSED: OPERATORS_MUST_ACT,
}


def line_refund(order_id: str, line_id: str, *, amount_minor: int, currency: str) -> RefundItem:
    """The refund of a whole line, not stored yet."""
    return _requested(order_id, f"{line_id}-1", line_id=line_id, amount_minor=amount_minor, currency=currency)


def late_money_refund(order_id: str, *, amount_minor: int, currency: str) -> RefundItem:
    """The refund of money that came too late, all of it owed to the buyer already; not stored yet."""
    refund = _requested(order_id, f"{LATE_MONEY}-1", line_id=None, amount_minor=amount_minor, currency=currency)
    refund.owed_minor = amount_minor
    return refund


def _requested(order_id: str, refund_id: str, *, line_id: str | None, amount_minor: int, currency: str) -> RefundItem:
    now = clock.timestamp()
    return RefundItem(
        order_id,
        refund_id,
        line_id=line_id,
        amount_minor=amount_minor,
        refunded_before_minor=0,
        owed_minor=0,
        currency=currency,
        state=FIRST,
        tries=1,
        requested_at=now,
        changed_at=now,
        looked_at=now,
    )


def request_acts(refund: RefundItem, payment_intent_id: str) -> list[transactions.Act]:
    """The acts that store a refund and the operation that asks Stripe for it. Raises: OperationExists."""
    return [transactions.put_new(refund), stripe_operations.start_act(_plan(refund, payment_intent_id))]


def retry_acts(refund: RefundItem, payment_intent_id: str) -> list[transactions.Act]:
    """The acts that ask Stripe once more, under a key of its own.

    Raises: RefundNotRetryable unless the refund failed or was refused.
    """
    if FIRST not in NEXT[RefundState(refund.state)]:
        raise RefundNotRetryable(state=refund.state)
    again = RefundItem(refund.order_id, refund.refund_id, tries=int(refund.tries) + 1, amount_minor=refund.amount_minor)
    changes = {"tries": again.tries, "stripe_id": None, "code": None}
    return [change_act(refund, FIRST, **changes), stripe_operations.start_act(_plan(again, payment_intent_id))]


def change_act(refund: RefundItem, target: RefundState, **changes: Any) -> transactions.Act:
    """The act that moves a refund as it was read to its next state; Conflict if it moved since. None removes."""
    now = clock.timestamp()
    changes |= {"state": target, "changed_at": now, "looked_at": now, "waiting_for": _WAITING_FOR.get(target)}
    return transactions.update(
        RefundItem(refund.order_id, refund.refund_id),
        *(_change(name, value) for name, value in changes.items()),
        condition=_as_read(refund),
    )


def postpone_look(refund: RefundItem) -> None:
    """Note that a pending refund is looked at just now. Conflict if it moved since it was read."""
    change = RefundItem.looked_at.set(clock.timestamp())
    transactions.write(
        transactions.update(RefundItem(refund.order_id, refund.refund_id), change, condition=_as_read(refund))
    )


def operation_id(refund: RefundItem) -> str:
    """The id of the operation that asks Stripe for the refund's latest try."""
    return f"{REFUND.name}#{refund.refund_id}#{int(refund.tries)}"


def of_operation(operation: StripeOperation) -> RefundItem:
    """The refund an operation asks for, read consistently."""
    return find(operation.subject, operation.parameters["metadata"]["refund_id"])


def find(order_id: str, refund_id: str) -> RefundItem:
    """A refund, read consistently. Raises: NotFound."""
    try:
        return RefundItem.get(order_id, refund_id, consistent_read=True)
    except RefundItem.DoesNotExist as missing:
        raise NotFound() from missing


def of_order(order_id: str) -> list[RefundItem]:
    """Every refund of an order, read consistently."""
    return list(RefundItem.query(order_id, consistent_read=True))


def for_operators(limit: int, start: dict[str, Any] | None) -> tuple[list[RefundItem], dict[str, Any] | None]:
    """A page of the refunds that wait for the operators, oldest first, and where the next page starts."""
    page = RefundItem.waiting.query(OPERATORS_MUST_ACT, limit=limit, last_evaluated_key=start)
    entries = _keys(page)
    found = {item.refund_id + item.order_id: item for item in RefundItem.batch_get(entries, consistent_read=True)}
    refunds = [found[refund_id + order_id] for order_id, refund_id in entries]
    waiting = [refund for refund in refunds if refund.waiting_for == OPERATORS_MUST_ACT]
    return waiting, page.last_evaluated_key


def _keys(entries: Iterable[RefundItem]) -> list[tuple[str, str]]:
    """The keys of index entries; an index may show an item twice while its entry moves."""
    return list(dict.fromkeys((entry.order_id, entry.refund_id) for entry in entries))


def count_for_operators() -> int:
    """How many refunds failed or were refused and wait for the operators."""
    return RefundItem.waiting.count(OPERATORS_MUST_ACT)


def long_pending(limit: int = 200) -> list[tuple[str, str]]:
    """(order id, operation id) of pending refunds nobody has looked at for PENDING_LOOK_EVERY."""
    before = clock.stamp(clock.now() - PENDING_LOOK_EVERY)
    entries = RefundItem.waiting.query(STRIPE_MUST_ANSWER, RefundItem.looked_at < before, limit=limit)
    keys = _keys(entries)
    return [(item.order_id, operation_id(item)) for item in RefundItem.batch_get(keys, consistent_read=True)]


def owed_minor(refunds: Collection[RefundItem]) -> int:
    """What the platform still owes the buyer because refunds failed or were refused, in minor units."""
    return sum(int(refund.owed_minor) for refund in refunds)


def _plan(refund: RefundItem, payment_intent_id: str) -> Plan:
    asked_as = operation_id(refund)
    metadata = {"order_id": refund.order_id, "refund_id": refund.refund_id, "operation_id": asked_as}
    return Plan(
        subject=refund.order_id,
        operation_id=asked_as,
        kind=REFUND.name,
        parameters={
            "payment_intent": payment_intent_id,
            "amount": int(refund.amount_minor),
            "metadata": metadata,
        },
    )


def _change(name: str, value: Any) -> Any:
    attribute = getattr(RefundItem, name)
    return attribute.remove() if value is None else attribute.set(value)


def _as_read(refund: RefundItem) -> Any:
    return (RefundItem.state == refund.state) & (RefundItem.tries == refund.tries)


def _ask_for_refund(operation: StripeOperation) -> stripe.StripeRefund:
    return stripe.create_refund(operation.parameters, operation.idempotency_key, account=operation.account)


def _look_up_refund(operation: StripeOperation) -> stripe.StripeRefund | None:
    """The refund that carries the operation's id in its metadata, if Stripe has it."""
    made = stripe.refunds_of(operation.parameters["payment_intent"], account=operation.account)
    return next((refund for refund in made if refund.operation_id == operation.operation_id), None)


REFUND = OperationKind(name="refund", ask=_ask_for_refund, look_up=_look_up_refund)
