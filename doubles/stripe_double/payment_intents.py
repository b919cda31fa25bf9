"""PaymentIntents: made, read, changed, confirmed and cancelled, with what a browser may see of one."""

from __future__ import annotations

import hmac

from doubles.stripe_double import cards, confirmation
from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.confirmation import CONFIRMABLE, unexpected_state
from doubles.stripe_double.errors import invalid, missing, unfit
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    boolean,
    chargeable,
    choice,
    currency,
    email,
    identifier,
    integer,
    list_of,
    mapping,
    merged_metadata,
    metadata,
    positive,
    text,
    url,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

CANCELLABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
# https://docs.stripe.com/api/payment_intents/object: what a publishable key sees, less what is not modelled.
PUBLISHED = (
    "id",
    "object",
    "amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "last_payment_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "status",
)

# Null in a new intent, or always null where the double does not model it.
UNUSED = (
    "application",
    "application_fee_amount",
    "canceled_at",
    "cancellation_reason",
    "customer",
    "customer_account",
    "excluded_payment_method_types",
    "last_payment_error",
    "latest_charge",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "processing",
    "review",
    "setup_future_usage",
    "source",
    "statement_descriptor",
)

SHIPPING: Specification = {
    "name": Field(text, required=True),
    "address": Field(cards.BILLING["address"].check, required=True),
    "phone": Field(text),
    "carrier": Field(text),
    "tracking_number": Field(text),
}
CHANGEABLE: Specification = {
    **EXPAND,
    "amount": Field(integer),
    "currency": Field(currency),
    "description": Field(text),
    "metadata": Field(metadata),
    "payment_method": Field(identifier),
    "payment_method_data": Field(mapping(cards.METHOD)),
    "payment_method_types": Field(list_of(choice("card"))),
    "receipt_email": Field(email),
    "shipping": Field(mapping(SHIPPING)),
    "statement_descriptor_suffix": Field(text),
    "transfer_group": Field(text),
}
CONFIRMING: Specification = {
    "return_url": Field(url),
    "use_stripe_sdk": Field(boolean),
    "off_session": Field(boolean),
}
CREATION: Specification = {
    **CHANGEABLE,
    **CONFIRMING,
    "amount": Field(integer, required=True),
    "currency": Field(currency, required=True),
    "automatic_payment_methods": Field(
        mapping({"enabled": Field(boolean, required=True), "allow_redirects": Field(choice("always", "never"))})
    ),
    "capture_method": Field(choice("automatic", "automatic_async")),
    "confirm": Field(boolean),
    "confirmation_method": Field(choice("automatic")),
    "transfer_data": Field(mapping({"destination": Field(identifier, required=True), "amount": Field(positive)})),
}
CONFIRMATION: Specification = {
    **EXPAND,
    **CONFIRMING,
    "client_secret": Field(identifier),
    "payment_method": Field(identifier),
    "payment_method_data": Field(mapping(cards.METHOD)),
    "receipt_email": Field(email),
}


def create(call: Call) -> Json:
    world, given = call.world, call.parameters
    chargeable(given["amount"], given["currency"])
    if "automatic_payment_methods" in given and "payment_method_types" in given:
        raise unfit("You may only specify one of these parameters: automatic_payment_methods, payment_method_types.")
    destination = given.get("transfer_data", {}).get("destination")
    if destination is not None and world.find("account", destination) is None:
        raise missing("destination", destination, param="transfer_data[destination]", status=400)
    intent = _intent(world, given)
    method = confirmation.chosen_method(world, given)
    if given.get("confirm"):
        if method is None:
            raise unfit(
                "You must provide a payment method to confirm.", param="payment_method", code="parameter_missing"
            )
        confirmation.return_url_given(intent, given)
    _take_method(intent, method)
    emit(world, "payment_intent.created", world.add(intent))
    if given.get("confirm"):
        confirmation.confirm(world, intent, {"return_url": given.get("return_url"), "use_stripe_sdk": True})
    return public(intent)


