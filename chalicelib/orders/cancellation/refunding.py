"""Refunding: what was decided is asked of Stripe, and what became of it is booked, once for each change."""

import msgspec

from chalicelib.facts.orders import LateMoneyArrived, LateMoneyReturned, LineRefunded, RefundFailed
from chalicelib.gateways import stripe
from chalicelib.kernel.fact_store import Fact, record_act
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import RELEASED
from chalicelib.orders.line import Line
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.payments import money_commands, refund_lifecycle, refunds
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.amounts import owed_postings, refund_postings, repayment_postings
from chalicelib.payments.ledger.journals import AlreadyBooked, Journal
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import execute
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.refund_lifecycle import NEXT, RefundState
from chalicelib.payments.refunds import RefundItem

TRIES_MAX = 4


class RefundRefused(Exception):
    """Stripe refuses to refund: the message must end in the failure queue, where it rings."""


class RefundMismatch(Exception):
    """Stripe refunded another amount or currency than it was asked for, or has a second refund for one request."""


class RefundOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a refund: its next state, Stripe's id of it where there is one, and why it failed."""

    state: RefundState
    stripe_id: str = ""
    code: str = ""


def plan_refund_acts(order: Order, line: Line) -> list[transactions.Act]:
    """The acts that store the refund of a whole line, before Stripe is asked for it."""
    return refunds.request_acts(_line_refund(order, line), order.payment_intent_id or "")


def refund_command(order: Order, line: Line) -> money_commands.Command:
    """The command that carries out what `plan_refund_acts` stored."""
    return _resolve(_line_refund(order, line))


def _line_refund(order: Order, line: Line) -> RefundItem:
    amount_minor = line.amounts.paid_minor
    return refunds.line_refund(order.order_id, line.line_id, amount_minor=amount_minor, currency=order.currency)


def _resolve(refund: RefundItem) -> money_commands.ResolveOperation:
    return money_commands.ResolveOperation(refund.order_id, refunds.operation_id(refund))


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
    money_commands.send(_resolve(refund))


def retry(order_id: str, refund_id: str, *, tries: int) -> RefundItem:
    """Ask Stripe once more for a refund that failed or was refused after so many tries; again asks no further time.

    Raises: NotFound, RefundNotRetryable, Conflict if somebody else retried it at the same moment.
    """
    order = queries.order(order_id)
    refund = refunds.find(order_id, refund_id)
    if int(refund.tries) == tries:
        transactions.commit(refunds.retry_acts(refund, order.payment_intent_id or ""))
        refund = refunds.find(order_id, refund_id)
    money_commands.send(_resolve(refund))
    return refund


def finish(operation: StripeOperation) -> None:
    """Carry out a refund, or look at what became of it, and book what is new.

    Raises: RefundRefused every time Stripe has refused it, OutcomeUnknown for the sweeper to ask again.
    """
    if operation.state == "STARTED":
        try:
            found = execute(operation, refunds.REFUND)
        except stripe.StripeRefused as refusal:
            record(operation, RefundOutcome(state=RefundState.REFUSED, code=refusal.code))
            raise RefundRefused(operation.subject) from refusal
        return follow(operation, found)
    refund = refunds.of_operation(operation)
    is_latest = refunds.operation_id(refund) == operation.operation_id
    if is_latest and refund.state == RefundState.REFUSED:
        raise RefundRefused(operation.subject)
    if is_latest and refund.state == RefundState.PENDING:
        # Before the look: one that breaks is not repeated at every sweep.
        refunds.postpone_look(refund)
        follow(operation, stripe.refund(refund.stripe_id or ""))
    return None


def follow(operation: StripeOperation, found: stripe.StripeRefund) -> None:
    """Book what a refund at Stripe has become; older news and the news of an earlier try change nothing.

    Raises: RefundMismatch.
    """
    refund = refunds.of_operation(operation)
    if operation.state != "STARTED" and found.id != operation.stripe_id:
        raise RefundMismatch(operation.subject)
    if (found.amount_minor, found.currency) != (int(refund.amount_minor), refund.currency):
        raise RefundMismatch(operation.subject)
    target = refund_lifecycle.after(RefundState(refund.state), found.status)
    if target is not None:
        record(operation, RefundOutcome(state=target, stripe_id=found.id, code=found.failure_code or found.status))


