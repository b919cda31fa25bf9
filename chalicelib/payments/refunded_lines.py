"""The refunds of one line together: numbered, never more than was paid for it, and booked one after the other.

A refund takes its share of commission, VAT and fees back as the difference of cumulative shares, so what was booked
before it must be exact when it is booked. Refunds end in any order; a booking requires that none was booked meanwhile.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.payments.models import RefundedLineItem
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_parts import NO_PARTS

_COUNTS = ("refunds", "requested_minor", "booked_minor")
_PARTS = ("requested", "reversing", "reversed")


def of_line(order_id: str, line_id: str) -> RefundedLine:
    """What was refunded of a line so far, read consistently."""
    try:
        return _value(RefundedLineItem.get(order_id, line_id, consistent_read=True))
    except RefundedLineItem.DoesNotExist:
        return RefundedLine()


def of_order(order_id: str) -> dict[str, RefundedLine]:
    """What was refunded of each line of an order that has refunds, read consistently."""
    return {item.line_id: _value(item) for item in RefundedLineItem.query(order_id, consistent_read=True)}


def request_act(refund: Refund, before: RefundedLine, *, paid_minor: int) -> transactions.Act:
    """The act that counts a new refund among those of its line.

    Conflict if the line had another refund since it was read, or if the refund is more than is left of `paid_minor`.
    """
    left_minor = paid_minor - refund.amount_minor
    first = RefundedLineItem.line_id.does_not_exist()
    later = (RefundedLineItem.refunds == before.refunds) & (RefundedLineItem.requested_minor <= left_minor)
    return transactions.update(
        RefundedLineItem(refund.order_id, refund.line_id),
        RefundedLineItem.refunds.add(1),
        RefundedLineItem.requested_minor.add(refund.amount_minor),
        RefundedLineItem.booked_minor.add(0),
        RefundedLineItem.requested.set(before.requested.plus(refund.parts)),
        RefundedLineItem.reversing.set(before.reversing.plus(refund.reverses)),
        condition=later if before.refunds else first,
    )


def booking_act(refund: Refund, before: RefundedLine) -> transactions.Act:
    """The act that counts a refund as booked. Conflict if another one of the line was booked since it was read."""
    return transactions.update(
        RefundedLineItem(refund.order_id, refund.line_id),
        RefundedLineItem.booked_minor.add(refund.amount_minor),
        RefundedLineItem.reversed.set(before.reversed.plus(refund.reverses)),
        condition=_is_as_read(before),
    )


def running(lines: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the lines, by (order id, line id), that have a refund which is not booked yet."""
    found = RefundedLineItem.batch_get(list(lines), consistent_read=True)
    return {(item.order_id, item.line_id) for item in found if item.requested_minor != item.booked_minor}


def as_read_act(order_id: str, line_id: str, before: RefundedLine) -> transactions.Act:
    """The condition that the line had no other refund since it was read, and none was booked. Refusal: Conflict."""
    none = RefundedLineItem.line_id.does_not_exist()
    same = (RefundedLineItem.refunds == before.refunds) & _is_as_read(before)
    return transactions.check(RefundedLineItem(order_id, line_id), same if before.refunds else none)


def _is_as_read(before: RefundedLine) -> Any:
    # A booking of 0 leaves the total as it was, and changes what is undone.
    is_undone = RefundedLineItem.reversed == before.reversed
    if before.reversed == NO_PARTS:
        is_undone |= RefundedLineItem.reversed.does_not_exist()
    return is_undone & (RefundedLineItem.booked_minor == before.booked_minor)


def _value(item: RefundedLineItem) -> RefundedLine:
    stated = {name: getattr(item, name) for name in _COUNTS}
    parts = {name: found for name in _PARTS if (found := getattr(item, name)) is not None}
    return msgspec.convert(stated | parts, RefundedLine)
