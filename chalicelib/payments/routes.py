"""The routes of payments: Stripe's events, a seller's balance, the trial balance."""

from datetime import date

import msgspec

from chalicelib.kernel.http.auth import ANYONE, ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.route import Signed
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import Items
from chalicelib.kernel.values.money import EXPONENT, Money
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import InvalidRequest, MalformedBody
from chalicelib.payments import stripe_webhook
from chalicelib.payments.answers import BalanceAnswer, Received, TrialBalances
from chalicelib.payments.ledger import journals, trial_balance
from chalicelib.payments.stripe_webhook import BadSignature, StripeEvent

routes = Routes(__name__)

SIGNATURE = "Stripe-Signature"
FIRST_DAY = date(2026, 1, 1)


class Span(Payload, frozen=True, kw_only=True):
    """`from` and `to`, both days included; `to` is today if it is missing."""

    first_day: date = msgspec.field(name="from", default=FIRST_DAY)
    last_day: date | None = msgspec.field(name="to", default=None)


@routes.post(
    "/stripe/events",
    ANYONE,
    signed=Signed(header=SIGNATURE, body_type=StripeEvent),
    refuses=(BadSignature, MalformedBody),
)
def receive_stripe_event(call: Call) -> Received:
    """Receive an event of Stripe: its signature is verified, and it is stored once."""
    stripe_webhook.receive_event(call.raw_body, call.headers.get(SIGNATURE))
    return {"received": True}


@routes.get("/seller/balance", seller("balance:read"))
def show_balance(call: Call) -> Items[BalanceAnswer]:
    """What the platform owes the seller, per currency."""
    balances = journals.balances_of(call.principal.id)
    return {
        "items": [
            {"owed": Money(balance.owed_minor, balance.currency), "journals": balance.journals} for balance in balances
        ]
    }


@routes.get("/ops/ledger/trial-balance", ops("ledger:read"))
def show_trial_balance(call: Call[None, Span]) -> TrialBalances:
    """The platform's totals per account; each currency sums to 0 or the books are wrong."""
    span = call.query
    first_day, last_day = span.first_day, span.last_day or clock.now().date()
    if last_day < first_day:
        raise InvalidRequest(errors=[{"pointer": "/to", "reason": f"{last_day} is before {first_day}"}])
    balances = [trial_balance.trial_balance(currency, str(first_day), str(last_day)) for currency in EXPONENT]
    return {"from": first_day, "to": last_day, "items": balances}
