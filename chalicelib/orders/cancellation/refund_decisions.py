"""Refunds that operators and sellers decide: an amount of a line's parts, once per key, or as a dry run that stores
nothing."""

from collections.abc import Mapping

import msgspec

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, IdempotencyKeyReused, InvalidRequest
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.cancellation.refunding import LineRefund
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount, SellerRefundRequest
from chalicelib.payments import money_commands, refund_queries, refunded_lines, refunds
from chalicelib.payments.ledger.postings import refund_postings
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_lifecycle import FIRST
from chalicelib.payments.refund_parts import Part

TRIES_MAX = 4


class LineRefundDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A refund, its line, and its share of every account (minor units, debits positive).

    A dry run is the refund as it would be made; nothing of it is stored.
    """

    refund: Refund
    line: Line
    postings: Mapping[str, int]
    is_dry_run: bool


def refund_line(order_id: str, wanted: LineRefundRequest, request: idempotency.Request) -> LineRefundDecision:
    """Refund a line, or a part of it, by the operators' decision, whatever its state; the same key refunds once.

    Raises: NotFound, InvalidRequest for another currency, RefundTooLarge, IdempotencyKeyReused, Conflict.
    """
    order = queries.order(order_id)
    line = queries.line(order, wanted.line_id)
    refund = LineRefund(
        line_id=line.line_id,
        reason=wanted.reason,
        parts=_parts(wanted.parts),
        amount_minor=_amount_minor(order, wanted.amount),
        bearer=wanted.bearer,
        request_key=request.item_key,
    )
    return _dry_run(order, line, refund) if wanted.dry_run else _decide(order, line, refund, request)


def refund_own_line(
    order_id: str, line_id: str, wanted: SellerRefundRequest, request: idempotency.Request, *, seller_id: str
) -> LineRefundDecision:
    """Refund goods or shipping of a seller's own line, which the seller bears; the same key refunds once.

    Raises: NotFound, also for another seller's line, InvalidRequest for another currency, RefundTooLarge,
    IdempotencyKeyReused, Conflict.
    """
    order, _ = queries.of_seller(order_id, line_id, seller_id)
    line = queries.line(order, line_id)
    refund = LineRefund(
        line_id=line_id,
        reason=wanted.reason,
        parts=_parts(wanted.parts),
        amount_minor=_amount_minor(order, wanted.amount),
        bearer="SELLER",
        request_key=request.item_key,
    )
    return _dry_run(order, line, refund) if wanted.dry_run else _decide(order, line, refund, request)


def _parts(names: tuple[str, ...]) -> tuple[Part, ...]:
    return tuple(Part(name) for name in names)


def _amount_minor(order: Order, amount: RefundAmount | None) -> int | None:
    if amount is None:
        return None
    if amount.currency != order.currency:
        reason = f"the order is in {order.currency}"
        raise InvalidRequest(errors=[{"pointer": "/amount/currency", "reason": reason}])
    return amount.amount_minor


def _dry_run(order: Order, line: Line, wanted: LineRefund) -> LineRefundDecision:
    planned = refunding.plan(order, wanted)
    return LineRefundDecision(refund=planned.refund, line=line, postings=planned.postings, is_dry_run=True)


def _decide(order: Order, line: Line, wanted: LineRefund, request: idempotency.Request) -> LineRefundDecision:
    idempotency.find_decision(request)
    for _ in range(TRIES_MAX):
        # Before the look for a refund under this key: one that is stored after it makes the write a Conflict.
        before = refunded_lines.of_line(order.order_id, line.line_id)
        refund = _requested_under(order.order_id, wanted)
        if refund is None:
            try:
                refund = _request(order, wanted, before=before, request=request)
            except Conflict:
                continue  # the line had another refund between the read and the write: read again
        if refund.state == FIRST:
            money_commands.send(refunding.command(refund))
        return LineRefundDecision(refund=refund, line=line, postings=_postings(line, refund, before), is_dry_run=False)
    raise Conflict()


def _requested_under(order_id: str, wanted: LineRefund) -> Refund | None:
    """The refund this key asked for before. A refund keeps its key longer than keys are remembered."""
    for refund in refund_queries.of_order(order_id):
        if refund.request_key == wanted.request_key:
            is_other_amount = wanted.amount_minor not in (None, refund.amount_minor)
            if is_other_amount or (refund.line_id, refund.reason) != (wanted.line_id, wanted.reason):
                raise IdempotencyKeyReused()
            return refund
    return None


def _request(order: Order, wanted: LineRefund, *, before: RefundedLine, request: idempotency.Request) -> Refund:
    planned = refunding.plan_after(order, wanted, before=before)
    # After every refusal: a request that is refused stores nothing.
    idempotency.decide(request, ())
    transactions.commit([refunding.cap_act(order, planned.refund.amount_minor), *planned.acts])
    return planned.refund


def _postings(line: Line, refund: Refund, before: RefundedLine) -> dict[str, int]:
    """A refund's share of every account: as it is booked, or as it would be booked next."""
    undone = before.reversed if refund.reversed_before is None else refund.reversed_before
    return refund_postings(line.seller_id, line.amounts, refunds.reversal_of(refund, undone))
