"""One key, one effect: replays, conflicts, failures that stay, and keys forgotten after a day."""

import pytest
import stripe

from doubles.stripe_double.wire import StillRunning
from tests.doubles.stripe_double.conftest import SECRET_KEY, Platform, refusal

SALE = {"amount": 2_000, "currency": "eur"}


def key(name: str) -> dict[str, str]:
    return {"idempotency_key": name}


def test_the_same_key_gives_the_first_answer_again_and_does_nothing(platform: Platform) -> None:
    first = platform.stripe.payment_intents.create(SALE, key("k1"))
    again = platform.stripe.payment_intents.create(SALE, key("k1"))
    assert first.id == again.id
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert len(platform.stripe.payment_intents.list().data) == 1


def test_the_same_key_with_other_parameters_or_another_path_is_refused(platform: Platform) -> None:
    intent = platform.stripe.payment_intents.create(SALE, key("k1"))
    with pytest.raises(stripe.IdempotencyError) as refused:
        platform.stripe.payment_intents.create({**SALE, "amount": 2_001}, key("k1"))
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        platform.stripe.payment_intents.cancel(intent.id, None, key("k1"))


def test_a_decline_is_replayed_too(platform: Platform) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            platform.stripe.payment_intents.create(
                {**SALE, "payment_method": "pm_card_visa_chargeDeclined", "confirm": True, "return_url": "http://x/"},
                key("k1"),
            )
    assert len(platform.stripe.charges.list().data) == 1


def test_a_request_that_did_not_fit_leaves_its_key_free(platform: Platform) -> None:
    for wrong in ({**SALE, "amount": 3}, {**SALE, "colour": "red"}, {"amount": 2_000}):
        with pytest.raises(stripe.InvalidRequestError):
            platform.stripe.payment_intents.create(wrong, key("k1"))
    assert platform.stripe.payment_intents.create(SALE, key("k1")).amount == 2_000


def test_a_stored_server_error_is_replayed_though_the_effect_happened(platform: Platform) -> None:
    platform.double.inject("error_after", method="POST", path="/v1/payment_intents")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as broken:
            platform.stripe.payment_intents.create(SALE, key("k1"))
        assert broken.value.http_status == 500
        assert (broken.value.headers or {})["Stripe-Should-Retry"] == "false"
    assert (broken.value.headers or {})["Idempotent-Replayed"] == "true"
    assert len(platform.stripe.payment_intents.list().data) == 1


def test_a_server_error_before_the_effect_is_cured_by_the_librarys_own_retry(platform: Platform) -> None:
    platform.double.inject("error_before", path="/v1/payment_intents")
    patient = platform.client(SECRET_KEY, retries=2)
    assert patient.payment_intents.create(SALE, key("k1")).amount == 2_000
    assert platform.waited == [0.5]


def test_a_timeout_after_the_effect_is_cured_by_sending_the_same_again(platform: Platform) -> None:
    platform.double.inject("timeout_after", path="/v1/payment_intents")
    patient = platform.client(SECRET_KEY, retries=2)
    intent = patient.payment_intents.create(SALE, key("k1"))
    assert intent.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(platform.stripe.payment_intents.list().data) == 1


def test_a_new_key_after_a_timeout_does_it_twice(platform: Platform) -> None:
    platform.double.inject("timeout_after", path="/v1/payment_intents")
    with pytest.raises(stripe.APIConnectionError):
        platform.stripe.payment_intents.create(SALE, key("k1"))
    platform.stripe.payment_intents.create(SALE, key("k2"))
    assert len(platform.stripe.payment_intents.list().data) == 2


def test_a_key_is_a_new_request_after_a_day(platform: Platform) -> None:
    first = platform.stripe.payment_intents.create(SALE, key("k1"))
    platform.now += 24 * 3600 - 1
    assert platform.stripe.payment_intents.create(SALE, key("k1")).id == first.id
    platform.now += 1
    later = platform.stripe.payment_intents.create({**SALE, "amount": 2_001}, key("k1"))
    assert later.id != first.id


def test_a_slow_call_holds_its_key_and_still_takes_effect(platform: Platform) -> None:
    platform.double.inject("delay", path="/v1/payment_intents", seconds=30)
    with pytest.raises(stripe.APIConnectionError):
        platform.stripe.payment_intents.create(SALE, key("k1"))
    with pytest.raises(stripe.APIError) as conflict:
        platform.stripe.payment_intents.create(SALE, key("k1"))
    assert (conflict.value.http_status, refusal(conflict).code) == (409, "idempotency_key_in_use")
    assert platform.stripe.payment_intents.list().data == []

    platform.now += 30
    done = platform.stripe.payment_intents.create(SALE, key("k1"))
    assert done.last_response.headers["Idempotent-Replayed"] == "true"
    assert [intent.id for intent in platform.stripe.payment_intents.list().data] == [done.id]


def test_a_call_slower_than_patience_is_answered_late_but_answered(platform: Platform) -> None:
    platform.double.inject("delay", path="/v1/payment_intents", seconds=3)
    assert platform.stripe.payment_intents.create(SALE, key("k1")).amount == 2_000
    assert platform.waited == [3]


def test_a_caller_that_waits_too_long_still_gets_the_answer_time_brought(platform: Platform) -> None:
    platform.double.inject("delay", path="/v1/payment_intents", seconds=30)
    headers = {"Authorization": f"Bearer {SECRET_KEY}", "Idempotency-Key": "k1"}
    with pytest.raises(StillRunning) as running:
        platform.double.answer("POST", "/v1/payment_intents", headers, b"amount=2000&currency=eur")
    platform.now += 31
    platform.double.tick()
    late = platform.double.finish(running.value.token)
    [made] = platform.stripe.payment_intents.list().data
    assert (late.status, made.id.encode() in late.body) == (200, True)


def test_two_accounts_may_use_the_same_key(platform: Platform) -> None:
    platform.has_available(20_000)
    sellers = [platform.seller(), platform.seller()]
    for seller in sellers:
        platform.stripe.transfers.create({"amount": 500, "currency": "eur", "destination": seller})
    payouts = [
        platform.stripe.payouts.create({"amount": 500, "currency": "eur"}, {"stripe_account": seller, **key("k1")})
        for seller in sellers
    ]
    assert payouts[0].id != payouts[1].id
