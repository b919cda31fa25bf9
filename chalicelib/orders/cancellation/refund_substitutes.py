"""Other means: a failed or refused refund is closed by a bank transfer, or by a refund made in Stripe's dashboard."""

from chalicelib.facts.orders import RefundPaidByBankTransfer
from chalicelib.gateways import stripe
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, InvalidRequest, Problem
from chalicelib.orders import queries
from chalicelib.orders.cancellation.refund_outcomes import booking_acts, paid_back_act
from chalicelib.orders.cancellation.refunding import TRIES_MAX, command
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import BankTransfer
from chalicelib.payments import money_commands, refund_queries, refunds
from chalicelib.payments.ledger.journals import AlreadyBooked
from chalicelib.payments.ledger.postings import bank_transfer_postings
from chalicelib.payments.operations.stripe_operations import OperationExists
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import RefundState, require_owed


class StripeRefundMismatch(Problem):
    slug, status, title = "stripe-refund-mismatch", 409, "The refund at Stripe does not match this refund"


def record_bank_transfer(order_id: str, refund_id: str, transfer: BankTransfer, request: idempotency.Request) -> Refund:
    """Book a bank transfer that paid a failed or refused refund, and close the refund; the same transfer again is kept.

    Raises: NotFound, InvalidRequest for a day that has not come, RefundNotOwed, IdempotencyKeyReused, Conflict.
    """
    if transfer.paid_on > clock.now().date():
        raise InvalidRequest(errors=[{"pointer": "/paid_on", "reason": "the day has not come"}])
    order = queries.order(order_id)
    idempotency.find_decision(request)
    for _ in range(TRIES_MAX):
        refund = refund_queries.find(order_id, refund_id)
        if (refund.bank_reference, refund.paid_on) == (transfer.reference, transfer.paid_on.isoformat()):
            return refund
        require_owed(refund.state)
        # After every refusal: a request that is refused stores nothing.
        idempotency.decide(request, ())
        try:
            transactions.commit(_bank_transfer_acts(order, refund, transfer))
        except (Conflict, AlreadyBooked):
            continue  # it was retried or paid at the same moment: read again
        return refund_queries.find(order_id, refund_id)
    raise Conflict()


def _bank_transfer_acts(order: Order, refund: Refund, transfer: BankTransfer) -> list[transactions.Act]:
    journal_id = f"refund_bank#{refund.refund_id}"
    paid = RefundPaidByBankTransfer(
        order_id=refund.order_id, refund_id=refund.refund_id, journal_id=journal_id, line_id=refund.line_id
    )
    closed = refunds.change_act(
        refund,
        RefundState.PAID_BY_BANK_TRANSFER,
        owed_minor=0,
        bank_reference=transfer.reference,
        paid_on=transfer.paid_on.isoformat(),
    )
    return [
        closed,
        *booking_acts(refund, journal_id, bank_transfer_postings(refund.amount_minor)),
        paid_back_act(order, refund),
        record_act(paid),
    ]


def adopt_stripe_refund(order_id: str, refund_id: str, stripe_id: str, request: idempotency.Request) -> Refund:
    """Take a refund that was made in Stripe's dashboard for a failed or refused one; it is booked as Stripe has it.

    Raises: NotFound, RefundNotOwed, StripeRefundMismatch, PaymentUnavailable, IdempotencyKeyReused, Conflict if it was
    retried or paid otherwise at the same moment.
    """
    order = queries.order(order_id)
    refund = refund_queries.find(order_id, refund_id)
    idempotency.find_decision(request)
    if refund.operation_id != refunds.adopted_operation_id(stripe_id):
        require_owed(refund.state)
        made = _made_in_dashboard(order, refund, stripe_id)
        idempotency.decide(request, ())
        try:
            transactions.commit(refunds.adopt_acts(refund, made))
        except OperationExists as earlier:
            raise StripeRefundMismatch("It pays another refund of this order") from earlier
        refund = refund_queries.find(order_id, refund_id)
    if refund.state is RefundState.REQUESTED:
        money_commands.send(command(refund))
    return refund


def _made_in_dashboard(order: Order, refund: Refund, stripe_id: str) -> stripe.StripeRefund:
    try:
        made = stripe.refund(stripe_id)
    except stripe.StripeRefused as refusal:
        raise StripeRefundMismatch("Stripe has no such refund", code=refusal.code) from refusal
    except stripe.OutcomeUnknown as unknown:
        raise PaymentUnavailable() from unknown
    if made.payment_intent_id != order.payment_intent_id or made.operation_id:
        raise StripeRefundMismatch("It is not a refund of this order made in the dashboard")
    if (made.amount_minor, made.currency) != (refund.amount_minor, refund.currency):
        raise StripeRefundMismatch("Its amount is another one")
    if made.status not in ("succeeded", "pending"):
        raise StripeRefundMismatch(f"It is {made.status}")
    return made
