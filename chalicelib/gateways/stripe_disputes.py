"""Disputes at Stripe behind plain functions: what a cardholder's bank asks, takes and gives back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from chalicelib.gateways.stripe import ask, options
from chalicelib.kernel.runtime import clock


class DisputeMovement(msgspec.Struct, frozen=True, kw_only=True):
    """A balance transaction of a dispute (minor units). `amount_minor` is below 0 for what was withdrawn, above 0 for
    what was given back; Stripe keeps `fee_minor` on top of it."""

    transaction_id: str
    amount_minor: int
    fee_minor: int


class StripeDispute(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute of a payment. `answer_by` is None without a deadline; `submissions` counts the evidence submitted."""

    id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    payment_intent_id: str
    opened_at: str
    answer_by: str | None
    submissions: int
    movements: tuple[DisputeMovement, ...]


def dispute(dispute_id: str) -> StripeDispute:
    """A dispute as it is now. StripeRefused("resource_missing") if Stripe knows none."""
    return _dispute(ask(lambda stripe: stripe.disputes.retrieve(dispute_id, {}, options(None))))


def submit_evidence(dispute_id: str, evidence: Mapping[str, str], idempotency_key: str) -> StripeDispute:
    """Submit evidence to the bank, once for a dispute. StripeRefused after the submission or the decision."""
    parameters: dict[str, Any] = {"evidence": dict(evidence), "submit": True}
    return _dispute(ask(lambda stripe: stripe.disputes.update(dispute_id, parameters, options(None, idempotency_key))))


def accept(dispute_id: str, idempotency_key: str) -> StripeDispute:
    """Give a dispute up, which loses it. StripeRefused after the decision."""
    return _dispute(ask(lambda stripe: stripe.disputes.close(dispute_id, {}, options(None, idempotency_key))))


def _dispute(found: Any) -> StripeDispute:
    stated = found.to_dict()
    details = stated.get("evidence_details") or {}
    due_by = details.get("due_by")
    return StripeDispute(
        id=stated["id"],
        status=stated["status"],
        reason=stated["reason"],
        amount_minor=stated["amount"],
        currency=stated["currency"].upper(),
        payment_intent_id=stated.get("payment_intent") or "",
        opened_at=_stamp(stated["created"]),
        answer_by=None if due_by is None else _stamp(due_by),
        submissions=details.get("submission_count") or 0,
        movements=tuple(
            DisputeMovement(transaction_id=moved["id"], amount_minor=moved["amount"], fee_minor=moved["fee"])
            for moved in stated.get("balance_transactions") or ()
        ),
    )


def _stamp(seconds: int) -> str:
    return clock.stamp(datetime.fromtimestamp(seconds, UTC))
