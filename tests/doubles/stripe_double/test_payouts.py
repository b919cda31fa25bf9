"""Payouts: only what is available, on their way for two days, and back when the bank refuses."""

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform


def funded_seller(platform: Platform, interval: str = "manual") -> str:
    platform.has_available()
    seller = platform.seller(interval=interval)
    platform.stripe.transfers.create({"amount": 6_000, "currency": "eur", "destination": seller})
    return seller


def test_a_payout_takes_what_is_available_and_arrives_in_two_days(platform: Platform) -> None:
    seller = funded_seller(platform)
    acting = {"stripe_account": seller}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.payouts.create({"amount": 6_001, "currency": "eur"}, acting)
    assert refused.value.code == "balance_insufficient"

    payout = platform.stripe.payouts.create({"amount": 6_000, "currency": "eur", "metadata": {"run": "6"}}, acting)
    assert (payout.status, platform.available(seller)) == ("pending", 0)
    platform.pass_days(1)
    assert platform.stripe.payouts.retrieve(payout.id, options=acting).status == "in_transit"
    platform.pass_days(1)
    assert [each.status for each in platform.stripe.payouts.list(options=acting).data] == ["paid"]
    kinds = [event.type for event in platform.stripe.events.list({"type": "payout.*"}, acting).data]
    assert kinds == ["payout.paid", "payout.updated", "payout.created"]


def test_a_refused_payout_returns_to_the_seller(platform: Platform) -> None:
    seller = funded_seller(platform)
    payout = platform.stripe.payouts.create({"amount": 6_000, "currency": "eur"}, {"stripe_account": seller})
    platform.double.fail_payout(payout.id)
    assert platform.available(seller) == 6_000
    failed = platform.stripe.payouts.retrieve(payout.id, options={"stripe_account": seller})
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    platform.pass_days(3)
    assert platform.double.trial()[seller, "eur"] == 6_000


def test_an_account_left_on_the_automatic_schedule_is_swept_every_day(platform: Platform) -> None:
    seller = funded_seller(platform, interval="daily")
    acting = {"stripe_account": seller}
    platform.pass_days(1)
    payout = platform.stripe.payouts.list(options=acting).data[0]
    assert (payout.automatic, payout.amount, platform.available(seller)) == (True, 6_000, 0)
    included = platform.stripe.balance_transactions.list({"payout": payout.id}, acting).data
    assert sorted(each.type for each in included) == ["payment", "payout"]


def test_one_sellers_payouts_are_hidden_from_another(platform: Platform) -> None:
    seller = funded_seller(platform)
    payout = platform.stripe.payouts.create({"amount": 100, "currency": "eur"}, {"stripe_account": seller})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.payouts.retrieve(payout.id, options={"stripe_account": platform.seller()})
    assert refused.value.http_status == 404
