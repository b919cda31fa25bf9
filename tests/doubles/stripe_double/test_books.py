"""The double's own books balance, whatever is done to it, and survive a restart."""

import json
import random
from collections.abc import Callable
from contextlib import suppress

import pytest
import stripe
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from doubles.stripe_double.balance import BooksDisagree
from tests.doubles.stripe_double.conftest import RETURN_URL, Platform

CARDS = [
    "pm_card_visa",
    "pm_card_bypassPending",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_createDispute",
    "pm_card_refundFail",
    "pm_card_pendingRefund",
]


class Market:
    """Random business at one platform; a refusal by the double is a legitimate outcome."""

    def __init__(self) -> None:
        self.platform = Platform()
        self.sellers = [self.platform.seller(), self.platform.seller(interval="daily")]
        self.payments: list[str] = []
        self.transfers: list[str] = []
        self.acts: list[Callable[[int], object]] = [
            self.pay,
            self.answer_challenge,
            self.refund,
            self.move,
            self.move_tied,
            self.reverse,
            self.pay_out,
            self.dispute,
            self.fail_payout,
            self.pass_time,
            self.restart,
        ]

    def pay(self, n: int) -> None:
        created = self.platform.stripe.payment_intents.create(
            {"amount": 50 + n * 7, "currency": "eur" if n % 3 else "usd"}
        )
        self.payments.append(created.id)
        wish = {"payment_method": CARDS[n % len(CARDS)], "return_url": RETURN_URL}
        self.platform.stripe.payment_intents.confirm(created.id, wish)

    def answer_challenge(self, n: int) -> None:
        waiting = [i for i in self.platform.stripe.payment_intents.list().data if i.status == "requires_action"]
        if waiting:
            self.platform.double.authenticate(waiting[0].id, succeeds=n % 4 != 0)

    def refund(self, n: int) -> None:
        if self.payments:
            wish = {"payment_intent": self.payments[n % len(self.payments)]}
            self.platform.stripe.refunds.create(wish if n % 4 == 0 else {**wish, "amount": 1 + n})

    def move(self, n: int) -> None:
        given_ = {"amount": 1 + n, "currency": "eur", "destination": self.sellers[n % 2]}
        self.transfers.append(self.platform.stripe.transfers.create(given_).id)

    def move_tied(self, n: int) -> None:
        charges = [c for c in self.platform.stripe.charges.list().data if c.paid]
        if charges:
            tied = {"source_transaction": charges[0].id, "currency": charges[0].currency}
            given_ = {"amount": 1 + n, "destination": self.sellers[n % 2], **tied}
            self.transfers.append(self.platform.stripe.transfers.create(given_).id)

    def reverse(self, n: int) -> None:
        if self.transfers:
            self.platform.stripe.transfers.reversals.create(self.transfers[n % len(self.transfers)], {"amount": 1 + n})

    def pay_out(self, n: int) -> None:
        self.platform.stripe.payouts.create(
            {"amount": 1 + n, "currency": "eur"}, {"stripe_account": self.sellers[n % 2]}
        )

    def dispute(self, n: int) -> None:
        disputes = [d for d in self.platform.stripe.disputes.list().data if d.status == "needs_response"]
        if disputes:
            self.platform.double.decide_dispute(disputes[0].id, won=n % 2 == 0)

    def fail_payout(self, n: int) -> None:
        payouts = self.platform.stripe.payouts.list(options={"stripe_account": self.sellers[n % 2]}).data
        if payouts and payouts[0].status != "failed":
            self.platform.double.fail_payout(payouts[0].id)

    def pass_time(self, n: int) -> None:
        self.platform.pass_days(n % 5 / 2)

    def restart(self, _: int) -> None:
        before = self.platform.double.trial()
        self.platform = self.platform.reopened()
        assert self.platform.double.trial() == before


@seed(20261123)
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 2_000)), min_size=10, max_size=40))
def test_any_business_leaves_balances_equal_to_their_transactions(steps: list[tuple[int, int]]) -> None:
    market = Market()
    for act, n in steps:
        with suppress(stripe.CardError, stripe.InvalidRequestError):
            market.acts[act](n)
        # Raises where an account and its transactions disagree.
        market.platform.double.trial()
    assert market.platform.double.trial() is not None


def test_long_business_moves_money_in_every_way() -> None:
    market, chance = Market(), random.Random(5)
    for _ in range(400):
        with suppress(stripe.CardError, stripe.InvalidRequestError):
            chance.choice(market.acts)(chance.randrange(2_000))
    totals = market.platform.double.trial()
    moved = json.loads(market.platform.double.snapshot())["objects"]["balance_transaction"].values()
    assert {entry["type"] for entry in moved} == {
        "charge",
        "refund",
        "refund_failure",
        "transfer",
        "payment",
        "transfer_refund",
        "payment_refund",
        "payout",
        "payout_failure",
        "adjustment",
    }
    listed = market.platform.stripe.balance_transactions.list({"limit": 100}).auto_paging_iter()
    told = sum(entry.net for entry in listed if entry.currency == "eur")
    assert told == totals["platform", "eur"]


def test_a_cent_out_of_place_is_noticed(platform: Platform) -> None:
    platform.pays()
    state = json.loads(platform.double.snapshot())
    state["balances"]["platform"]["eur"]["pending"][0][1] += 1
    with pytest.raises(BooksDisagree):
        Platform(json.dumps(state).encode()).double.trial()


def test_everything_survives_a_restart(platform: Platform) -> None:
    paid = platform.pays()
    seller = platform.seller()
    platform.double.inject("rate_limit", path="/v1/refunds")
    platform.double.inject("delay", path="/v1/payment_intents", seconds=60)
    sale = {"amount": 900, "currency": "eur"}
    with pytest.raises(stripe.APIConnectionError):
        platform.stripe.payment_intents.create(sale, {"idempotency_key": "slow"})
    waiting = {delivery.event_id for delivery in platform.double.due_events()}

    after = platform.reopened()
    assert after.stripe.payment_intents.retrieve(paid.id).status == "succeeded"
    assert after.stripe.accounts.retrieve(seller).payouts_enabled
    with pytest.raises(stripe.RateLimitError):
        after.stripe.refunds.create({"payment_intent": paid.id})
    after.now += 60
    late = after.stripe.payment_intents.create(sale, {"idempotency_key": "slow"})
    assert late.last_response.headers["Idempotent-Replayed"] == "true"
    assert waiting < {delivery.event_id for delivery in after.double.due_events()}
    assert after.double.snapshot() == after.reopened().double.snapshot()
