"""Paying: the card, its refusals, the bank's challenge, and what can no longer be changed."""

import json

import pytest
import stripe

from doubles.stripe_double.cards import NUMBERS
from tests.doubles.stripe_double.conftest import (
    PUBLISHABLE_KEY,
    RETURN_URL,
    Platform,
    bank_page,
    charge_of,
    fee_of,
    refusal,
)

SHAPE = {"automatic_payment_methods": {"enabled": True}}


def intent_of(raised: pytest.ExceptionInfo[stripe.StripeError]) -> stripe.PaymentIntent:
    """The intent that a refusal shows."""
    intent = refusal(raised).payment_intent
    assert intent is not None
    return intent


def test_a_good_card_pays_at_once_and_the_charge_carries_its_fee(platform: Platform) -> None:
    intent = platform.pays(
        metadata={"order_id": "ord_eu_1"}, transfer_group="ord_eu_1", expand=["latest_charge.balance_transaction"]
    )

    assert (intent.status, intent.amount_received, intent.metadata["order_id"]) == ("succeeded", 10_000, "ord_eu_1")
    charge = charge_of(intent)
    assert (charge.status, charge.transfer_group) == ("succeeded", "ord_eu_1")
    assert charge.to_dict()["payment_method_details"]["card"]["last4"] == "4242"
    assert (fee_of(intent).fee, fee_of(intent).net, fee_of(intent).status) == (175, 9_825, "pending")


def test_a_dollar_sale_pays_the_american_fee(platform: Platform) -> None:
    intent = platform.pays(currency="usd", expand=["latest_charge.balance_transaction"])
    assert fee_of(intent).fee == 320


