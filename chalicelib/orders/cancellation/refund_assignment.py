"""Assignment: of a refund that was made in Stripe's dashboard and lies on suspense, the operators name the line."""

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import Conflict, InvalidRequest, Problem
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.cancellation.refunding import LineRefund, RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import RefundAssignment
from chalicelib.payments import money_commands, refund_queries, refunded_lines, refunds
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_lifecycle import FIRST, RefundState
from chalicelib.payments.refund_parts import Part

TRIES_MAX = 4


class RefundNotOnSuspense(Problem):
    """`state` is the refund's state. Only one that succeeded and belongs to no line lies on suspense."""

    slug, status, title = "refund-not-on-suspense", 409, "The refund does not wait for a line"


def assign(order_id: str, refund_id: str, wanted: RefundAssignment, request: idempotency.Request) -> Refund:
    """Name the line of an amount that lies on suspense: it becomes a refund of that line; the same key names it once.

    Raises: NotFound, InvalidRequest for another currency, RefundNotOnSuspense, RefundTooLarge for more than lies on
    suspense or is left of the line, IdempotencyKeyReused, Conflict.
    """
    idempotency.find_decision(request)
    for _ in range(TRIES_MAX):
        order = queries.order(order_id)
        queries.line(order, wanted.line_id)
        # Before the look for a refund under this key: one that is stored after it makes the write a Conflict.
        before = refunded_lines.of_line(order_id, wanted.line_id)
        assigned = _assigned_under(order_id, request)
        if assigned is None:
            suspended = refund_queries.find(order_id, refund_id)
            try:
                assigned = _assign(order, suspended, wanted, before=before, request=request)
            except Conflict:
                continue  # the line or the refund changed between the read and the write: read again
        if assigned.state == FIRST:
            money_commands.send(refunding.command(assigned))
        return assigned
    raise Conflict()


def _assign(
    order: Order,
    suspended: Refund,
    wanted: RefundAssignment,
    *,
    before: RefundedLine,
    request: idempotency.Request,
) -> Refund:
    amount_minor = _amount_minor(suspended, wanted)
    refund = LineRefund(
        line_id=wanted.line_id,
        reason="DASHBOARD",
        parts=tuple(Part(name) for name in wanted.parts),
        amount_minor=amount_minor,
        bearer=wanted.bearer,
        request_key=request.item_key,
        paid_from=suspended.refund_id,
    )
    planned = refunding.plan_after(order, refund, before=before)
    # After every refusal: a request that is refused stores nothing.
    idempotency.decide(request, ())
    # The order counted the amount among its refunds when it was put on suspense.
    transactions.commit([refunds.assign_act(suspended, amount_minor), *planned.acts])
    return planned.refund


def _assigned_under(order_id: str, request: idempotency.Request) -> Refund | None:
    found = refund_queries.of_order(order_id)
    return next((refund for refund in found if refund.request_key == request.item_key), None)


def _amount_minor(suspended: Refund, wanted: RefundAssignment) -> int:
    if wanted.amount and wanted.amount.currency != suspended.currency:
        reason = f"the order is in {suspended.currency}"
        raise InvalidRequest(errors=[{"pointer": "/amount/currency", "reason": reason}])
    if not refunds.is_suspended(suspended) or suspended.state is not RefundState.SUCCEEDED:
        raise RefundNotOnSuspense(state=suspended.state)
    left_minor = suspended.amount_minor - suspended.assigned_minor
    amount_minor = left_minor if wanted.amount is None else wanted.amount.amount_minor
    if not 0 < amount_minor <= left_minor:
        raise RefundTooLarge(left=Money(left_minor, suspended.currency))
    return amount_minor
