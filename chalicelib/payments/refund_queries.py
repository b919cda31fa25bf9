"""Named reads of refunds, in bounded pages, answering values."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import NotFound
from chalicelib.payments.models import RefundItem
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.refund import Refund

STRIPE_MUST_ANSWER, STRIPE_IS_OVERDUE, OPERATORS_MUST_ACT = "STRIPE", "STRIPE_OVERDUE", "OPERATORS"
# Stripe announces the end of a pending refund; a lost event is made up for by looking this long after the last look.
PENDING_LOOK_EVERY = timedelta(hours=6)
# A card's refund takes up to ten business days (docs.stripe.com/refunds); one that pends for longer needs a person.
PENDING_MAX = timedelta(days=14)


def find(order_id: str, refund_id: str) -> Refund:
    """A refund, read consistently. Raises: NotFound."""
    try:
        return _value(RefundItem.get(order_id, refund_id, consistent_read=True))
    except RefundItem.DoesNotExist as missing:
        raise NotFound() from missing


def of_operation(operation: StripeOperation) -> Refund:
    """The refund that an operation asks for, read consistently."""
    return find(operation.subject, operation.parameters["metadata"]["refund_id"])


def of_order(order_id: str) -> list[Refund]:
    """Every refund of an order, read consistently."""
    return [_value(item) for item in RefundItem.query(order_id, consistent_read=True)]


def for_operators(limit: int, start: dict[str, Any] | None) -> tuple[list[Refund], dict[str, Any] | None]:
    """A page of the refunds that wait for the operators, oldest first, and where the next page starts."""
    page = RefundItem.waiting.query(OPERATORS_MUST_ACT, limit=limit, last_evaluated_key=start)
    keys = _keys(page)
    found = {(item.order_id, item.refund_id): item for item in RefundItem.batch_get(keys, consistent_read=True)}
    waiting = [_value(found[key]) for key in keys if found[key].waiting_for == OPERATORS_MUST_ACT]
    return waiting, page.last_evaluated_key


def count_for_operators() -> int:
    """How many refunds failed or were refused and wait for the operators."""
    return RefundItem.waiting.count(OPERATORS_MUST_ACT)


def count_overdue() -> int:
    """How many refunds Stripe has had pending for longer than PENDING_MAX, as far as it was looked at since."""
    return RefundItem.waiting.count(STRIPE_IS_OVERDUE)


def long_pending(limit: int = 200) -> list[tuple[str, str]]:
    """(order id, operation id) of pending refunds that Stripe was not asked for since PENDING_LOOK_EVERY."""
    before = RefundItem.looked_at < clock.stamp(clock.now() - PENDING_LOOK_EVERY)
    keys = [
        key
        for waiting_for in (STRIPE_MUST_ANSWER, STRIPE_IS_OVERDUE)
        for key in _keys(RefundItem.waiting.query(waiting_for, before, limit=limit))
    ]
    return [(item.order_id, item.operation_id) for item in RefundItem.batch_get(keys, consistent_read=True)]


def _keys(entries: Iterable[RefundItem]) -> list[tuple[str, str]]:
    """The keys of index entries. An index may list an item twice while its entry moves."""
    return list(dict.fromkeys((entry.order_id, entry.refund_id) for entry in entries))


def _value(item: RefundItem) -> Refund:
    stated = {name: value for name, value in item.attribute_values.items() if name != "waiting_for"}
    return msgspec.convert(stated, Refund)
