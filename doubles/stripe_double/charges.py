"""Charges: one attempt at a card, its fee and balance transaction, and how it is looked up."""

from __future__ import annotations

from doubles.stripe_double.balance import card_fee_minor, move
from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import Field, identifier, text
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

# Cards that fail or are disputed later do so after this: long enough to see both states.
LATER_SECONDS = 60
TAKEN_OVER = ("currency", "description", "receipt_email", "shipping", "transfer_data", "transfer_group")
# Null until something happens to the charge, or always null where the double does not model it.
UNUSED = (
    "application",
    "application_fee",
    "application_fee_amount",
    "balance_transaction",
    "customer",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "on_behalf_of",
    "receipt_number",
    "receipt_url",
    "review",
    "source_transfer",
    "statement_descriptor",
    "statement_descriptor_suffix",
)


def charge(world: World, intent: Json, method: Json, failure: tuple[str, str, str | None] | None) -> Json:
    """Charge the card of `method` for the intent, or record that the bank refused it with
    `failure` (code, message, decline code)."""
    made = _charge(world, intent, method)
    if failure is not None:
        code, message, decline_code = failure
        made.update(status="failed", paid=False, captured=False, amount_captured=0)
        made.update(failure_code=code, failure_message=message)
        made["outcome"] = _outcome("issuer_declined", decline_code or code, message)
        world.add(made)
        emit(world, "charge.failed", made)
        return made
    now = world.now()
    settles_at = now if method["_does"] == "bypass_pending" else now + world.settlement_seconds
    made["_fee"] = card_fee_minor(made["amount"], made["currency"])
    transaction = move(world, "charge", made["amount"], made, fee=made["_fee"], available_on=settles_at)
    made["balance_transaction"] = transaction["id"]
    world.add(made)
    if method["_does"] == "dispute":
        world.later(LATER_SECONDS, "dispute_opens", made["id"])
    emit(world, "charge.succeeded", made)
    return made


def _charge(world: World, intent: Json, method: Json) -> Json:
    card = method["card"]
    shown = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    return {
        **dict.fromkeys(UNUSED),
        "id": world.new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "REBOUND",
        "captured": True,
        "created": world.now(),
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": _outcome("approved_by_network", None, "Payment complete."),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {
            "type": "card",
            "card": {**{name: card[name] for name in shown}, "amount_authorized": intent["amount"]},
        },
        "refunded": False,
        "status": "succeeded",
        **{name: intent[name] for name in TAKEN_OVER},
        "_does": method["_does"],
        "_reason": method["_reason"],
        "_fee": 0,
        "_dispute": None,
        "_dispute_won": False,
    }


def _outcome(network: str, reason: str | None, message: str) -> Json:
    approved = network == "approved_by_network"
    return {
        "advice_code": None if approved else "try_again_later",
        "network_status": network if approved else "declined_by_network",
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": message,
        "type": "authorized" if approved else "issuer_declined",
    }


def retrieve(call: Call) -> Json:
    return public(call.world.require("charge", call.subject, account=call.account))


def list_charges(call: Call) -> Json:
    wanted = call.parameters

    def matches(found: Json) -> bool:
        return all(found[name] == wanted.get(name, found[name]) for name in ("payment_intent", "transfer_group"))

    return page(call, "charge", matches)


ROUTES = [
    Route("charges.retrieve", "GET", "/v1/charges/{id}", retrieve, EXPAND, connected=True),
    Route(
        "charges.list",
        "GET",
        "/v1/charges",
        list_charges,
        {**LISTED, "payment_intent": Field(identifier), "transfer_group": Field(text)},
        connected=True,
    ),
]
