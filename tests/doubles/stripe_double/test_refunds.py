"""Giving money back: in parts, never more than was taken, and sometimes in vain."""

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform


def test_parts_of_a_payment_can_be_refunded_but_never_more_than_all_of_it(platform: Platform) -> None:
    paid = platform.pays()
    refund = platform.stripe.refunds.create({"payment_intent": paid.id, "amount": 4_000, "metadata": {"line": "1"}})
    assert (refund.status, refund.metadata["line"], refund.charge) == ("succeeded", "1", paid.latest_charge)

    with pytest.raises(stripe.InvalidRequestError, match=r"\(€60.01\) is greater than unrefunded .* \(€60.00\)"):
        platform.stripe.refunds.create({"payment_intent": paid.id, "amount": 6_001})
    rest = platform.stripe.refunds.create({"charge": paid.latest_charge})
    assert rest.amount == 6_000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.refunds.create({"payment_intent": paid.id, "amount": 1})
    assert refused.value.code == "charge_already_refunded"

    charge = platform.stripe.charges.retrieve(paid.latest_charge, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (10_000, True, 2)
    assert platform.double.trial() == {("platform", "eur"): -175}


def test_what_was_never_paid_cannot_be_refunded(platform: Platform) -> None:
    waiting = platform.stripe.payment_intents.create({"amount": 900, "currency": "eur"})
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        platform.stripe.refunds.create({"payment_intent": waiting.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.refunds.create({"payment_intent": "pi_unknown"})
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_a_refund_the_bank_sends_back_returns_to_the_balance(platform: Platform) -> None:
    paid = platform.pays("pm_card_refundFail")
    refund = platform.stripe.refunds.create({"payment_intent": paid.id, "amount": 4_000})
    assert refund.status == "succeeded"
    platform.pass_days(0.1)

    failed = platform.stripe.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert platform.stripe.charges.retrieve(paid.latest_charge).amount_refunded == 0
    assert len(platform.events_of("refund.failed")) == 1
    assert platform.double.trial() == {("platform", "eur"): 9_825}


def test_a_slow_refund_is_pending_and_then_succeeds(platform: Platform) -> None:
    paid = platform.pays("pm_card_pendingRefund")
    refund = platform.stripe.refunds.create({"payment_intent": paid.id})
    assert refund.status == "pending"
    platform.pass_days(0.1)
    assert platform.stripe.refunds.list({"payment_intent": paid.id}).data[0].status == "succeeded"
    assert platform.double.trial() == {("platform", "eur"): -175}
