"""A platform at the double, reached by Stripe's own library without a socket, on a clock the test moves."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
import stripe

from doubles.stripe_double.contract import resource_types
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.events import Delivery
from doubles.stripe_double.in_process import InProcessHttpClient
from doubles.stripe_double.wire import Answer
from doubles.stripe_double.world import DAY_SECONDS

SECRET_KEY = "sk_test_platform"
PUBLISHABLE_KEY = "pk_test_platform"
RESTRICTED_KEY = "rk_test_intents"
WEBHOOK_SECRET = "whsec_double"
RETURN_URL = "http://127.0.0.1:8000/orders/return"
STARTS_AT = 1_795_000_000


class CheckedDouble(StripeDouble):
    """The double; each answer and event it gives is held against the types of Stripe's library."""

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        given = super().answer(method, path, headers, body)
        if path.startswith("/v1/") and given.body:
            published = PUBLISHABLE_KEY in str(dict(headers))
            _fits(resource_types.violations(json.loads(given.body), published=published))
        return given

    def due_events(self, now: int | None = None) -> list[Delivery]:
        deliveries = super().due_events(now)
        for delivery in deliveries:
            _fits(resource_types.violations(json.loads(delivery.body)))
        return deliveries


def _fits(violations: list[str]) -> None:
    assert violations == [], "the double contradicts the types of Stripe's library"


class Platform:
    """The double, its clock and clients of it. `waited` is what the library slept, in seconds."""

    def __init__(self, state: bytes | None = None, now: int = STARTS_AT) -> None:
        self.now = now
        self.waited: list[float] = []
        self.double = CheckedDouble(
            lambda: self.now,
            random.Random(7),
            WEBHOOK_SECRET,
            frozenset({SECRET_KEY}),
            restricted_keys={
                RESTRICTED_KEY: frozenset(
                    {"payment_intents.create", "payment_intents.retrieve", "payment_intents.cancel"}
                )
            },
            publishable_keys=frozenset({PUBLISHABLE_KEY}),
            state=state,
        )
        self.stripe = self.client(SECRET_KEY)

    def client(self, key: str, *, retries: int = 0) -> Any:
        """Stripe's own client; untyped, because tests ask also for what its types of requests forbid."""
        transport = InProcessHttpClient(self.double, sleep=self.waited.append)
        return stripe.StripeClient(
            key, http_client=transport, base_addresses={"api": "http://double"}, max_network_retries=retries
        ).v1

    def reopened(self) -> Platform:
        """The same platform after the process ended and another began."""
        return Platform(self.double.snapshot(), self.now)

    def pays(self, card: str = "pm_card_visa", **more: object) -> stripe.PaymentIntent:
        """A buyer pays 100 euros, or what is said."""
        given: dict[str, object] = {"amount": 10_000, "currency": "eur", "payment_method": card, "confirm": True}
        intent: stripe.PaymentIntent = self.stripe.payment_intents.create(given | {"return_url": RETURN_URL} | more)
        return intent

    def has_available(self, amount: int = 10_000, currency: str = "eur") -> None:
        self.pays("pm_card_bypassPending", amount=amount, currency=currency)

    def seller(self, *, onboarded: bool = True, interval: str = "manual") -> str:
        account = self.stripe.accounts.create(
            {
                "type": "express",
                "country": "FR",
                "capabilities": {"transfers": {"requested": True}},
                "settings": {"payouts": {"schedule": {"interval": interval}}},
            }
        )
        if onboarded:
            self.double.onboard(account.id)
        return str(account.id)

    def pass_days(self, days: float) -> None:
        self.now += int(days * DAY_SECONDS)
        self.double.tick()

    def events_of(self, kind: str) -> list[stripe.Event]:
        events: list[stripe.Event] = self.stripe.events.list({"type": kind, "limit": 100}).data
        return events

    def available(self, account: str | None = None, currency: str = "eur") -> int:
        options = {"stripe_account": account} if account else {}
        balance = self.stripe.balance.retrieve(options=options)
        return sum(part.amount for part in balance.available if part.currency == currency)


def charge_id(intent: stripe.PaymentIntent) -> str:
    assert isinstance(intent.latest_charge, str)
    return intent.latest_charge


def charge_of(intent: stripe.PaymentIntent) -> stripe.Charge:
    """The last charge of an intent that was asked for with `expand`."""
    assert isinstance(intent.latest_charge, stripe.Charge)
    return intent.latest_charge


def fee_of(intent: stripe.PaymentIntent) -> stripe.BalanceTransaction:
    transaction = charge_of(intent).balance_transaction
    assert isinstance(transaction, stripe.BalanceTransaction)
    return transaction


def refusal(raised: pytest.ExceptionInfo[stripe.StripeError]) -> stripe.ErrorObject:
    """What Stripe said of a refusal, in its own members."""
    assert raised.value.error is not None
    return raised.value.error


def bank_page(intent: stripe.PaymentIntent) -> str:
    """The address of the bank's page a buyer is sent to."""
    assert intent.next_action is not None
    redirect = intent.next_action.redirect_to_url
    assert redirect is not None
    assert redirect.url is not None
    return redirect.url


@pytest.fixture
def platform() -> Platform:
    return Platform()
