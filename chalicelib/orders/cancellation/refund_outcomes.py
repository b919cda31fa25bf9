"""Outcomes of refunds: what Stripe made of each is booked once per change, in whatever order they end."""

from typing import Any

import msgspec

from chalicelib.facts.orders import DashboardRefundBooked, LateMoneyReturned, LineRefunded, RefundFailed
from chalicelib.gateways import stripe
from chalicelib.kernel.fact_store import Fact, record_act
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.payments import refund_adoptions, refund_lifecycle, refund_queries, refunded_lines, refunds
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import AlreadyBooked, Journal
from chalicelib.payments.ledger.postings import (
    paid_from,
    refund_postings,
    repayment_postings,
    suspense_postings,
)
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import execute
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import NEXT, RefundState
from chalicelib.payments.refund_parts import Part, paid_by_part
from chalicelib.payments.refund_queries import OPERATORS_MUST_ACT

TRIES_MAX = 4


class RefundRefused(Exception):
    """Stripe refuses the refund. The command must end in the failure queue, which has an alarm."""


class RefundMismatch(Exception):
    """Stripe refunded another amount or currency than was asked for, or made a second refund for one operation."""


class RefundOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a refund: its next state, Stripe's id of it where there is one, and why it failed.

    `journal_key` is what its journals name: Stripe's id, with a number where it is a piece of that refund.
    """

    state: RefundState
    stripe_id: str = ""
    journal_key: str = ""
    code: str = ""


class _Reversal(msgspec.Struct, frozen=True, kw_only=True):
    """How a refund undoes its part of the sale when it is booked for the first time, and what was booked before it."""

    postings: dict[str, int]
    before: dict[str, Any]
    counted: tuple[transactions.Act, ...]


def finish(operation: StripeOperation) -> None:
    """Carry out a refund, or look at what became of it, and book what is new.

    Raises: RefundRefused every time Stripe has refused it, OutcomeUnknown for the sweeper to ask again.
    """
    if operation.state == "STARTED":
        try:
            found = execute(operation, refunds.KINDS[operation.kind])
        except stripe.StripeRefused as refusal:
            record(operation, RefundOutcome(state=RefundState.REFUSED, code=refusal.code))
            raise RefundRefused(operation.subject) from refusal
        return follow(operation, found)
    refund = refund_queries.of_operation(operation)
    is_latest = refund.operation_id == operation.operation_id
    if is_latest and refund.state is RefundState.REFUSED:
        raise RefundRefused(operation.subject)
    if is_latest and refund.state is RefundState.PENDING:
        # Before the look: one that fails is not repeated at every sweep.
        refunds.postpone_look(refund)
        follow(operation, stripe.refund(refund.stripe_id or ""))
    return None


def follow(operation: StripeOperation, found: stripe.StripeRefund) -> None:
    """Book what a refund at Stripe has become. Older news, and news of an earlier try, change nothing.

    Raises: RefundMismatch.
    """
    refund = refund_queries.of_operation(operation)
    if operation.state != "STARTED" and found.id != operation.stripe_id:
        raise RefundMismatch(operation.subject)
    asked_minor = operation.parameters.get("amount", 0)
    if (found.amount_minor, found.currency) != (asked_minor, refund.currency):
        raise RefundMismatch(operation.subject)
    target = refund_lifecycle.after(refund.state, found.status)
    if target is not None:
        outcome = RefundOutcome(
            state=target,
            stripe_id=found.id,
            journal_key=refund_adoptions.journal_key(operation, found.id),
            code=found.failure_code or found.status,
        )
        record(operation, outcome)


def record(operation: StripeOperation, outcome: RefundOutcome) -> None:
    """Move a refund to its next state: refund, operation, journal, balances, line, order and fact in one transaction.

    Idempotent. The outcome of an earlier try changes nothing.
    Raises: Conflict if the refund or its line kept changing.
    """
    for _ in range(TRIES_MAX):
        refund = refund_queries.of_operation(operation)
        asked = stripe_operations.find(operation.subject, operation.operation_id)
        if refund.operation_id != operation.operation_id or outcome.state not in NEXT[refund.state]:
            return
        try:
            transactions.commit([*_move_acts(refund, outcome), *_resolve_acts(asked, outcome)])
        except (Conflict, AlreadyBooked):
            continue  # the refund or its line changed between the read and the write: read again
        if outcome.state in (RefundState.FAILED, RefundState.REFUSED):
            log.write("refund-failed", order_id=refund.order_id, refund_id=refund.refund_id, code=outcome.code)
        return
    raise Conflict()


def _resolve_acts(asked: StripeOperation | None, outcome: RefundOutcome) -> list[transactions.Act]:
    if asked is None or asked.state != "STARTED":
        return []
    if outcome.state is RefundState.REFUSED:
        return [stripe_operations.resolve_act(asked, "REFUSED", refusal_code=outcome.code)]
    return [stripe_operations.resolve_act(asked, "OK", stripe_id=outcome.stripe_id)]


def _move_acts(refund: Refund, outcome: RefundOutcome) -> list[transactions.Act]:
    if outcome.state is RefundState.PENDING:
        return [refunds.change_act(refund, outcome.state, stripe_id=outcome.stripe_id)]
    order = queries.order(refund.order_id)
    if outcome.state is RefundState.SUCCEEDED:
        return _pay_acts(order, refund, outcome)
    return _owe_acts(order, refund, outcome)


def _pay_acts(order: Order, refund: Refund, outcome: RefundOutcome) -> list[transactions.Act]:
    """The buyer has the money: its part of the sale is undone, or what was owed since a failure is paid."""
    journal_id = _payment_journal_id(refund, outcome)
    changes: dict[str, Any] = {"stripe_id": outcome.stripe_id, "owed_minor": 0}
    acts = [record_act(_refunded(order, refund, journal_id))]
    if not refund.paid_from:  # else the money went in another way, which was counted then
        acts.append(paid_back_act(order, refund))
    if refunds.is_suspended(refund) and refund.assigned_minor < refund.amount_minor:
        changes["waiting_for"] = OPERATORS_MUST_ACT
    if refund.owed_minor:
        postings = repayment_postings(refund.amount_minor)
    else:
        reversal = _reversal(order, refund)
        changes |= reversal.before
        postings = reversal.postings
        acts += reversal.counted
    booked = booking_acts(refund, journal_id, paid_from(refunds.funds_of(refund), postings))
    return [refunds.change_act(refund, outcome.state, **changes), *booked, *acts]


def _payment_journal_id(refund: Refund, outcome: RefundOutcome) -> str:
    if refund.paid_from:
        kind = "refund_assigned" if refunds.funds_of(refund) is Account.SUSPENSE else "refund_disputed"
        return f"{kind}#{refund.refund_id}"
    return f"refund#{outcome.journal_key}" if refund.amount_minor else f"refund_undone#{refund.refund_id}"


def _owe_acts(order: Order, refund: Refund, outcome: RefundOutcome) -> list[transactions.Act]:
    """The buyer does not have the money, whether it came back or never went: the platform owes it."""
    journal_id: str | None = None
    changes: dict[str, Any] = {
        "stripe_id": outcome.stripe_id or None,
        "owed_minor": refund.amount_minor,
        "code": outcome.code,
    }
    acts: list[transactions.Act] = []
    if refund.state is RefundState.SUCCEEDED:
        journal_id = f"refund_returned#{outcome.journal_key}"
        acts += booking_acts(refund, journal_id, repayment_postings(-refund.amount_minor))
        acts.append(taken_back_act(refund))
    elif not refund.owed_minor:
        journal_id = f"refund_owed#{refund.refund_id}"
        reversal = _reversal(order, refund)
        changes |= reversal.before
        owed = paid_from(Account.OWED_BACK, reversal.postings)
        acts += [*booking_acts(refund, journal_id, owed), *reversal.counted]
    failed = failure(order, refund, code=outcome.code, journal_id=journal_id)
    return [refunds.change_act(refund, outcome.state, **changes), *acts, record_act(failed)]


def failure(order: Order, refund: Refund, *, code: str, journal_id: str | None) -> RefundFailed:
    """The fact that the buyer does not have a refund, with the seller where it is of a line."""
    line = queries.line(order, refund.line_id) if refund.line_id else None
    return RefundFailed(
        order_id=refund.order_id,
        refund_id=refund.refund_id,
        line_id=refund.line_id,
        journal_id=journal_id,
        code=code,
        seller_id=line.seller_id if line else None,
        sku=line.sku if line else "",
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )


def _reversal(order: Order, refund: Refund) -> _Reversal:
    """The refund's share of its line's sale, after all that was booked of the line before, whichever ended first.

    Raises: Conflict if another worker booked this refund since it was read.
    """
    if refund.line_id is None:
        return _Reversal(
            postings=suspense_postings(refund.amount_minor), before={"refunded_before_minor": 0}, counted=()
        )
    line = queries.line(order, refund.line_id)
    before = refunded_lines.of_line(refund.order_id, line.line_id)
    paid, undone = paid_by_part(line.amounts), before.reversed.plus(refund.reverses)
    # Refunds are never requested above what was paid, so more than that can only count this one twice.
    if any(undone.of(part) > paid.of(part) for part in Part):
        raise Conflict()
    return _Reversal(
        postings=refund_postings(line.seller_id, line.amounts, refunds.reversal_of(refund, before.reversed)),
        before={"refunded_before_minor": before.booked_minor, "reversed_before": before.reversed},
        counted=(refunded_lines.booking_act(refund, before),),
    )


def paid_back_act(order: Order, refund: Refund) -> transactions.Act:
    """The act that counts an amount the buyer has. Conflict above what was captured."""
    return transactions.update(
        OrderItem(order.order_id),
        OrderItem.refunded_minor.add(refund.amount_minor),
        condition=OrderItem.refunded_minor <= order.captured_minor - refund.amount_minor,
    )


def taken_back_act(refund: Refund) -> transactions.Act:
    """The act that counts an amount that came back."""
    return transactions.update(
        OrderItem(refund.order_id),
        OrderItem.refunded_minor.add(-refund.amount_minor),
        condition=OrderItem.refunded_minor >= refund.amount_minor,
    )


def _refunded(order: Order, refund: Refund, journal_id: str) -> Fact:
    if refunds.is_suspended(refund):
        return DashboardRefundBooked(
            order_id=order.order_id,
            refund_id=refund.refund_id,
            journal_id=journal_id,
            amount_minor=refund.amount_minor,
            currency=refund.currency,
        )
    if not refund.line_id:
        return LateMoneyReturned(order_id=order.order_id, journal_id=journal_id)
    line = queries.line(order, refund.line_id)
    return LineRefunded(
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        journal_id=journal_id,
        refund_id=refund.refund_id,
        amount_minor=refund.amount_minor,
        sku=line.sku,
        currency=refund.currency,
    )


def booking_acts(refund: Refund, journal_id: str, postings: dict[str, int]) -> list[transactions.Act]:
    """The acts that book a journal of the refund."""
    journal = Journal(
        order_id=refund.order_id,
        journal_id=journal_id,
        currency=refund.currency,
        postings=postings,
        line_id=refund.line_id,
    )
    return journals.book_acts(journal)
