"""Confirming a PaymentIntent: which card, whether it must be authenticated, and what the bank says."""

from __future__ import annotations

from doubles.stripe_double import cards, charges, faults, transfers
from doubles.stripe_double.errors import Refusal, card_error, invalid
from doubles.stripe_double.events import emit
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def unexpected_state(intent: Json, message: str) -> Refusal:
    return invalid(message, code="payment_intent_unexpected_state", payment_intent=public(intent))


def confirm(world: World, intent: Json, given: Json, *, published: bool = False) -> None:
    """Move the intent to succeeded or requires_action; a refusal by the bank is raised after the
    intent went back to requires_payment_method."""
    _confirmable(intent)
    method = chosen_method(world, given) or _earlier_method(world, intent)
    if method is None:
        raise unexpected_state(
            intent,
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update "
            "the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with "
            "a payment method or ConfirmationToken.",
        )
    if not published:
        return_url_given(intent, given)
    intent.update(payment_method=method["id"], next_action=None, last_payment_error=None, _challenge=None)
    if given.get("receipt_email"):
        intent["receipt_email"] = given["receipt_email"]
    world.touch()
    if method["_does"] == "authenticate":
        _challenge(world, intent, given.get("return_url"))
        return
    attempt(world, intent, method)


def chosen_method(world: World, given: Json) -> Json | None:
    if "payment_method_data" in given:
        return cards.from_details(world, given["payment_method_data"])
    if "payment_method" in given:
        return cards.usable(world, given["payment_method"])
    return None


def _earlier_method(world: World, intent: Json) -> Json | None:
    return cards.usable(world, intent["payment_method"]) if intent["payment_method"] else None


def _confirmable(intent: Json) -> None:
    if intent["status"] == "succeeded":
        raise unexpected_state(
            intent,
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
        )
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(
            intent,
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be confirmed: {', '.join(CONFIRMABLE)}.",
        )


def return_url_given(intent: Json, given: Json) -> None:
    """Stripe wants a way back wherever a method might lead the buyer away; a browser brings its own."""
    automatic = intent["automatic_payment_methods"]
    redirects = automatic is not None and automatic["allow_redirects"] == "always"
    if redirects and not given.get("return_url") and not given.get("use_stripe_sdk"):
        raise invalid(
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
            "these payment methods might redirect your customer off of your page, you must provide a `return_url`. "
            "If you don't want to accept redirect-based payment methods, set "
            "`automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to "
            "`never` when creating Setup Intents and Payment Intents."
        )


def _challenge(world: World, intent: Json, return_url: str | None) -> None:
    token = world.new_id("challenge")
    page = f"{world.public_url}/3ds/{intent['id']}?challenge={token}"
    if return_url:
        action: Json = {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": return_url}}
    else:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page}}
    intent.update(status="requires_action", next_action=action, _challenge=token, _return_url=return_url)
    emit(world, "payment_intent.requires_action", intent)


def attempt(world: World, intent: Json, method: Json) -> None:
    """Ask the bank. Raises the card error when it declines."""
    if intent["transfer_data"]:
        transfers.receiver(world, intent["transfer_data"]["destination"])
    reason = method["_reason"] if method["_does"] in {"decline", "authenticate"} else None
    fault = faults.take(world, faults.CHARGE_KINDS, lambda _: True)
    if fault is not None:
        reason = fault["decline_code"]
    if reason:
        words = cards.decline_words(reason)
        charged = charges.charge(world, intent, method, words)
        raise failed(world, intent, method, words=words, charged=charged)
    charged = charges.charge(world, intent, method, None)
    method["_used"] = True
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charged["id"],
        next_action=None,
        _challenge=None,
    )
    world.touch()
    if intent["transfer_data"]:
        transfers.along_with_charge(world, intent, charged)
    emit(world, "payment_intent.succeeded", intent)


def failed(
    world: World, intent: Json, method: Json, *, words: tuple[str, str, str | None], charged: Json | None
) -> Refusal:
    """Send the intent back for another card; returns the card error to raise."""
    code, message, decline_code = words
    more: Json = {"decline_code": decline_code, "charge": charged["id"] if charged else None}
    refusal = card_error(code, message, **more, payment_method=public(method))
    intent.update(
        status="requires_payment_method",
        last_payment_error=dict(refusal.error),
        latest_charge=charged["id"] if charged else intent["latest_charge"],
        payment_method=None,
        next_action=None,
        _challenge=None,
    )
    world.touch()
    emit(world, "payment_intent.payment_failed", intent)
    refusal.error["payment_intent"] = public(intent)
    return refusal


def authenticated(world: World, intent: Json, *, succeeds: bool) -> None:
    """The cardholder answered the bank's challenge. Raises the card error when that ends in none."""
    if intent["status"] != "requires_action":
        raise unexpected_state(intent, "There is no challenge to answer on this PaymentIntent.")
    method = world.require("payment_method", intent["payment_method"])
    if succeeds:
        attempt(world, intent, method)
        return
    message = (
        "We are unable to authenticate your payment method. Please choose a different payment method and try again."
    )
    words = ("payment_intent_authentication_failure", message, None)
    raise failed(world, intent, method, words=words, charged=None)
