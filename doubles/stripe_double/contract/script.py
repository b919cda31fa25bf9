"""The calls that are made to Stripe and to the double, so that their answers can be compared.

Each chapter stands alone: where an account at Stripe cannot do what a chapter needs (Connect or Tax is not set up), the
others still run. Only test cards are used, so a test-mode key is enough. Objects that Stripe keeps (accounts, tax
transactions) carry `contract` in their metadata.
"""

from __future__ import annotations

from collections.abc import Callable

from doubles.stripe_double.contract.exchanges import Conversation, NotAnsweredAsExpected
from doubles.stripe_double.wire import Json

INTENTS, ACCOUNTS, TAX = "/v1/payment_intents", "/v1/accounts", "/v1/tax"
NO_REDIRECTS = {"enabled": True, "allow_redirects": "never"}
MARK = {"contract": "1"}
PAUSE_SECONDS, PAUSES = 5, 12


def run(api: Conversation) -> None:
    """Make every call."""
    for chapter in CHAPTERS:
        try:
            chapter(api)
        except NotAnsweredAsExpected:
            continue


def _sale(api: Conversation, title: str, card: str = "pm_card_visa") -> Json:
    paid = {"amount": 10_000, "currency": "eur", "payment_method": card, "confirm": True, "metadata": MARK}
    return api.need(title, f"POST {INTENTS}", {**paid, "automatic_payment_methods": NO_REDIRECTS})


def payments(api: Conversation) -> None:
    wanted = {"amount": 10_000, "currency": "eur", "automatic_payment_methods": NO_REDIRECTS, "metadata": MARK}
    key = f"contract-{api.nonce}"
    intent = api.need("create an intent", f"POST {INTENTS}", wanted, idempotency_key=key)
    api.call("create it again with its key", f"POST {INTENTS}", wanted, idempotency_key=key)
    api.call("use the key for another amount", f"POST {INTENTS}", {**wanted, "amount": 9_999}, idempotency_key=key)
    one = f"{INTENTS}/{intent['id']}"
    api.call("read the intent", f"GET {one}")
    api.call("describe the intent", f"POST {one}", {"description": "Contract", "metadata": {"order": "1"}})
    api.call("confirm without a card", f"POST {one}/confirm")
    api.need("confirm with a card", f"POST {one}/confirm", {"payment_method": "pm_card_visa"})
    api.call("confirm twice", f"POST {one}/confirm", {"payment_method": "pm_card_visa"})
    api.call("cancel after success", f"POST {one}/cancel")
    expanded = api.need("read with charge and balance", f"GET {one}", {"expand": ["latest_charge.balance_transaction"]})
    charge = expanded["latest_charge"]
    api.call("read the charge", f"GET /v1/charges/{charge['id']}")
    api.call("list the intent's charges", "GET /v1/charges", {"payment_intent": intent["id"]})
    api.call("read the balance transaction", f"GET /v1/balance_transactions/{charge['balance_transaction']['id']}")
    api.call("read the payment method", f"GET /v1/payment_methods/{expanded['payment_method']}")


def refunds(api: Conversation) -> None:
    intent = _sale(api, "sell, to refund")
    of = {"payment_intent": intent["id"]}
    partial = api.need("refund a part", "POST /v1/refunds", {**of, "amount": 4_000, "metadata": MARK})
    api.call("refund more than is left", "POST /v1/refunds", {**of, "amount": 6_001})
    api.call("refund the rest", "POST /v1/refunds", {**of, "reason": "requested_by_customer"})
    api.call("refund what is refunded", "POST /v1/refunds", of)
    api.call("read a refund", f"GET /v1/refunds/{partial['id']}")
    api.call("list refunds", "GET /v1/refunds", of)
    api.call("read the refunded charge", f"GET /v1/charges/{intent['latest_charge']}")


def refusals(api: Conversation) -> None:
    wanted = {"amount": 10_000, "currency": "eur", "automatic_payment_methods": NO_REDIRECTS, "confirm": True}
    for card in (
        "pm_card_chargeDeclined",
        "pm_card_chargeDeclinedInsufficientFunds",
        "pm_card_chargeDeclinedExpiredCard",
    ):
        api.call(f"pay with {card}", f"POST {INTENTS}", {**wanted, "payment_method": card})
    api.call("pay less than the minimum", f"POST {INTENTS}", {"amount": 1, "currency": "eur"})
    api.call("leave the currency out", f"POST {INTENTS}", {"amount": 10_000})
    api.call("send an unknown parameter", f"POST {INTENTS}", {"amount": 10_000, "currency": "eur", "colour": "red"})
    api.call("read an unknown intent", f"GET {INTENTS}/pi_unknown")
    api.call("refund an unknown intent", "POST /v1/refunds", {"payment_intent": "pi_unknown"})
    api.call("use an unknown key", "GET /v1/balance", key="sk_test_unknown_key_of_the_contract")
    api.call("ask for an unknown path", "GET /v1/nothing_of_that_name")


def authentication(api: Conversation) -> None:
    wanted = {"amount": 10_000, "currency": "eur", "payment_method": "pm_card_threeDSecure2Required", "confirm": True}
    back = {"return_url": "https://example.com/return", "payment_method_types": ["card"]}
    intent = api.need("pay with a card to authenticate", f"POST {INTENTS}", {**wanted, **back})
    why = {"cancellation_reason": "requested_by_customer"}
    api.call("cancel before authentication", f"POST {INTENTS}/{intent['id']}/cancel", why)


