"""Faults: what is planned strikes where it was planned, as often, and is counted."""

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform, refusal

SALE = {"amount": 2_000, "currency": "eur"}


def test_a_timeout_before_has_no_effect(platform: Platform) -> None:
    platform.double.inject("timeout_before", method="POST", path="/v1/payment_intents")
    with pytest.raises(stripe.APIConnectionError):
        platform.stripe.payment_intents.create(SALE)
    assert platform.stripe.payment_intents.list().data == []
    assert platform.stripe.payment_intents.create(SALE).amount == 2_000


def test_limits_and_conflicts_are_answered_without_effect(platform: Platform) -> None:
    platform.double.inject("rate_limit")
    with pytest.raises(stripe.RateLimitError):
        platform.stripe.payment_intents.create(SALE)
    platform.double.inject("conflict")
    with pytest.raises(stripe.APIError) as conflict:
        platform.stripe.payment_intents.create(SALE)
    assert conflict.value.http_status == 409
    assert platform.stripe.payment_intents.list().data == []


def test_a_planned_decline_waits_for_a_charge(platform: Platform) -> None:
    platform.double.inject("decline", decline_code="lost_card")
    platform.stripe.payment_intents.create(SALE)
    with pytest.raises(stripe.CardError) as refused:
        platform.pays("pm_card_visa")
    assert refusal(refused).decline_code == "lost_card"
    assert platform.pays().status == "succeeded"


def test_a_fault_strikes_as_often_as_planned_and_only_there(platform: Platform) -> None:
    platform.double.inject("error_before", path="/v1/refunds*", times=2)
    paid = platform.pays()
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            platform.stripe.refunds.create({"payment_intent": paid.id})
    assert platform.stripe.refunds.create({"payment_intent": paid.id}).status == "succeeded"
    assert platform.double.faults_taken() == {"error_before": 2}


def test_a_probable_fault_strikes_some_calls_until_cleared(platform: Platform) -> None:
    platform.double.inject("rate_limit", probability=0.3)
    struck = 0
    for _ in range(100):
        try:
            platform.stripe.payment_intents.list()
        except stripe.RateLimitError:
            struck += 1
    assert 10 < struck < 60
    platform.double.clear_faults()
    assert platform.stripe.payment_intents.list().data == []


def test_an_unknown_fault_is_not_planned(platform: Platform) -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        platform.double.inject("explode")