def _intent(world: World, given: Json) -> Json:
    identifier_ = world.new_id("pi")
    automatic = {"enabled": True, "allow_redirects": "always", **given.get("automatic_payment_methods", {})}
    return {
        **dict.fromkeys(UNUSED),
        "id": identifier_,
        "object": "payment_intent",
        "amount": given["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": None if "payment_method_types" in given else automatic,
        "capture_method": given.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier_}_secret_{world.new_id('s', 25)[2:]}",
        "confirmation_method": "automatic",
        "created": world.now(),
        "currency": given["currency"],
        "description": given.get("description") or None,
        "livemode": False,
        "metadata": merged_metadata({}, given.get("metadata", {})),
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": given.get("payment_method_types") or ["card"],
        "receipt_email": given.get("receipt_email") or None,
        "shipping": given.get("shipping"),
        "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": given.get("transfer_data"),
        "transfer_group": given.get("transfer_group") or None,
        "_challenge": None,
        "_return_url": None,
    }


def _take_method(intent: Json, method: Json | None) -> None:
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation", next_action=None, _challenge=None)


def retrieve(call: Call) -> Json:
    return _seen(call, _found(call))


def update(call: Call) -> Json:
    intent, given = _found(call), call.parameters
    open_still = intent["status"] in CONFIRMABLE
    for name in ("amount", "currency", "payment_method", "payment_method_data"):
        if name in given and not open_still:
            raise unexpected_state(
                intent,
                f"This PaymentIntent's {name} could not be updated because it has a status of {intent['status']}. "
                f"You may only update the {name} of a PaymentIntent with one of the following statuses: "
                f"{', '.join(CONFIRMABLE)}.",
            )
    asked = {**intent, **given}
    chargeable(asked["amount"], asked["currency"])
    method = confirmation.chosen_method(call.world, given)
    intent["metadata"] = merged_metadata(intent["metadata"], given.get("metadata", {}))
    for name in ("amount", "currency", "payment_method_types"):
        intent[name] = given.get(name, intent[name])
    for name in ("description", "receipt_email", "shipping", "statement_descriptor_suffix", "transfer_group"):
        if name in given:
            intent[name] = given[name] or None
    _take_method(intent, method)
    return public(intent)


def confirm(call: Call) -> Json:
    intent = _found(call)
    confirmation.confirm(call.world, intent, call.parameters, published=call.published)
    return _seen(call, intent)


def cancel(call: Call) -> Json:
    intent = _found(call)
    if intent["status"] not in CANCELLABLE:
        raise unexpected_state(
            intent,
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be canceled: {', '.join(CANCELLABLE)}.",
        )
    intent.update(
        status="canceled",
        canceled_at=call.world.now(),
        cancellation_reason=call.parameters.get("cancellation_reason"),
        next_action=None,
        _challenge=None,
    )
    emit(call.world, "payment_intent.canceled", intent)
    return public(intent)


def list_intents(call: Call) -> Json:
    return page(call, "payment_intent", lambda _: True)


def _found(call: Call) -> Json:
    intent = call.world.require("payment_intent", call.subject, param="intent")
    secret = call.parameters.get("client_secret")
    if call.published and secret is None:
        raise invalid("Missing required param: client_secret.", param="client_secret", code="parameter_missing")
    if secret is not None and not hmac.compare_digest(secret, intent["client_secret"]):
        raise invalid(
            "The client_secret provided does not match any associated PaymentIntent on this account. Ensure the "
            "provided client_secret and intent ID belong to the same PaymentIntent.",
            param="client_secret",
        )
    return intent


def _seen(call: Call, intent: Json) -> Json:
    return {name: intent[name] for name in PUBLISHED} if call.published else public(intent)


BASE = "/v1/payment_intents"
ROUTES = [
    Route("payment_intents.create", "POST", BASE, create, CREATION),
    Route("payment_intents.list", "GET", BASE, list_intents, LISTED),
    Route(
        "payment_intents.retrieve",
        "GET",
        f"{BASE}/{{id}}",
        retrieve,
        {**EXPAND, "client_secret": Field(identifier)},
        published=True,
    ),
    Route("payment_intents.update", "POST", f"{BASE}/{{id}}", update, CHANGEABLE),
    Route("payment_intents.confirm", "POST", f"{BASE}/{{id}}/confirm", confirm, CONFIRMATION, published=True),
    Route(
        "payment_intents.cancel",
        "POST",
        f"{BASE}/{{id}}/cancel",
        cancel,
        {
            **EXPAND,
            "cancellation_reason": Field(choice("duplicate", "fraudulent", "requested_by_customer", "abandoned")),
        },
    ),
]
