"""What Stripe does not accept, and who it does not listen to."""

from typing import Any

import pytest
import stripe

from doubles.stripe_double import parameters
from doubles.stripe_double.errors import Refusal
from doubles.stripe_double.forms import decoded
from tests.doubles.stripe_double.conftest import RESTRICTED_KEY, Platform

SALE = {"amount": 2_000, "currency": "eur"}


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({**SALE, "colour": "red"}, "parameter_unknown", "colour"),
        ({**SALE, "transfer_data": {"target": "x"}}, "parameter_unknown", "transfer_data[target]"),
        ({"amount": 2_000}, "parameter_missing", "currency"),
        ({**SALE, "amount": "12.5"}, "parameter_invalid_integer", "amount"),
        ({**SALE, "amount": ""}, "parameter_invalid_empty", "amount"),
        ({**SALE, "amount": 49}, "amount_too_small", "amount"),
        ({**SALE, "amount": 100_000_000}, "amount_too_large", "amount"),
        ({**SALE, "currency": "xau"}, None, "currency"),
        ({**SALE, "receipt_email": "nobody"}, "email_invalid", "receipt_email"),
        ({**SALE, "metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({**SALE, "capture_method": "manual"}, None, "capture_method"),
        ({**SALE, "payment_method": "pm_unknown"}, "resource_missing", "payment_method"),
    ],
)
def test_a_sale_that_does_not_fit_is_refused_in_stripes_words(
    platform: Platform, given: dict[str, Any], code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.payment_intents.create(given)
    assert (refused.value.http_status, refused.value.code, refused.value.param) == (400, code, param)
    assert platform.stripe.payment_intents.list().data == []


def test_an_unknown_id_is_missing(platform: Platform) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.payment_intents.retrieve("pi_unknown")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    assert str(refused.value.user_message) == "No such payment_intent: 'pi_unknown'"


def test_only_known_keys_are_heard(platform: Platform) -> None:
    with pytest.raises(stripe.AuthenticationError):
        platform.client("sk_test_stranger").payment_intents.list()


def test_a_restricted_key_does_what_it_may_and_nothing_else(platform: Platform) -> None:
    narrow = platform.client(RESTRICTED_KEY)
    intent = narrow.payment_intents.create(SALE)
    assert narrow.payment_intents.cancel(intent.id).status == "canceled"
    with pytest.raises(stripe.PermissionError) as refused:
        narrow.refunds.create({"payment_intent": intent.id})
    assert refused.value.http_status == 403
    with pytest.raises(stripe.PermissionError):
        narrow.payment_intents.list()


def test_another_api_version_is_not_spoken(platform: Platform) -> None:
    headers = {"Authorization": "Bearer sk_test_platform", "Stripe-Version": "2020-08-27"}
    assert platform.double.answer("GET", "/v1/balance", headers, b"").status == 400


def test_brackets_become_trees() -> None:
    assert decoded("a=1&metadata[order]=x&expand[]=p&expand[]=q&l[0][n]=7") == {
        "a": "1",
        "metadata": {"order": "x"},
        "expand": {"0": "p", "1": "q"},
        "l": {"0": {"n": "7"}},
    }
    with pytest.raises(Refusal):
        decoded("a=1&a[b]=2")


def test_lists_keep_their_order_past_ten() -> None:
    raw = decoded("&".join(f"expand[{n}]=p{n}" for n in range(12)))
    assert parameters.list_of(parameters.text)(raw["expand"], "expand") == [f"p{n}" for n in range(12)]


def test_what_is_not_expandable_is_said_to_be_so(platform: Platform) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        platform.stripe.payment_intents.create({**SALE, "expand": ["colour"]})
