"""The routes of payments: Stripe's events, the trial balance, reconciliation."""

from datetime import date

import msgspec

from chalicelib.kernel.http.auth import ANYONE, ops
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.route import Signed
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import Page, PageRequest
from chalicelib.kernel.values.money import EXPONENT
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import InvalidCursor, InvalidRequest, MalformedBody, NotFound
from chalicelib.payments import stripe_webhook, views
from chalicelib.payments.answers import DayReconciliation, Received, ReconciledDay, TrialBalances
from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.reconciliation import day_runs, due_days, unexplained_money
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


@routes.get("/ops/ledger/trial-balance", ops("ledger:read"))
def show_trial_balance(call: Call[None, Span]) -> TrialBalances:
    """The platform's totals per account; each currency sums to 0 or the books are wrong."""
    span = call.query
    first_day, last_day = span.first_day, span.last_day or clock.now().date()
    if last_day < first_day:
        raise InvalidRequest(errors=[{"pointer": "/to", "reason": f"{last_day} is before {first_day}"}])
    balances = [trial_balance.trial_balance(currency, str(first_day), str(last_day)) for currency in EXPONENT]
    return {"from": first_day, "to": last_day, "items": balances}


@routes.get("/ops/reconciliations", ops("ledger:read"), refuses=(InvalidCursor,))
def list_reconciliations(call: Call[None, PageRequest]) -> Page[DayReconciliation]:
    """The days whose money was compared with Stripe's list, newest first, and how much of it is explained."""
    return paged(call, day_runs.newest, views.day)


@routes.get("/ops/reconciliations/{day}", ops("ledger:read"))
def show_reconciliation(_: Call, day: str) -> ReconciledDay:
    """A day's reconciliation with every movement that had or has no counterpart."""
    return views.day_with_unexplained(day_runs.of_day(day), unexplained_money.of_day(day))


@routes.post("/ops/reconciliations/{day}", ops("ledger:write"), status=202, refuses=(due_days.DayNotOver,))
def reconcile_again(_: Call, day: str) -> DayReconciliation:
    """Reconcile a day that is over again; a run under way goes on. Nothing is booked twice."""
    return views.day(due_days.begin(_day(day)))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise NotFound() from fault
