"""Calls every route of the double, among them those that no test account at Stripe can use without a person's help."""

import random
from collections import defaultdict

from doubles.stripe_double.contract import script
from doubles.stripe_double.contract.exchanges import Conversation, Exchange, in_process
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.routes import matched

KEY = "sk_test_every_route"
STARTS_AT = 1_795_000_000
NUMBER = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2030", "cvc": "123"}


def every_route() -> dict[str, list[Exchange]]:
    """What was answered, by the name of the route. Calls to paths that no route has are left out."""
    clock = [STARTS_AT]

    def wait(seconds: int) -> None:
        clock[0] += 60 * seconds

    double = StripeDouble(lambda: clock[0], random.Random(7), "whsec_contract", frozenset({KEY}))
    api = Conversation(in_process(double), KEY, wait=wait, nonce="1")
    script.run(api)
    _seller_is_paid(api, double)
    _evidence_is_sent(api, double)
    found: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in api.exchanges:
        if "nothing_of_that_name" not in exchange.path:
            found[matched(exchange.method, exchange.path)[0].name].append(exchange)
    return found


def _seller_is_paid(api: Conversation, double: StripeDouble) -> None:
    wanted = {"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}
    account = api.need("open an account to pay", "POST /v1/accounts", wanted)["id"]
    double.onboard(account)
    api.need("read the account that is ready", f"GET /v1/accounts/{account}")
    funds = {"amount": 90_000, "currency": "eur", "payment_method_types": ["card"], "confirm": True}
    api.need("have money", "POST /v1/payment_intents", {**funds, "payment_method": "pm_card_bypassPending"})
    moved = {"amount": 1_000, "currency": "eur", "destination": account}
    transfer = api.need("transfer", "POST /v1/transfers", moved)["id"]
    api.need("take a part back", f"POST /v1/transfers/{transfer}/reversals", {"amount": 100})
    api.need("read the transfer", f"GET /v1/transfers/{transfer}")
    api.need("list transfers that there are", "GET /v1/transfers")
    api.need("list its reversals", f"GET /v1/transfers/{transfer}/reversals")
    payout = api.need("pay out", "POST /v1/payouts", {"amount": 500, "currency": "eur"}, account=account)["id"]
    double.fail_payout(payout)
    api.need("read the payout that failed", f"GET /v1/payouts/{payout}", account=account)
    api.need("list the account's payouts", "GET /v1/payouts", account=account)
    api.need("list the account's charges", "GET /v1/charges", account=account)
    api.need("list every balance transaction", "GET /v1/balance_transactions", {"limit": 100})
    api.need("list the account's balance transactions", "GET /v1/balance_transactions", account=account)
    double.restrict(account, ["external_account"])
    api.need("read the account that owes something", f"GET /v1/accounts/{account}")


def _evidence_is_sent(api: Conversation, double: StripeDouble) -> None:
    sale = {"amount": 5_000, "currency": "eur", "payment_method_types": ["card"], "confirm": True}
    made = api.need("make a card", "POST /v1/payment_methods", {"type": "card", "card": NUMBER})
    paid = api.need("sell by its number", "POST /v1/payment_intents", {**sale, "payment_method": made["id"]})
    dispute = double.dispute(paid["latest_charge"])
    evidence = {"evidence": {"uncategorized_text": "winning_evidence"}}
    api.need("send evidence", f"POST /v1/disputes/{dispute}", evidence)
    failing = api.need(
        "sell to a card whose refunds fail",
        "POST /v1/payment_intents",
        {**sale, "payment_method": "pm_card_refundFail"},
    )
    refund = api.need("refund it", "POST /v1/refunds", {"payment_intent": failing["id"]})["id"]
    double.fail_refund(refund)
    api.need("read the refund that failed", f"GET /v1/refunds/{refund}")
    api.need("list every event", "GET /v1/events", {"limit": 100})
    api.need("read with charge", f"GET /v1/payment_intents/{paid['id']}", {"expand": ["latest_charge.refunds"]})
