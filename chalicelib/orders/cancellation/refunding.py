"""Refunding: each refund is stored with the operation that asks Stripe for it, and never exceeds what was paid."""

from collections.abc import Collection

import msgspec

from chalicelib.facts.orders import LateMoneyArrived, RefundRequested
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import Conflict, IdempotencyKeyReused, InvalidRequest, Problem
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import RELEASED
from chalicelib.orders.line import Line
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest
from chalicelib.payments import money_commands, refund_queries, refunded_lines, refunds
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_lifecycle import FIRST
from chalicelib.payments.refunds import Origin

TRIES_MAX = 4


class RefundTooLarge(Problem):
    """`left` is what can still be refunded of the line."""

    slug, status, title = "refund-too-large", 409, "The amount exceeds what is left of the line"


class PlannedRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund, and the acts that store it."""

    refund: Refund
    acts: tuple[transactions.Act, ...]


def plan_cancelled(order: Order, lines: Collection[Line]) -> list[PlannedRefund]:
    """The refunds of what is left of each line; none for a line that was refunded whole before."""
    counted = refunded_lines.of_order(order.order_id)
    planned = []
    for line in lines:
        before = counted.get(line.line_id, RefundedLine())
        left_minor = line.amounts.paid_minor - before.requested_minor
        if left_minor:
            planned.append(_planned(order, line, before, origin=Origin(reason="CANCELLED"), amount_minor=left_minor))
    return planned


def _planned(order: Order, line: Line, before: RefundedLine, *, origin: Origin, amount_minor: int) -> PlannedRefund:
    refund = refunds.line_refund(
        order.order_id,
        f"{line.line_id}-{before.refunds + 1}",
        origin,
        amount_minor=amount_minor,
        currency=order.currency,
    )
    counted = refunded_lines.request_act(refund, before, paid_minor=line.amounts.paid_minor)
    stored = refunds.request_acts(refund, order.payment_intent_id or "")
    return PlannedRefund(refund=refund, acts=(counted, *stored))


def cap_act(order: Order, refund_minor: int) -> transactions.Act:
    """The act that counts an amount among the order's refunds. Conflict above what was captured."""
    return transactions.update(
        OrderItem(order.order_id),
        OrderItem.refunding_minor.add(refund_minor),
        condition=OrderItem.refunding_minor <= order.captured_minor - refund_minor,
    )


def command(refund: Refund) -> money_commands.Command:
    """The command that asks Stripe for the refund's latest try."""
    return money_commands.ResolveOperation(refund.order_id, refund.operation_id)


def refund_part(order_id: str, wanted: LineRefundRequest, request: idempotency.Request) -> Refund:
    """Refund an amount of a line by the operators' decision, whatever the line's state; the same key refunds once.

    Raises: NotFound, InvalidRequest for another currency, RefundTooLarge, IdempotencyKeyReused, Conflict.
    """
    order = queries.order(order_id)
    line = queries.line(order, wanted.line_id)
    if wanted.amount.currency != order.currency:
        reason = f"the order is in {order.currency}"
        raise InvalidRequest(errors=[{"pointer": "/amount/currency", "reason": reason}])
    idempotency.find_decision(request)
    for _ in range(TRIES_MAX):
        # Before the look for a refund under this key: one that is stored after it makes the write a Conflict.
        before = refunded_lines.of_line(order_id, line.line_id)
        refund = _requested_under(request, order_id, wanted)
        if refund is None:
            try:
                refund = _request_part(order, line, wanted, before=before, request=request)
            except Conflict:
                continue  # the line had another refund between the read and the write: read again
        if refund.state == FIRST:
            money_commands.send(command(refund))
        return refund
    raise Conflict()


def _requested_under(request: idempotency.Request, order_id: str, wanted: LineRefundRequest) -> Refund | None:
    """The refund this key asked for before. A refund keeps its key longer than keys are remembered."""
    asked = (wanted.line_id, wanted.amount.amount_minor, wanted.reason)
    for refund in refund_queries.of_order(order_id):
        if refund.request_key == request.item_key:
            if (refund.line_id, refund.amount_minor, refund.reason) != asked:
                raise IdempotencyKeyReused()
            return refund
    return None


def _request_part(
    order: Order, line: Line, wanted: LineRefundRequest, *, before: RefundedLine, request: idempotency.Request
) -> Refund:
    left_minor = line.amounts.paid_minor - before.requested_minor if order.state == "PAID" else 0
    amount_minor = wanted.amount.amount_minor
    if amount_minor > left_minor:
        raise RefundTooLarge(left=Money(left_minor, order.currency))
    # After every refusal: a request that is refused stores nothing.
    idempotency.decide(request, ())
    origin = Origin(reason=wanted.reason, request_key=request.item_key)
    planned = _planned(order, line, before, origin=origin, amount_minor=amount_minor)
    requested = RefundRequested(
        order_id=order.order_id,
        refund_id=planned.refund.refund_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        amount_minor=amount_minor,
        currency=order.currency,
        reason=wanted.reason,
    )
    transactions.commit([cap_act(order, amount_minor), *planned.acts, record_act(requested)])
    return planned.refund


def return_late_money(order: Order, intent_id: str) -> None:
    """Book money that can no longer become an order as owed back, and ask for its refund."""
    journal_id = f"late_capture#{intent_id}"
    total_minor = order.total_minor
    journal = Journal(
        order_id=order.order_id,
        journal_id=journal_id,
        currency=order.currency,
        postings={Account.STRIPE: total_minor, Account.OWED_BACK: -total_minor},
    )
    taken = transactions.update(
        OrderItem(order.order_id),
        OrderItem.payment_intent_id.set(intent_id),
        OrderItem.captured_minor.set(total_minor),
        OrderItem.refunding_minor.set(total_minor),
        OrderItem.refunded_minor.set(0),
        condition=OrderItem.state.is_in(*sorted(RELEASED)) & OrderItem.payment_intent_id.does_not_exist(),
    )
    refund = refunds.late_money_refund(order.order_id, amount_minor=total_minor, currency=order.currency)
    transactions.commit(
        [
            taken,
            *journals.book_acts(journal),
            *refunds.request_acts(refund, intent_id),
            record_act(LateMoneyArrived(order_id=order.order_id, journal_id=journal_id)),
        ]
    )
    money_commands.send(command(refund))


def retry(order_id: str, refund_id: str, *, tries: int) -> Refund:
    """Ask Stripe once more for a refund that failed or was refused after `tries` tries; a repetition asks no more.

    Raises: NotFound, RefundNotOwed, Conflict if it was retried or paid otherwise at the same moment.
    """
    order = queries.order(order_id)
    refund = refund_queries.find(order_id, refund_id)
    if refund.tries == tries:
        transactions.commit(refunds.retry_acts(refund, order.payment_intent_id or ""))
        refund = refund_queries.find(order_id, refund_id)
    if refund.state == FIRST:
        money_commands.send(command(refund))
    return refund
