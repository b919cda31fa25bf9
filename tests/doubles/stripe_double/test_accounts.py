"""Sellers at Stripe: opened empty, onboarded through a link that opens once, and paid out."""

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform, refusal

LINK = {
    "type": "account_onboarding",
    "refresh_url": "http://127.0.0.1:8000/sell/again",
    "return_url": "http://127.0.0.1:8000/sell/done",
}


def test_onboarding_turns_an_empty_account_into_one_that_can_be_paid(platform: Platform) -> None:
    seller = platform.seller(onboarded=False)
    before = platform.stripe.accounts.retrieve(seller)
    assert (before.details_submitted, before.payouts_enabled, before.capabilities.transfers) == (
        False,
        False,
        "inactive",
    )
    assert "external_account" in before.requirements.currently_due

    link = platform.stripe.account_links.create({"account": seller, **LINK})
    assert platform.double.answer("GET", link.url, {}, b"").status == 200
    back = platform.double.answer("POST", link.url, {}, b"outcome=complete")

    assert back.headers["Location"] == LINK["return_url"]
    after = platform.stripe.accounts.retrieve(seller)
    assert (after.details_submitted, after.payouts_enabled, after.capabilities.transfers) == (True, True, "active")
    assert after.requirements.currently_due == []
    updated = platform.stripe.events.list(options={"stripe_account": seller}).data[0]
    assert (updated.type, updated.account) == ("account.updated", seller)


def test_a_link_opens_once_and_not_after_five_minutes(platform: Platform) -> None:
    seller = platform.seller(onboarded=False)
    first = platform.stripe.account_links.create({"account": seller, **LINK})
    platform.double.answer("GET", first.url, {}, b"")
    assert platform.double.answer("GET", first.url, {}, b"").headers["Location"] == LINK["refresh_url"]
    second = platform.stripe.account_links.create({"account": seller, **LINK})
    platform.now += 301
    assert platform.double.answer("GET", second.url, {}, b"").headers["Location"] == LINK["refresh_url"]


def test_leaving_the_onboarding_early_leaves_the_account_as_it_was(platform: Platform) -> None:
    seller = platform.seller(onboarded=False)
    link = platform.stripe.account_links.create({"account": seller, **LINK})
    platform.double.answer("GET", link.url, {}, b"")
    platform.double.answer("POST", link.url, {}, b"outcome=leave")
    assert platform.stripe.accounts.retrieve(seller).details_submitted is False


def test_new_demands_stop_transfers_until_they_are_met(platform: Platform) -> None:
    platform.has_available()
    seller = platform.seller()
    platform.double.restrict(seller, ["individual.verification.document"])
    with pytest.raises(stripe.InvalidRequestError, match="capabilities"):
        platform.stripe.transfers.create({"amount": 100, "currency": "eur", "destination": seller})
    platform.double.onboard(seller)
    assert platform.stripe.transfers.create({"amount": 100, "currency": "eur", "destination": seller}).amount == 100


def test_an_account_of_nobody_is_not_acted_for(platform: Platform) -> None:
    with pytest.raises(stripe.PermissionError) as refused:
        platform.stripe.balance.retrieve(options={"stripe_account": "acct_nobody"})
    assert refusal(refused).code == "account_invalid"
