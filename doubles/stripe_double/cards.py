"""Cards: Stripe's published test numbers, what each does, and payment methods made from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from doubles.stripe_double.calls import EXPAND, Call, Route
from doubles.stripe_double.errors import Refusal, card_error, invalid, missing
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    choice,
    country,
    email,
    mapping,
    merged_metadata,
    metadata,
    text,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public


@dataclass(frozen=True)
class TestCard:
    """`does` is one of ok, bypass_pending, authenticate, decline, dispute, refund_fails, refund_pends."""

    __test__ = False

    brand: str
    does: str = "ok"
    reason: str = ""
    country: str = "US"
    funding: str = "credit"


# https://docs.stripe.com/testing
NUMBERS = {
    "4242424242424242": TestCard("visa"),
    "4000056655665556": TestCard("visa", funding="debit"),
    "4000002500000003": TestCard("visa", country="FR"),
    "4000002760000016": TestCard("visa", country="DE"),
    "5555555555554444": TestCard("mastercard"),
    "378282246310005": TestCard("amex"),
    "4000000000000077": TestCard("visa", "bypass_pending"),
    "4000000000000002": TestCard("visa", "decline", "generic_decline"),
    "4000000000009995": TestCard("visa", "decline", "insufficient_funds"),
    "4000000000009987": TestCard("visa", "decline", "lost_card"),
    "4000000000009979": TestCard("visa", "decline", "stolen_card"),
    "4000000000000069": TestCard("visa", "decline", "expired_card"),
    "4000000000000127": TestCard("visa", "decline", "incorrect_cvc"),
    "4000000000000119": TestCard("visa", "decline", "processing_error"),
    "4000002760003184": TestCard("visa", "authenticate"),
    "4000000000003220": TestCard("visa", "authenticate"),
    "4000008260003178": TestCard("visa", "authenticate", "insufficient_funds"),
    "4000000000000259": TestCard("visa", "dispute", "fraudulent"),
    "4000000000002685": TestCard("visa", "dispute", "product_not_received"),
    "4000000000005126": TestCard("visa", "refund_fails"),
    "4000000000007726": TestCard("visa", "refund_pends"),
}
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_fr": "4000002500000003",
    "pm_card_de": "4000002760000016",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_pendingRefund": "4000000000007726",
}
DECLINES = {
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "insufficient_funds": "Your card has insufficient funds.",
}
# These banks' answers are codes of their own; every other is a `card_declined` with a decline code.
OWN_CODES = frozenset({"expired_card", "incorrect_cvc", "processing_error"})

BILLING: Specification = {
    "name": Field(text),
    "email": Field(email),
    "phone": Field(text),
    "address": Field(
        mapping(
            {
                "line1": Field(text),
                "line2": Field(text),
                "city": Field(text),
                "state": Field(text),
                "postal_code": Field(text),
                "country": Field(country),
            }
        )
    ),
}
METHOD: Specification = {
    "type": Field(choice("card"), required=True),
    "card": Field(
        mapping({name: Field(text) for name in ("number", "exp_month", "exp_year", "cvc", "token")}), required=True
    ),
    "billing_details": Field(mapping(BILLING)),
    "metadata": Field(metadata),
    "allow_redisplay": Field(choice("always", "limited", "unspecified")),
}


def decline_words(reason: str) -> tuple[str, str, str | None]:
    """Stripe's code, message and decline code for a bank's answer."""
    message = DECLINES.get(reason, "Your card was declined.")
    if reason in OWN_CODES:
        return reason, message, None
    return "card_declined", message, reason


def from_details(world: World, given: Json) -> Json:
    """A payment method from a card's own number; the number is checked, used and forgotten."""
    card = given["card"]
    if "number" not in card:
        raise invalid("Missing required param: card[number].", param="card[number]", code="parameter_missing")
    number = card["number"].replace(" ", "")
    _check_number(number)
    month, year = _check_expiry(world, card)
    cvc = card.get("cvc")
    if cvc is not None and not (cvc.isdigit() and len(cvc) in {3, 4}):
        raise card_error("invalid_cvc", "Your card's security code is invalid.", param="cvc")
    made = _method(world, number, month, year)
    made["card"]["checks"]["cvc_check"] = "unchecked" if cvc else None
    made["billing_details"].update(given.get("billing_details", {}))
    made["metadata"] = merged_metadata({}, given.get("metadata", {}))
    return world.add(made)


def usable(world: World, identifier: str) -> Json:
    """The payment method of that id. A `pm_card_…` name makes a fresh one, as Stripe does."""
    if identifier in TOKENS:
        year = datetime.fromtimestamp(world.now(), UTC).year + 1
        return world.add(_method(world, TOKENS[identifier], 12, year))
    found = world.find("payment_method", identifier)
    if found is None:
        raise missing("PaymentMethod", identifier, param="payment_method", status=400)
    if found["_used"]:
        raise invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment. "
            "It may not be used again.",
            param="payment_method",
            code="payment_method_unexpected_state",
        )
    return found


def _check_number(number: str) -> None:
    if not number.isdigit() or not 12 <= len(number) <= 19 or not _luhn(number):
        raise card_error("incorrect_number", "Your card number is incorrect.", param="number")
    if number not in NUMBERS:
        raise card_error(
            "card_declined",
            "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list "
            "of valid test cards, visit: https://docs.stripe.com/testing.",
            decline_code="test_mode_live_card",
        )


def _luhn(number: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _check_expiry(world: World, card: Json) -> tuple[int, int]:
    today = datetime.fromtimestamp(world.now(), UTC)
    month, year = card.get("exp_month", ""), card.get("exp_year", "")
    if not month.isdigit() or not 1 <= int(month) <= 12:
        raise _expiry_refusal("month")
    full_year = int(year) + (2000 if len(year) == 2 else 0) if year.isdigit() else 0
    if not today.year <= full_year <= today.year + 50:
        raise _expiry_refusal("year")
    if full_year == today.year and int(month) < today.month:
        raise _expiry_refusal("month")
    return int(month), full_year


def _expiry_refusal(part: str) -> Refusal:
    return card_error(f"invalid_expiry_{part}", f"Your card's expiration {part} is invalid.", param=f"exp_{part}")


def _method(world: World, number: str, month: int, year: int) -> Json:
    card = NUMBERS[number]
    return {
        "id": world.new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "card": {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": None},
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year,
            "fingerprint": hashlib.sha256(f"{world.state['seed']}{number}".encode()).hexdigest()[:16],
            "funding": card.funding,
            "generated_from": None,
            "last4": number[-4:],
            "networks": {"available": [card.brand], "preferred": None},
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": world.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_does": card.does,
        "_reason": card.reason,
        "_used": False,
    }


def create(call: Call) -> Json:
    return public(from_details(call.world, call.parameters))


def retrieve(call: Call) -> Json:
    return public(call.world.require("payment_method", call.subject))


ROUTES = [
    Route("payment_methods.create", "POST", "/v1/payment_methods", create, {**EXPAND, **METHOD}, published=True),
    Route("payment_methods.retrieve", "GET", "/v1/payment_methods/{id}", retrieve, EXPAND),
]
