"""Disputes: the bank takes a payment back at once, and gives it back only if the platform wins."""

from __future__ import annotations

from doubles.stripe_double.balance import move
from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.errors import invalid
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    boolean,
    identifier,
    mapping,
    merged_metadata,
    metadata,
    text,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import DAY_SECONDS, World, public

# Charged when a dispute is opened, kept whatever its outcome.
DISPUTE_FEE_MINOR = {"eur": 2_000, "usd": 1_500, "gbp": 2_000}
OPEN, INQUIRY, UNDER_REVIEW = "needs_response", "warning_needs_response", "under_review"
EVIDENCE = (
    "customer_name",
    "product_description",
    "shipping_carrier",
    "shipping_tracking_number",
    "uncategorized_text",
)
# Shown in every dispute, null where nothing was said.
SHOWN_EVIDENCE = (
    *EVIDENCE,
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_date",
    "shipping_documentation",
    "uncategorized_file",
)
CHANGE: Specification = {
    **EXPAND,
    "evidence": Field(mapping({name: Field(text) for name in EVIDENCE})),
    "metadata": Field(metadata),
    "submit": Field(boolean),
}


def opened(world: World, charge_id: str, *, amount: int | None = None, reason: str = "fraudulent") -> Json:
    """The cardholder's bank disputes a charge, by default for all that was not refunded.

    A bank knows nothing of refunds: it may dispute what was refunded before.
    """
    dispute = _added(world, charge_id, amount=amount, reason=reason)
    _withdraw(world, dispute)
    return dispute


def inquired(world: World, charge_id: str, *, amount: int | None = None, reason: str = "general") -> Json:
    """The bank asks about a charge before it takes anything."""
    inquiry = _added(world, charge_id, amount=amount, reason=reason)
    inquiry["status"] = INQUIRY
    return inquiry


def inquiry_closed(world: World, dispute_id: str) -> None:
    """The bank has no further questions for now."""
    inquiry = world.require("dispute", dispute_id, param="dispute")
    inquiry["status"] = "warning_closed"
    world.require("charge", inquiry["charge"])["disputed"] = False
    world.touch()
    emit(world, "charge.dispute.closed", inquiry)


def escalated(world: World, dispute_id: str) -> None:
    """What was an inquiry becomes a dispute: the bank takes the money."""
    inquiry = world.require("dispute", dispute_id, param="dispute")
    inquiry["status"] = OPEN
    world.require("charge", inquiry["charge"])["disputed"] = True
    emit(world, "charge.dispute.updated", inquiry)
    _withdraw(world, inquiry)


def overturned(world: World, dispute_id: str) -> None:
    """The card network decides a lost dispute for the platform after all."""
    dispute = world.require("dispute", dispute_id, param="dispute")
    dispute["status"] = OPEN
    decided(world, dispute_id, won=True)


def _added(world: World, charge_id: str, *, amount: int | None, reason: str) -> Json:
    charge = world.require("charge", charge_id, param="charge")
    disputed = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    if charge["status"] != "succeeded" or charge["disputed"] or not 1 <= disputed <= charge["amount"]:
        raise invalid(f"Charge {charge_id} cannot be disputed for {disputed}.", param="charge")
    dispute = world.add(_dispute(world, charge, disputed, reason))
    charge.update(disputed=True, _dispute=dispute["id"])
    emit(world, "charge.dispute.created", dispute)
    return dispute


def _withdraw(world: World, dispute: Json) -> None:
    transaction = move(world, "adjustment", -dispute["amount"], dispute, fee=dispute["_fee"])
    dispute["balance_transactions"].append(transaction)
    emit(world, "charge.dispute.funds_withdrawn", dispute)


def _dispute(world: World, charge: Json, amount: int, reason: str) -> Json:
    now = world.now()
    return {
        "id": world.new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(SHOWN_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + 9 * DAY_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": OPEN,
        "_fee": DISPUTE_FEE_MINOR[charge["currency"]],
    }


def decided(world: World, dispute_id: str, *, won: bool) -> Json:
    dispute = world.require("dispute", dispute_id, param="dispute")
    if dispute["status"] not in {OPEN, UNDER_REVIEW}:
        raise invalid("This dispute is already closed", code="dispute_already_closed")
    dispute["status"] = "won" if won else "lost"
    world.touch()
    if won:
        dispute["balance_transactions"].append(move(world, "adjustment", dispute["amount"], dispute))
        world.require("charge", dispute["charge"])["_dispute_won"] = True
        emit(world, "charge.dispute.funds_reinstated", dispute)
    emit(world, "charge.dispute.closed", dispute)
    return dispute


def retrieve(call: Call) -> Json:
    return public(call.world.require("dispute", call.subject, param="dispute"))


def update(call: Call) -> Json:
    """Evidence reading `winning_evidence` or `losing_evidence` decides the case, as in Stripe's test mode."""
    dispute, given = call.world.require("dispute", call.subject, param="dispute"), call.parameters
    if dispute["status"] != OPEN and "evidence" in given:
        raise invalid("Evidence cannot be changed once it has been submitted.", param="evidence")
    dispute["metadata"] = merged_metadata(dispute["metadata"], given.get("metadata", {}))
    if "evidence" in given:
        dispute["evidence"].update(given["evidence"])
        dispute["evidence_details"]["has_evidence"] = True
    if given.get("submit", "evidence" in given):
        dispute["evidence_details"]["submission_count"] += 1
        dispute["evidence_details"]["submission_method"] = "manual"
        dispute["status"] = UNDER_REVIEW
        words = dispute["evidence"]["uncategorized_text"]
        if words in {"winning_evidence", "losing_evidence"}:
            decided(call.world, dispute["id"], won=words == "winning_evidence")
    return public(dispute)


def close(call: Call) -> Json:
    return public(decided(call.world, call.subject, won=False))


def list_disputes(call: Call) -> Json:
    wanted = call.parameters

    def matches(dispute: Json) -> bool:
        return all(dispute[name] == wanted.get(name, dispute[name]) for name in ("charge", "payment_intent"))

    return page(call, "dispute", matches)


ROUTES = [
    Route("disputes.retrieve", "GET", "/v1/disputes/{id}", retrieve, EXPAND),
    Route("disputes.update", "POST", "/v1/disputes/{id}", update, CHANGE),
    Route("disputes.close", "POST", "/v1/disputes/{id}/close", close, EXPAND),
    Route(
        "disputes.list",
        "GET",
        "/v1/disputes",
        list_disputes,
        {**LISTED, "charge": Field(identifier), "payment_intent": Field(identifier)},
    ),
]
