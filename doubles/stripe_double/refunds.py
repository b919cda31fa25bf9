"""Refunds: whole or in parts, never above what is left, sometimes failing after the fact."""

from __future__ import annotations

from doubles.stripe_double.balance import move
from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.charges import LATER_SECONDS
from doubles.stripe_double.errors import invalid, unfit
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    choice,
    identifier,
    merged_metadata,
    metadata,
    money,
    positive,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

CREATION: Specification = {
    **EXPAND,
    "amount": Field(positive),
    "charge": Field(identifier),
    "payment_intent": Field(identifier),
    "metadata": Field(metadata),
    "reason": Field(choice("duplicate", "fraudulent", "requested_by_customer")),
}


def create(call: Call) -> Json:
    world, given = call.world, call.parameters
    charge = _refundable(world, given)
    left = charge["amount"] - charge["amount_refunded"]
    amount = given.get("amount", left)
    if amount > left:
        raise invalid(
            f"Refund amount ({money(amount, charge['currency'])}) is greater than unrefunded amount on charge "
            f"({money(left, charge['currency'])})",
            param="amount",
        )
    refund = _refund(world, charge, amount, given)
    # Money not yet available goes back out of what is pending, not out of what other sales made available.
    sale = world.require("balance_transaction", charge["balance_transaction"])
    refund["balance_transaction"] = move(world, "refund", -amount, refund, available_on=sale["available_on"])["id"]
    world.add(refund)
    _count(charge, amount)
    if charge["_does"] == "refund_fails":
        world.later(LATER_SECONDS, "refund_fails", refund["id"])
    if charge["_does"] == "refund_pends":
        refund["status"] = "pending"
        world.later(LATER_SECONDS, "refund_succeeds", refund["id"])
    emit(world, "refund.created", refund)
    emit(world, "charge.refunded", charge)
    return public(refund)


def _refundable(world: World, given: Json) -> Json:
    if ("charge" in given) == ("payment_intent" in given):
        raise unfit("You must provide exactly one of `charge` or `payment_intent`.", code="parameter_missing")
    if "charge" in given:
        charge = world.require("charge", given["charge"], param="charge")
        succeeded = charge["status"] == "succeeded"
        intent_id = charge["payment_intent"]
    else:
        intent = world.require("payment_intent", given["payment_intent"], param="payment_intent")
        succeeded, intent_id = intent["status"] == "succeeded", intent["id"]
        charge = world.find("charge", intent["latest_charge"] or "") or {}
    if not succeeded:
        raise invalid(f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.")
    if charge["disputed"] and not charge["_dispute_won"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")
    if charge["refunded"]:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    return charge


def _refund(world: World, charge: Json, amount: int, given: Json) -> Json:
    return {
        "id": world.new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {"card": {"reference_status": "pending", "type": "refund"}, "type": "card"},
        "metadata": merged_metadata({}, given.get("metadata", {})),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": given.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def _count(charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def fail(world: World, refund_id: str, reason: str = "expired_or_canceled_card") -> None:
    """The card's bank sent the money back: it returns to the platform's balance."""
    refund = world.require("refund", refund_id)
    if refund["status"] not in {"succeeded", "pending"}:
        raise invalid(f"Refund {refund_id} has a status of {refund['status']} and cannot fail.")
    transaction = move(world, "refund_failure", refund["amount"], refund)
    refund.update(status="failed", failure_reason=reason, failure_balance_transaction=transaction["id"])
    _count(world.require("charge", refund["charge"]), -refund["amount"])
    emit(world, "refund.updated", refund)
    emit(world, "refund.failed", refund)


def succeed(world: World, refund_id: str) -> None:
    refund = world.require("refund", refund_id)
    if refund["status"] == "pending":
        refund["status"] = "succeeded"
        world.touch()
        emit(world, "refund.updated", refund)


def retrieve(call: Call) -> Json:
    return public(call.world.require("refund", call.subject))


def list_refunds(call: Call) -> Json:
    wanted = call.parameters

    def matches(refund: Json) -> bool:
        return all(refund[name] == wanted.get(name, refund[name]) for name in ("charge", "payment_intent"))

    return page(call, "refund", matches)


ROUTES = [
    Route("refunds.create", "POST", "/v1/refunds", create, CREATION),
    Route("refunds.retrieve", "GET", "/v1/refunds/{id}", retrieve, EXPAND),
    Route(
        "refunds.list",
        "GET",
        "/v1/refunds",
        list_refunds,
        {**LISTED, "charge": Field(identifier), "payment_intent": Field(identifier)},
    ),
]