def record(operation: StripeOperation, outcome: RefundOutcome) -> None:
    """Move a refund to its next state: refund, operation, journal, balances, order and fact in one transaction.

    Again is a no-op, and so is the outcome of an earlier try.
    """
    for _ in range(TRIES_MAX):
        refund = refunds.of_operation(operation)
        asked = stripe_operations.find(operation.subject, operation.operation_id)
        if (
            refunds.operation_id(refund) != operation.operation_id
            or outcome.state not in NEXT[RefundState(refund.state)]
        ):
            return
        try:
            transactions.commit([*_moving(refund, outcome), *_resolving(asked, outcome)])
        except (Conflict, AlreadyBooked):
            continue  # somebody else moved the refund between our read and our write: look again
        if outcome.state in (RefundState.FAILED, RefundState.REFUSED):
            log.write("refund-failed", order_id=refund.order_id, refund_id=refund.refund_id, code=outcome.code)
        return
    raise Conflict()


def _resolving(asked: StripeOperation | None, outcome: RefundOutcome) -> list[transactions.Act]:
    if asked is None or asked.state != "STARTED":
        return []
    if outcome.state is RefundState.REFUSED:
        return [stripe_operations.resolve_act(asked, "REFUSED", refusal_code=outcome.code)]
    return [stripe_operations.resolve_act(asked, "OK", stripe_id=outcome.stripe_id)]


def _moving(refund: RefundItem, outcome: RefundOutcome) -> list[transactions.Act]:
    noted: dict[str, str | int | None] = {"stripe_id": outcome.stripe_id or None}
    if outcome.state is RefundState.PENDING:
        return [refunds.change_act(refund, outcome.state, **noted)]
    if outcome.state is RefundState.SUCCEEDED:
        moved = refunds.change_act(refund, outcome.state, **noted, owed_minor=0)
        return [moved, *_paid_out(refund, outcome)]
    moved = refunds.change_act(refund, outcome.state, **noted, owed_minor=refund.amount_minor, code=outcome.code)
    return [moved, *_owed_again(refund, outcome)]


def _paid_out(refund: RefundItem, outcome: RefundOutcome) -> list[transactions.Act]:
    """The buyer has the money: the sale is undone, or what was owed since a failure is paid."""
    order = queries.order(refund.order_id)
    amount_minor = int(refund.amount_minor)
    journal_id = f"refund#{outcome.stripe_id}"
    repaid = transactions.update(
        OrderItem(order.order_id),
        OrderItem.refunded_minor.add(amount_minor),
        condition=OrderItem.refunded_minor <= order.captured_minor - amount_minor,
    )
    if refund.owed_minor:
        postings = repayment_postings(amount_minor)
    else:
        line = queries.line(order, refund.line_id or "")
        postings = refund_postings(line.seller_id, line.amounts, **_amounts(refund))
    return [*_booking(refund, journal_id, postings), repaid, record_act(_refunded(order, refund, journal_id))]


def _refunded(order: Order, refund: RefundItem, journal_id: str) -> Fact:
    if not refund.line_id:
        return LateMoneyReturned(order_id=order.order_id, journal_id=journal_id)
    line = queries.line(order, refund.line_id)
    return LineRefunded(
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        journal_id=journal_id,
    )


def _owed_again(refund: RefundItem, outcome: RefundOutcome) -> list[transactions.Act]:
    """The buyer does not have the money: what went out came back, or never went; the platform owes it visibly."""
    amount_minor = int(refund.amount_minor)
    journal_id: str | None = None
    acts: list[transactions.Act] = []
    if refund.state == RefundState.SUCCEEDED:
        journal_id = f"refund_returned#{outcome.stripe_id}"
        acts += _booking(refund, journal_id, repayment_postings(-amount_minor))
        acts.append(
            transactions.update(
                OrderItem(refund.order_id),
                OrderItem.refunded_minor.add(-amount_minor),
                condition=OrderItem.refunded_minor >= amount_minor,
            )
        )
    elif not refund.owed_minor:
        order = queries.order(refund.order_id)
        line = queries.line(order, refund.line_id or "")
        journal_id = f"refund_owed#{refund.refund_id}"
        acts += _booking(refund, journal_id, owed_postings(line.seller_id, line.amounts, **_amounts(refund)))
    failed = RefundFailed(
        order_id=refund.order_id,
        refund_id=refund.refund_id,
        line_id=refund.line_id,
        journal_id=journal_id,
        code=outcome.code,
    )
    return [*acts, record_act(failed)]


def _amounts(refund: RefundItem) -> dict[str, int]:
    return {
        "refunded_before_minor": int(refund.refunded_before_minor),
        "refund_minor": int(refund.amount_minor),
    }


def _booking(refund: RefundItem, journal_id: str, postings: dict[str, int]) -> list[transactions.Act]:
    journal = Journal(order_id=refund.order_id, journal_id=journal_id, currency=refund.currency, postings=postings)
    return journals.book_acts(journal)
