"""Cancelling before shipping: by the buyer, by the seller, or by a missed deadline. What was paid is refunded."""

from collections import Counter
from collections.abc import Collection
from typing import Literal

import msgspec

from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.orders import LineCancelled
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.answers import CancelledLines
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.lifecycle import NEXT, RELEASED, IllegalTransition, LineState
from chalicelib.orders.line import Line
from chalicelib.orders.line_transitions import move_lines_act
from chalicelib.orders.order import Order, SellerOrder
from chalicelib.orders.payment import reservation_release
from chalicelib.payments import money_commands, refund_queries
from chalicelib.payments.refund import Refund

By = Literal["BUYER", "SELLER", "DEADLINE"]

# A line takes five items (stock, refund, its operation, the count of its refunds, fact) of a transaction's hundred; the
# order and the seller order are two more.
LINES_AT_ONCE_MAX = 19

# The unit is missing or broken and must not be sold again.
WRITTEN_OFF = frozenset({"OUT_OF_STOCK", "DEFECTIVE"})


class Cancellation(msgspec.Struct, frozen=True, kw_only=True):
    """Who cancels a line, and why."""

    by: By
    reason: str

    @property
    def counts_against_seller(self) -> bool:
        return self.by != "BUYER"


def cancel_order(order_id: str, line_ids: tuple[str, ...], request: idempotency.Request) -> CancelledLines:
    """Cancel some lines for the buyer, or every line that still can be; a repeated key repeats the decision.

    An unpaid order is released whole. IllegalTransition if a named line, or every line, is beyond cancelling.
    """
    order = queries.order(order_id)
    decided = idempotency.find_decision(request)
    if decided is None:
        decided = idempotency.decide(request, _decision(order, line_ids))
    if order.state == "RESERVED":
        reservation_release.release(order, "CANCELLED")
        order = queries.order(order_id)
    lines = [queries.line(order, line_id) for line_id in dict.fromkeys(decided)]
    if order.state in RELEASED:
        return _answer(order, lines, state=order.state, refund_minor=0)
    ended_ids: set[str] = set()
    for seller_id in sorted({line.seller_id for line in lines}):
        ended_ids |= _cancel_of_seller(order, seller_id, [line for line in lines if line.seller_id == seller_id])
    # A line that was shipped since the decision is left out of the answer; refusing all lines would be wrong.
    ended = [line for line in lines if line.line_id in ended_ids]
    if not ended:
        raise IllegalTransition("What was asked for can no longer be cancelled", open_lines=())
    return _answer(order, ended, state=LineState.CANCELLED, refund_minor=_refunded_minor(order, ended_ids))


def void_unpaid(order_id: str) -> None:
    """Release an unpaid order as its buyer wishes; if its payment succeeded, it is paid then. Any other is left.

    Raises: Unavailable while a payment is in the air.
    """
    order = queries.order(order_id)
    if order.state == "RESERVED":
        reservation_release.release(order, "CANCELLED")


def _refunded_minor(order: Order, line_ids: Collection[str]) -> int:
    """What is refunded because lines were cancelled: less than was paid if a part was refunded before."""
    refunds = refund_queries.of_order(order.order_id)
    return sum(one.amount_minor for one in refunds if one.reason == "CANCELLED" and one.line_id in line_ids)


def _decision(order: Order, line_ids: tuple[str, ...]) -> tuple[str, ...]:
    if order.state != "PAID":
        return tuple(line.line_id for line in order.lines)
    states = queries.states(order, queries.seller_orders_of_order(order).values())
    open_ids = tuple(key for key, state in sorted(states.items()) if LineState.CANCELLED in NEXT[state])
    for line_id in line_ids:
        queries.line(order, line_id)
    if not open_ids or not set(line_ids) <= set(open_ids):
        raise IllegalTransition("What was asked for can no longer be cancelled", open_lines=open_ids)
    return line_ids or open_ids


def _cancel_of_seller(order: Order, seller_id: str, lines: list[Line]) -> set[str]:
    """Cancel those of one seller's lines that still can be; returns the ids of those cancelled now or before.

    A seller order that changed meanwhile is read once more.
    """
    retried = False
    while True:
        seller_order = queries.seller_order(order, seller_id)
        states = {line.line_id: queries.seller_order_line(seller_order, line.line_id).state for line in lines}
        still_open = [line for line in lines if LineState.CANCELLED in NEXT[states[line.line_id]]]
        if not still_open:
            return {line_id for line_id, state in states.items() if state is LineState.CANCELLED}
        try:
            _cancel(
                order,
                seller_order,
                still_open[:LINES_AT_ONCE_MAX],
                Cancellation(by="BUYER", reason="BUYER_CHANGED_MIND"),
            )
        except Conflict:
            if retried:
                raise
            retried = True


def cancel_line(order_id: str, line_id: str, cancellation: Cancellation, *, only_from: LineState | None = None) -> None:
    """Cancel one line of a paid order. A line already cancelled, or not in the state `only_from`, is left as it is."""
    order = queries.order(order_id)
    line = queries.line(order, line_id)
    seller_order = queries.seller_order(order, line.seller_id)
    state = queries.seller_order_line(seller_order, line_id).state
    if state is not LineState.CANCELLED and only_from in (None, state):
        _cancel(order, seller_order, [line], cancellation)


def _cancel(order: Order, seller_order: SellerOrder, lines: list[Line], cancellation: Cancellation) -> None:
    """One seller's lines in one transaction: state, refund cap, stock, the planned refunds, the facts."""
    planned = refunding.plan_cancelled(order, lines)
    refunds = {each.refund.line_id: each.refund for each in planned}
    transactions.commit(
        [
            move_lines_act(
                seller_order,
                {line.line_id for line in lines},
                LineState.CANCELLED,
                cancelled_at=clock.timestamp(),
                cancelled_by=cancellation.by,
                cancel_reason=cancellation.reason,
            ),
            refunding.cap_act(order, sum(refund.amount_minor for refund in refunds.values())),
            *_freeing(lines, cancellation),
            *(act for each in planned for act in each.acts),
            *(record_act(_cancelled(seller_order, line, cancellation, refunds.get(line.line_id))) for line in lines),
        ]
    )
    money_commands.send(*(refunding.command(each.refund) for each in planned))


def _freeing(lines: list[Line], cancellation: Cancellation) -> list[transactions.Act]:
    if cancellation.reason in WRITTEN_OFF:
        return [stock_acts.write_off(line.offer_id) for line in lines]  # a seller cancels line by line
    units = Counter(line.offer_id for line in lines)
    return [stock_acts.release(offer_id, quantity) for offer_id, quantity in sorted(units.items())]


def _cancelled(
    seller_order: SellerOrder, line: Line, cancellation: Cancellation, refund: Refund | None
) -> LineCancelled:
    return LineCancelled(
        order_id=seller_order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        version=seller_order.version + 1,
        by=cancellation.by,
        reason=cancellation.reason,
        counts_against_seller=cancellation.counts_against_seller,
        refund_minor=refund.amount_minor if refund else 0,
        refund_id=refund.refund_id if refund else None,
        currency=refund.currency if refund else None,
        sku=line.sku,
    )


def _answer(order: Order, lines: Collection[Line], *, state: str, refund_minor: int) -> CancelledLines:
    return CancelledLines(
        order_id=order.order_id,
        state=state,
        lines=tuple(line.line_id for line in lines),
        refund_minor=refund_minor,
        currency=order.currency,
    )
