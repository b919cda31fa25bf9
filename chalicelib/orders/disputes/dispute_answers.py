"""Answering disputes: operators submit evidence before the bank's time is over, or accept the loss; each once."""

from collections.abc import Callable
from typing import Final

from chalicelib.facts.payments import DisputeAnswered
from chalicelib.gateways import stripe
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries
from chalicelib.orders.disputes import dispute_updates
from chalicelib.orders.disputes.payloads import Evidence
from chalicelib.payments import money_commands
from chalicelib.payments.disputes import dispute_acts, dispute_operations, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import ANSWERABLE
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import execute
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation

# Stripe's name of each part of the evidence (docs.stripe.com/api/disputes/evidence_object).
AT_STRIPE: Final = {
    "explanation": "uncategorized_text",
    "product_description": "product_description",
    "carrier": "shipping_carrier",
    "tracking_number": "shipping_tracking_number",
}


_TEXT: Final = AT_STRIPE["explanation"]


class DisputeNotAnswerable(Problem):
    """`state` is the dispute's state now."""

    slug, status, title = "dispute-not-answerable", 409, "The bank does not wait for an answer to this dispute"


class DisputeAlreadyAnswered(Problem):
    """An answer is on its way to Stripe, or was given: a bank takes one."""

    slug, status, title = "dispute-already-answered", 409, "This dispute was answered already"


def submit_evidence(dispute_id: str, evidence: Evidence, request: idempotency.Request) -> Dispute:
    """Have evidence submitted to the bank; the same key again submits nothing.

    Raises: NotFound, DisputeNotAnswerable, DisputeAlreadyAnswered, IdempotencyKeyReused, Conflict.
    """

    named = {AT_STRIPE[name]: words for name in AT_STRIPE if (words := getattr(evidence, name)) is not None}

    def plan(found: Dispute) -> Plan:
        person_id = queries.order(found.order_id).person_id
        told = named | {_TEXT: named[_TEXT] + _listing(found)}
        return dispute_operations.evidence_plan(found, person_id, told, asked_by=request.item_key)

    return _answer(dispute_id, plan, request)


def accept(dispute_id: str, request: idempotency.Request) -> Dispute:
    """Accept that a dispute is lost; the same key again asks nothing.

    Raises: NotFound, DisputeNotAnswerable, DisputeAlreadyAnswered, IdempotencyKeyReused, Conflict.
    """
    return _answer(
        dispute_id, lambda found: dispute_operations.acceptance_plan(found, asked_by=request.item_key), request
    )


def _answer(dispute_id: str, plan: Callable[[Dispute], Plan], request: idempotency.Request) -> Dispute:
    found = dispute_queries.dispute(dispute_id)
    decided = idempotency.find_decision(request)
    if decided is None:
        require_unanswered(found)
        # After every refusal: a request that is refused stores nothing.
        decided = idempotency.decide(request, (str(found.answers),))
    if found.answers == int(decided[0]):
        planned = plan(found)
        answered = DisputeAnswered(
            order_id=found.order_id, dispute_id=dispute_id, version=found.version + 1, means=planned.kind
        )
        counted = dispute_acts.change_act(found, answers=found.answers + 1)
        transactions.commit([counted, stripe_operations.start_act(planned), record_act(answered)])
        found = dispute_queries.dispute(dispute_id)
    answer_id = dispute_operations.operation_id(dispute_id, int(decided[0]) + 1)
    answer = stripe_operations.find(found.order_id, answer_id)
    if answer is None or answer.parameters["asked_by"] != request.item_key:
        raise DisputeAlreadyAnswered()  # another request was faster
    money_commands.send(money_commands.ResolveOperation(found.order_id, answer_id))
    return found


def require_unanswered(found: Dispute) -> None:
    """Raises: DisputeNotAnswerable, DisputeAlreadyAnswered."""
    if found.state not in ANSWERABLE:
        raise DisputeNotAnswerable(state=found.state)
    if any(answer.state != "REFUSED" for answer in dispute_operations.answers_of(found)):
        raise DisputeAlreadyAnswered()


def _listing(found: Dispute) -> str:
    """What the bank is told of the sellers' files: the files themselves stay with the platform."""
    if not found.files:
        return ""
    listed = [f"{one.upload_id} ({one.content_type}, {one.size_bytes} bytes)" for one in found.files]
    return "\n\nFiles of the seller, which we send on request:\n" + "\n".join(listed)


def finish(operation: StripeOperation) -> None:
    """Give an answer to Stripe, or find what became of it, and follow the dispute. Again is a no-op.

    Raises: OutcomeUnknown for the sweeper to ask again; as follow_dispute.
    """
    if operation.state != "STARTED":
        return
    dispute_id = operation.parameters["dispute"]
    try:
        execute(operation, dispute_operations.KINDS[operation.kind])
        outcome = stripe_operations.resolve_act(operation, "OK", stripe_id=dispute_id)
    except stripe.StripeRefused as refusal:
        log.write("dispute-answer-refused", order_id=operation.subject, dispute_id=dispute_id, code=refusal.code)
        outcome = stripe_operations.resolve_act(operation, "REFUSED", refusal_code=refusal.code)
    # Another worker may have stored the same outcome.
    transactions.write_if_met(outcome)
    dispute_updates.follow_dispute(dispute_id)