def disputes(api: Conversation) -> None:
    intent = _sale(api, "sell, to be disputed", "pm_card_createDispute")
    of = {"payment_intent": intent["id"]}
    for _ in range(PAUSES):
        api.wait(PAUSE_SECONDS)
        found = api.need("list disputes", "GET /v1/disputes", of)
        if found["data"]:
            break
        # Only the answer that has the dispute is compared.
        api.exchanges.pop()
    else:
        raise NotAnsweredAsExpected("list disputes")
    one = f"/v1/disputes/{found['data'][0]['id']}"
    api.call("read the dispute", f"GET {one}")
    api.call("refund what is disputed", "POST /v1/refunds", of)
    api.call("accept the dispute", f"POST {one}/close")
    api.call("accept it twice", f"POST {one}/close")


def balance_and_events(api: Conversation) -> None:
    api.call("read the balance", "GET /v1/balance")
    api.call("list balance transactions", "GET /v1/balance_transactions", {"type": "charge", "limit": 1})
    span = {"created": {"gte": 1, "lt": 4_102_444_800}, "expand": ["data.source"], "limit": 2}
    page = api.need("list those of a span with their sources", "GET /v1/balance_transactions", span)
    if page["data"]:
        after = {**span, "starting_after": page["data"][-1]["id"]}
        api.call("list the page after it", "GET /v1/balance_transactions", after)
    events = api.need("list events", "GET /v1/events", {"type": "payment_intent.succeeded", "limit": 1})
    if events["data"]:
        api.call("read an event", f"GET /v1/events/{events['data'][0]['id']}")
    api.call("list intents", f"GET {INTENTS}", {"limit": 1})
    api.call("ask for too long a page", f"GET {INTENTS}", {"limit": 101})
    api.call("pay out more than there is", "POST /v1/payouts", {"amount": 99_999_999, "currency": "eur"})
    api.call("list payouts", "GET /v1/payouts", {"limit": 1})
    api.call("list transfers", "GET /v1/transfers", {"limit": 1})


def connect(api: Conversation) -> None:
    wanted = {"type": "express", "country": "FR", "capabilities": {"transfers": {"requested": True}}, "metadata": MARK}
    account = api.need("open an account", f"POST {ACCOUNTS}", wanted)
    one = f"{ACCOUNTS}/{account['id']}"
    api.call("read the account", f"GET {one}")
    api.call("change the account", f"POST {one}", {"business_profile": {"url": "https://example.com"}})
    api.call("list accounts", f"GET {ACCOUNTS}", {"limit": 1})
    back = {"refresh_url": "https://example.com/again", "return_url": "https://example.com/done"}
    link = {"account": account["id"], "type": "account_onboarding", **back}
    api.call("make an onboarding link", "POST /v1/account_links", link)
    api.call("read the account's balance", "GET /v1/balance", account=account["id"])
    _sale(api, "sell with money available at once", "pm_card_bypassPending")
    transfer = {"amount": 100, "currency": "eur", "destination": account["id"]}
    api.call("transfer to an account that is not ready", "POST /v1/transfers", transfer)
    api.call("read an unknown account", f"GET {ACCOUNTS}/acct_unknown")


def tax(api: Conversation) -> None:
    home = {"line1": "1 Main St", "city": "San Francisco", "state": "CA", "postal_code": "94105", "country": "US"}
    wanted = {
        "currency": "usd",
        "line_items": [{"amount": 10_000, "reference": "line_1", "tax_behavior": "exclusive"}],
        "customer_details": {"address": home, "address_source": "shipping"},
        "shipping_cost": {"amount": 500, "tax_behavior": "exclusive"},
    }
    made = api.need("calculate tax", f"POST {TAX}/calculations", wanted)
    api.call("read the calculation", f"GET {TAX}/calculations/{made['id']}")
    api.call("list its lines", f"GET {TAX}/calculations/{made['id']}/line_items")
    record = {"calculation": made["id"], "reference": f"contract-{api.nonce}", "metadata": MARK}
    sale = api.need("record the tax", f"POST {TAX}/transactions/create_from_calculation", record)
    api.call("read the transaction", f"GET {TAX}/transactions/{sale['id']}")
    recorded = api.need("list what was recorded", f"GET {TAX}/transactions/{sale['id']}/line_items")["data"]
    part = {"original_line_item": recorded[0]["id"], "amount": -1_000, "amount_tax": -72, "reference": "line_1-back"}
    some = {"mode": "partial", "original_transaction": sale["id"], "reference": f"contract-{api.nonce}-part"}
    api.call("reverse a part of a line", f"POST {TAX}/transactions/create_reversal", some | {"line_items": [part]})
    back = {"mode": "full", "original_transaction": sale["id"], "reference": f"contract-{api.nonce}-back"}
    api.call("reverse the tax", f"POST {TAX}/transactions/create_reversal", back)


Chapter = Callable[[Conversation], None]
CHAPTERS: tuple[Chapter, ...] = (
    payments,
    refunds,
    refusals,
    authentication,
    disputes,
    balance_and_events,
    connect,
    tax,
)
