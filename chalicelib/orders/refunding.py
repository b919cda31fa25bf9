"""Refunding: what was decided becomes a refund at Stripe, and the refund becomes a journal, once each."""

from contextlib import suppress

from chalicelib import facts
from chalicelib.gateways import stripe
from chalicelib.kernel import log, transactions
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.facts import recording
from chalicelib.orders import queries
from chalicelib.orders.line import Line
from chalicelib.orders.models import Order
from chalicelib.payments import attempts, commands, ledger
from chalicelib.payments.amounts import OWED_BACK, STRIPE, refund_postings
from chalicelib.payments.attempts import Attempt, Plan
from chalicelib.payments.ledger import AlreadyBooked, Journal

REFUND_LINE = "refund_line"
RETURN_LATE_MONEY = "return_late_money"


class RefundFailed(Exception):
    """Stripe will not refund; ops must."""


def planning(order: Order, line: Line) -> transactions.Act:
    """The act that writes down the refund of a whole line, before anybody asks Stripe for it."""
    return attempts.starting(_plan(order, f"{REFUND_LINE}#{line.line_id}", REFUND_LINE, line.amounts.paid_minor))


def _plan(order: Order, attempt_id: str, operation: str, amount_minor: int) -> Plan:
    return Plan(
        subject=order.order_id,
        attempt_id=attempt_id,
        operation=operation,
        parameters={
            "payment_intent": order.payment_intent_id,
            "amount": amount_minor,
            "metadata": {"order_id": order.order_id, "attempt_id": attempt_id},
        },
    )


def return_late_money(order: Order, intent_id: str) -> None:
    """Book money that can no longer become an order as owed back, and ask for its refund."""
    journal_id = f"late_capture#{intent_id}"
    total_minor = int(order.total_minor)
    order.payment_intent_id = intent_id
    journal = Journal(
        order_id=order.order_id,
        journal_id=journal_id,
        currency=order.currency,
        postings={STRIPE: total_minor, OWED_BACK: -total_minor},
    )
    taken = transactions.update(
        Order(order.order_id),
        Order.payment_intent_id.set(intent_id),
        Order.captured_minor.set(total_minor),
        Order.refunding_minor.set(total_minor),
        Order.refunded_minor.set(0),
        condition=(Order.state == "RELEASED") & Order.payment_intent_id.does_not_exist(),
    )
    plan = _plan(order, f"{RETURN_LATE_MONEY}#1", RETURN_LATE_MONEY, total_minor)
    transactions.commit(
        [
            taken,
            *ledger.booking(journal),
            attempts.starting(plan),
            recording(facts.LateMoneyArrived(order_id=order.order_id, journal_id=journal_id)),
        ]
    )
    commands.send(commands.ResolveAttempt(plan.subject, plan.attempt_id))


def finish_line_refund(attempt: Attempt) -> None:
    """Carry out a planned line refund, or find what became of it, and book it."""
    order = queries.order(attempt.subject)
    line = queries.line(order, attempt.attempt_id.removeprefix(f"{REFUND_LINE}#"))
    refund = _executed(attempt)
    postings = refund_postings(line.seller_id, line.amounts, refunded_before_minor=0, refund_minor=refund.amount_minor)
    refunded = facts.LineRefunded(
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        journal_id=_journal_id(refund),
    )
    _book(attempt, order, refund, (postings, refunded))


def finish_late_money(attempt: Attempt) -> None:
    """Carry out the refund of late money and book it."""
    order = queries.order(attempt.subject)
    refund = _executed(attempt)
    returned = facts.LateMoneyReturned(order_id=order.order_id, journal_id=_journal_id(refund))
    postings = {STRIPE: -refund.amount_minor, OWED_BACK: refund.amount_minor}
    _book(attempt, order, refund, (postings, returned))


def _journal_id(refund: stripe.Refund) -> str:
    return f"refund#{refund.id}"


def _executed(attempt: Attempt) -> stripe.Refund:
    """The refund at Stripe: asked for with the attempt's key while Stripe remembers it, looked up before asking after.

    OutcomeUnknown leaves the attempt for the sweeper; RefundFailed marks it refused and stays visible to ops.
    """
    if not attempts.is_replayable(attempt) and (known := _looked_up(attempt)) is not None:
        return known
    try:
        refund = stripe.create_refund(attempt.parameters, attempt.idempotency_key)
    except stripe.OutcomeUnknown:
        # Stripe keeps even a 500 under its key for a day, and the refund may stand all the same.
        if (known := _looked_up(attempt)) is not None:
            return known
        raise
    except stripe.Refused as refusal:
        _give_up(attempt, refusal.code)
        raise RefundFailed(attempt.subject) from refusal
    if refund.status in ("failed", "canceled"):
        _give_up(attempt, refund.status)
        raise RefundFailed(attempt.subject)
    return refund


def _looked_up(attempt: Attempt) -> stripe.Refund | None:
    """The attempt's refund as Stripe lists it, recognised by the metadata it was asked with."""
    for refund in stripe.refunds_of(attempt.parameters["payment_intent"]):
        if refund.attempt_id == attempt.attempt_id and refund.status != "failed":
            return refund
    return None


def _give_up(attempt: Attempt, code: str) -> None:
    log.write("refund-failed", order_id=attempt.subject, attempt_id=attempt.attempt_id, code=code)
    with suppress(Conflict):
        transactions.write(attempts.resolving(attempt, "REFUSED", refusal_code=code))


def _book(
    attempt: Attempt,
    order: Order,
    refund: stripe.Refund,
    booked: tuple[dict[str, int], facts.LineRefunded | facts.LateMoneyReturned],
) -> None:
    """Journal, balances, the order's total and the attempt's outcome in one transaction; again is a no-op."""
    postings, fact = booked
    journal = Journal(
        order_id=order.order_id, journal_id=_journal_id(refund), currency=refund.currency, postings=postings
    )
    repaid = transactions.update(
        Order(order.order_id),
        Order.refunded_minor.add(refund.amount_minor),
        condition=Order.refunded_minor <= int(order.captured_minor or 0) - refund.amount_minor,
    )
    try:
        transactions.commit(
            [
                *ledger.booking(journal),
                attempts.resolving(attempt, "OK", stripe_id=refund.id),
                repaid,
                recording(fact),
            ]
        )
    except AlreadyBooked:
        return
