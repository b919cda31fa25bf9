"""Other means: a failed or refused refund is closed by a bank transfer, or by a refund made in Stripe's dashboard."""

from chalicelib.facts.orders import RefundPaidByBankTransfer
from chalicelib.gateways import stripe
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict, InvalidRequest, Problem
from chalicelib.orders import queries
from chalicelib.orders.cancellation.refund_outcomes import booking_acts, failure, paid_back_act, taken_back_act
from chalicelib.orders.cancellation.refunding import command
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import BankTransfer
from chalicelib.payments import money_commands, refund_adoptions, refund_queries, refunds
from chalicelib.payments.ledger.journals import AlreadyBooked
from chalicelib.payments.ledger.postings import bank_transfer_postings
from chalicelib.payments.operations.stripe_operations import OperationExists
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_adoptions import Piece
from chalicelib.payments.refund_lifecycle import RefundState, require_owed

# Why a refund that was paid by bank transfer failed.
RETURNED = "bank_transfer_returned"


class BankTransferNotFound(Problem):
    """`state` is the refund's state now."""

    slug, status, title = "bank-transfer-not-found", 409, "No such bank transfer paid this refund"


class StripeRefundMismatch(Problem):
    slug, status, title = "stripe-refund-mismatch", 409, "The refund at Stripe does not match this refund"


def record_bank_transfer(order_id: str, refund_id: str, transfer: BankTransfer, request: idempotency.Request) -> Refund:
    """Book a bank transfer that paid a failed or refused refund, and close the refund; the same transfer again is kept.

    Raises: NotFound, InvalidRequest for a day before the order or to come, RefundNotOwed, IdempotencyKeyReused,
    Conflict.
    """
    order = queries.order(order_id)
    _require_plausible_day(order, transfer)
    idempotency.find_decision(request)
    # It may be retried or paid at the same moment: then it is read again.
    return transactions.retry_on_conflict(
        lambda: _record_bank_transfer(order, refund_id, transfer, request), Conflict, AlreadyBooked
    )


def _record_bank_transfer(order: Order, refund_id: str, transfer: BankTransfer, request: idempotency.Request) -> Refund:
    refund = refund_queries.find(order.order_id, refund_id)
    is_known = (refund.bank_reference, refund.paid_on) == (transfer.reference, transfer.paid_on.isoformat())
    if refund.state is RefundState.PAID_BY_BANK_TRANSFER and is_known:
        return refund
    require_owed(refund.state)
    # After every refusal: a request that is refused stores nothing.
    idempotency.decide(request, ())
    transactions.commit(_bank_transfer_acts(order, refund, transfer))
    return refund_queries.find(order.order_id, refund_id)


def _require_plausible_day(order: Order, transfer: BankTransfer) -> None:
    if transfer.paid_on > clock.now().date():
        raise InvalidRequest(errors=[{"pointer": "/paid_on", "reason": "the day has not come"}])
    if transfer.paid_on.isoformat() < order.created_at[:10]:
        raise InvalidRequest(errors=[{"pointer": "/paid_on", "reason": "the day is before the order"}])


def _bank_transfer_acts(order: Order, refund: Refund, transfer: BankTransfer) -> list[transactions.Act]:
    number = refund.bank_transfers + 1
    journal_id = f"refund_bank#{refund.refund_id}#{number}"
    line = queries.line(order, refund.line_id) if refund.line_id else None
    paid = RefundPaidByBankTransfer(
        order_id=refund.order_id,
        refund_id=refund.refund_id,
        journal_id=journal_id,
        line_id=refund.line_id,
        seller_id=line.seller_id if line else None,
        sku=line.sku if line else "",
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )
    closed = refunds.change_act(
        refund,
        RefundState.PAID_BY_BANK_TRANSFER,
        owed_minor=0,
        bank_reference=transfer.reference,
        paid_on=transfer.paid_on.isoformat(),
        bank_transfers=number,
    )
    return [
        closed,
        *booking_acts(refund, journal_id, bank_transfer_postings(refund.amount_minor)),
        paid_back_act(order, refund),
        record_act(paid),
    ]


def return_bank_transfer(order_id: str, refund_id: str, reference: str, request: idempotency.Request) -> Refund:
    """Book that a bank transfer came back: its refund failed and is owed again; the same return again is kept.

    Raises: NotFound, BankTransferNotFound for a transfer that is not the one that paid the refund,
    IdempotencyKeyReused, Conflict.
    """
    idempotency.find_decision(request)
    order = queries.order(order_id)
    # The same return may be noted at the same moment: then it is read again.
    return transactions.retry_on_conflict(
        lambda: _return_bank_transfer(order, refund_id, reference, request), Conflict, AlreadyBooked
    )


def _return_bank_transfer(order: Order, refund_id: str, reference: str, request: idempotency.Request) -> Refund:
    refund = refund_queries.find(order.order_id, refund_id)
    if refund.state is RefundState.FAILED and (refund.bank_reference, refund.code) == (reference, RETURNED):
        return refund
    if refund.state is not RefundState.PAID_BY_BANK_TRANSFER or refund.bank_reference != reference:
        raise BankTransferNotFound(state=refund.state)
    # After every refusal: a request that is refused stores nothing.
    idempotency.decide(request, ())
    transactions.commit(_returned_transfer_acts(order, refund))
    return refund_queries.find(order.order_id, refund_id)


def _returned_transfer_acts(order: Order, refund: Refund) -> list[transactions.Act]:
    journal_id = f"refund_bank_returned#{refund.refund_id}#{refund.bank_transfers}"
    owed = refunds.change_act(refund, RefundState.FAILED, owed_minor=refund.amount_minor, code=RETURNED)
    return [
        owed,
        *booking_acts(refund, journal_id, bank_transfer_postings(-refund.amount_minor)),
        taken_back_act(refund),
        record_act(failure(order, refund, code=RETURNED, journal_id=journal_id)),
    ]


def adopt_stripe_refund(order_id: str, refund_id: str, stripe_id: str, request: idempotency.Request) -> Refund:
    """Take a refund that was made in Stripe's dashboard for a failed or refused one; it is booked as Stripe has it.

    Raises: NotFound, RefundNotOwed, StripeRefundMismatch, PaymentUnavailable, IdempotencyKeyReused, Conflict if it was
    retried or paid otherwise at the same moment.
    """
    order = queries.order(order_id)
    refund = refund_queries.find(order_id, refund_id)
    idempotency.find_decision(request)
    if refund.operation_id != refund_adoptions.operation_id(stripe_id):
        require_owed(refund.state)
        made = _made_in_dashboard(order, refund, stripe_id)
        idempotency.decide(request, ())
        try:
            transactions.commit(refund_adoptions.pay_acts(refund, Piece(made=made)))
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