def test_a_declined_card_can_be_followed_by_a_good_one(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create({"amount": 5_000, "currency": "eur", **SHAPE})
    with pytest.raises(stripe.CardError) as refused:
        platform.stripe.payment_intents.confirm(
            intent.id, {"payment_method": "pm_card_chargeDeclinedInsufficientFunds", "return_url": RETURN_URL}
        )
    assert refused.value.http_status == 402
    assert (refused.value.code, refusal(refused).decline_code) == ("card_declined", "insufficient_funds")
    assert intent_of(refused).status == "requires_payment_method"

    after = platform.stripe.payment_intents.retrieve(intent.id)
    assert after.last_payment_error is not None
    assert after.last_payment_error.decline_code == "insufficient_funds"
    paid = platform.stripe.payment_intents.confirm(
        intent.id, {"payment_method": "pm_card_mastercard", "return_url": RETURN_URL}
    )
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)
    attempts = platform.stripe.charges.list({"payment_intent": intent.id}).data
    assert [charge.status for charge in attempts] == ["succeeded", "failed"]
    assert platform.double.trial() == {("platform", "eur"): 4_900}


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
    ],
)
def test_each_refusing_card_refuses_in_its_own_words(
    platform: Platform, card: str, code: str, decline_code: str | None
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        platform.pays(card)
    assert (refused.value.code, refusal(refused).to_dict().get("decline_code")) == (code, decline_code)
    assert [event.type for event in platform.events_of("*failed")] == ["payment_intent.payment_failed", "charge.failed"]


def test_three_d_secure_sends_the_buyer_to_the_bank_and_back_paid(platform: Platform) -> None:
    intent = platform.pays("pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert intent.to_dict()["next_action"]["redirect_to_url"]["return_url"] == RETURN_URL

    page = platform.double.answer("GET", bank_page(intent), {}, b"")
    assert (page.status, b"Complete" in page.body, b"Fail" in page.body) == (200, True, True)
    back = platform.double.answer("POST", bank_page(intent), {}, b"outcome=complete")

    assert back.status == 303
    assert back.headers["Location"].startswith(f"{RETURN_URL}?payment_intent={intent.id}")
    assert back.headers["Location"].endswith("redirect_status=succeeded")
    assert platform.stripe.payment_intents.retrieve(intent.id).status == "succeeded"
    assert platform.double.answer("POST", bank_page(intent), {}, b"outcome=complete").status == 404


def test_a_failed_challenge_takes_no_money_and_allows_another_card(platform: Platform) -> None:
    intent = platform.pays("pm_card_threeDSecure2Required")
    back = platform.double.answer("POST", bank_page(intent), {}, b"outcome=fail")

    assert back.headers["Location"].endswith("redirect_status=failed")
    failed = platform.stripe.payment_intents.retrieve(intent.id)
    assert failed.last_payment_error is not None
    assert (failed.status, failed.last_payment_error.code) == (
        "requires_payment_method",
        "payment_intent_authentication_failure",
    )
    assert platform.double.trial().get(("platform", "eur"), 0) == 0


def test_a_challenge_may_be_passed_and_the_card_refused_all_the_same(platform: Platform) -> None:
    intent = platform.pays("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds")
    assert platform.double.authenticate(intent.id, succeeds=True) == "requires_payment_method"


def test_what_is_paid_cannot_be_cancelled_and_what_is_cancelled_cannot_be_paid(platform: Platform) -> None:
    paid = platform.pays()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.payment_intents.cancel(paid.id)
    assert (refused.value.http_status, refused.value.code) == (400, "payment_intent_unexpected_state")
    assert intent_of(refused).status == "succeeded"

    waiting = platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    cancelled = platform.stripe.payment_intents.cancel(waiting.id, {"cancellation_reason": "abandoned"})
    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        platform.stripe.payment_intents.confirm(
            waiting.id, {"payment_method": "pm_card_visa", "return_url": RETURN_URL}
        )
    with pytest.raises(stripe.InvalidRequestError, match="already succeeded"):
        platform.stripe.payment_intents.confirm(paid.id, {"payment_method": "pm_card_visa", "return_url": RETURN_URL})


def test_the_amount_can_change_until_it_is_paid(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create(
        {"amount": 900, "currency": "eur", "metadata": {"a": "1", "b": "2"}}
    )
    changed = platform.stripe.payment_intents.update(intent.id, {"amount": 1_200, "metadata": {"a": "", "c": "3"}})
    assert (changed.amount, changed.metadata.to_dict()) == (1_200, {"b": "2", "c": "3"})
    paid = platform.pays()
    with pytest.raises(stripe.InvalidRequestError, match="amount could not be updated"):
        platform.stripe.payment_intents.update(paid.id, {"amount": 1})


def test_a_return_address_is_demanded_where_a_method_may_lead_away(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create({"amount": 900, "currency": "eur", **SHAPE})
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        platform.stripe.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    staying = platform.stripe.payment_intents.create(
        {
            "amount": 900,
            "currency": "eur",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
    )
    paid = platform.stripe.payment_intents.confirm(staying.id, {"payment_method": "pm_card_visa"})
    assert paid.status == "succeeded"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ({"number": "4242424242424241", "exp_month": 12, "exp_year": 2030, "cvc": "123"}, "incorrect_number"),
        ({"number": "4242424242424242", "exp_month": 13, "exp_year": 2030, "cvc": "123"}, "invalid_expiry_month"),
        ({"number": "4242424242424242", "exp_month": 12, "exp_year": 2020, "cvc": "123"}, "invalid_expiry_year"),
        ({"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "12"}, "invalid_cvc"),
        ({"number": "4111111111111111", "exp_month": 12, "exp_year": 2030, "cvc": "123"}, "card_declined"),
    ],
)
def test_a_mistyped_card_is_refused_before_any_bank_is_asked(
    platform: Platform, card: dict[str, object], code: str
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        platform.stripe.payment_methods.create({"type": "card", "card": card})
    assert refused.value.code == code
    assert platform.stripe.charges.list().data == []


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_every_published_test_number_is_a_card(platform: Platform, number: str) -> None:
    card = {"number": number, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    method = platform.stripe.payment_methods.create({"type": "card", "card": card})
    assert (method.card.last4, method.card.brand) == (number[-4:], NUMBERS[number].brand)


def test_a_browser_pays_with_the_publishable_key_and_sees_only_what_it_may(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create({"amount": 900, "currency": "eur", "metadata": {"secret": "x"}})
    browser = platform.client(PUBLISHABLE_KEY)
    card = {"number": "4242424242424242", "exp_month": "12", "exp_year": "30", "cvc": "123"}

    paid = browser.payment_intents.confirm(
        intent.id,
        {"client_secret": intent.client_secret, "payment_method_data": {"type": "card", "card": card}},
    )
    assert paid.status == "succeeded"
    assert {"metadata", "latest_charge", "transfer_group"}.isdisjoint(paid.to_dict())
    with pytest.raises(stripe.InvalidRequestError, match="client_secret"):
        browser.payment_intents.retrieve(intent.id, {"client_secret": f"{intent.client_secret}x"})
    with pytest.raises(stripe.InvalidRequestError, match="client_secret"):
        browser.payment_intents.retrieve(intent.id)
    with pytest.raises(stripe.PermissionError):
        browser.payment_intents.create({"amount": 900, "currency": "eur"})


def test_the_card_number_is_not_remembered(platform: Platform) -> None:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    platform.stripe.payment_methods.create({"type": "card", "card": card})
    assert b"4242424242424242" not in platform.double.snapshot()


def test_intents_are_listed_newest_first_by_window_and_page(platform: Platform) -> None:
    made = []
    for _ in range(5):
        made.append(platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"}).id)
        platform.now += 10
    since = platform.now - 40
    first = platform.stripe.payment_intents.list({"created": {"gte": since}, "limit": 2})
    assert ([intent.id for intent in first.data], first.has_more) == ([made[4], made[3]], True)
    rest = platform.stripe.payment_intents.list({"created": {"gte": since}, "starting_after": made[3], "limit": 2})
    assert ([intent.id for intent in rest.data], rest.has_more) == ([made[2], made[1]], False)
    walked = [intent.id for intent in platform.stripe.payment_intents.list({"limit": 2}).auto_paging_iter()]
    assert walked == made[::-1]


def test_a_card_that_was_used_is_not_used_again(platform: Platform) -> None:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    method = platform.stripe.payment_methods.create({"type": "card", "card": card})
    platform.pays(method.id)
    with pytest.raises(stripe.InvalidRequestError, match="previously used"):
        platform.pays(method.id)


def test_ids_are_the_same_for_the_same_seed(platform: Platform) -> None:
    assert platform.pays().id == Platform().pays().id
    assert json.loads(platform.double.snapshot())["counter"] > 0
