"""What is asked of Stripe for a dispute: to submit evidence to the bank, or to accept the loss.

Evidence names people and parcels: it is stored sealed under the buyer's fiscal key, and opened for the call alone.
"""

import base64
from collections.abc import Mapping

import msgspec

from chalicelib.gateways import stripe, stripe_disputes
from chalicelib.gateways.stripe_disputes import StripeDispute
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import ANSWERABLE, DisputeState, state_of
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from chalicelib.people import sealed_texts

# Why evidence was not submitted: its order's buyer was erased since.
ERASED = "evidence_erased"
_ANSWER = "dispute_answer"


def operation_id(dispute_id: str, number: int) -> str:
    """The id of a dispute's answer, counted from 1."""
    return f"{_ANSWER}#{dispute_id}#{number}"


def answers_of(dispute: Dispute) -> list[StripeOperation]:
    """What was asked of Stripe to answer a dispute, the first first, read consistently."""
    return stripe_operations.beginning_with(dispute.order_id, f"{_ANSWER}#{dispute.dispute_id}#")


def evidence_plan(dispute: Dispute, person_id: str, evidence: Mapping[str, str], *, asked_by: str) -> Plan:
    """The submission of evidence, by Stripe's names of its parts, as the dispute's next answer.

    `asked_by` is the key of the request. Raises: FiscalRecordErased.
    """
    answer_id = operation_id(dispute.dispute_id, dispute.answers + 1)
    text = msgspec.json.encode(evidence).decode()
    sealed = sealed_texts.seal_text(person_id, _place(dispute.order_id, answer_id), text)
    return Plan(
        subject=dispute.order_id,
        operation_id=answer_id,
        kind=EVIDENCE.name,
        parameters={
            "dispute": dispute.dispute_id,
            "person": person_id,
            "sealed": base64.b64encode(sealed).decode(),
            "asked_by": asked_by,
        },
    )


def acceptance_plan(dispute: Dispute, *, asked_by: str) -> Plan:
    """The acceptance of a loss, as the dispute's next answer. `asked_by` is the key of the request."""
    return Plan(
        subject=dispute.order_id,
        operation_id=operation_id(dispute.dispute_id, dispute.answers + 1),
        kind=ACCEPTANCE.name,
        parameters={"dispute": dispute.dispute_id, "asked_by": asked_by},
    )


def _place(order_id: str, answer_id: str) -> str:
    return f"{order_id}#{answer_id}"


def _submit(operation: StripeOperation) -> StripeDispute:
    told, place = operation.parameters, _place(operation.subject, operation.operation_id)
    text = sealed_texts.open_texts(told["person"], {place: base64.b64decode(told["sealed"])}).get(place)
    if text is None:
        raise stripe.StripeRefused(ERASED)
    evidence = msgspec.json.decode(text, type=dict[str, str])
    return stripe_disputes.submit_evidence(told["dispute"], evidence, operation.idempotency_key)


def _look_up_submission(operation: StripeOperation) -> StripeDispute | None:
    """The dispute once the bank has evidence of it; one that cannot be answered any more needs none."""
    found = stripe_disputes.dispute(operation.parameters["dispute"])
    return found if found.submissions or state_of(found.status) not in ANSWERABLE else None


def _accept(operation: StripeOperation) -> StripeDispute:
    return stripe_disputes.accept(operation.parameters["dispute"], operation.idempotency_key)


def _look_up_acceptance(operation: StripeOperation) -> StripeDispute | None:
    found = stripe_disputes.dispute(operation.parameters["dispute"])
    return found if state_of(found.status) is DisputeState.LOST else None


EVIDENCE = OperationKind(name="dispute_evidence", ask=_submit, look_up=_look_up_submission)
ACCEPTANCE = OperationKind(name="dispute_acceptance", ask=_accept, look_up=_look_up_acceptance)
KINDS = {kind.name: kind for kind in (EVIDENCE, ACCEPTANCE)}
