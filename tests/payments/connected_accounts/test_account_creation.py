"""Accounts at Stripe: opened once per seller, kept as Stripe has them, whatever order the news comes in."""

import pytest

from chalicelib.gateways import stripe_connect
from chalicelib.kernel.fact_store import story
from chalicelib.kernel.values.problems import InProgress
from chalicelib.payments.connected_accounts import account_creation, account_updates
from chalicelib.payments.connected_accounts.onboarding_links import OnboardingRefused, onboarding_link
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.onboarding import account_changes
from chalicelib.sellers.profile.stripe_account import StripeAccount
from testing.cell import Cell
from tests.payments.paid_sellers import Market


def account(market: Market) -> StripeAccount:
    found = sellers.seller(market.seller.seller_id).stripe_account
    assert found is not None
    return found


def test_the_first_request_has_the_account_opened_and_the_next_gets_its_link(market: Market) -> None:
    with pytest.raises(InProgress):
        onboarding_link(market.seller.seller_id)
    market.settle()
    link = onboarding_link(market.seller.seller_id)
    assert market.account_of() in link.url
    assert link.url != onboarding_link(market.seller.seller_id).url


def test_a_seller_has_one_account_however_often_it_asks(market: Market) -> None:
    for _ in range(3):
        account_creation.ask_for_account(market.seller)
    market.settle()
    account_creation.ask_for_account(market.seller)
    market.settle()
    assert len(list(market.stripe.world.all("account"))) == 1


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "error_after"])
def test_an_account_whose_answer_was_lost_is_the_sellers_one(market: Market, fault: str) -> None:
    market.failed = []
    market.stripe.inject(fault, method="POST", path="/v1/accounts")
    account_creation.ask_for_account(market.seller)
    market.settle()
    market.sweep()
    (made,) = market.stripe.world.all("account")
    assert market.account_of() == made["id"]


def test_an_account_that_two_workers_open_is_stored_once(cell: Cell) -> None:
    seller = cell.a_seller()
    account_creation.ask_for_account(seller)
    operation = stripe_operations.find(seller.seller_id, "account#1")
    assert operation is not None
    for _ in range(2):  # the second one read it before the first one stored its outcome
        account_creation.finish(operation)
    assert account_changes.read_seller(seller.seller_id).version == 2
    assert len(list(cell.stripe.world.all("account"))) == 1


def test_the_account_is_ours_to_pay_out_and_is_never_debited_behind_our_back(market: Market) -> None:
    market.open_account()
    (made,) = market.stripe.world.all("account")
    payouts = made["settings"]["payouts"]
    assert (payouts["schedule"]["interval"], payouts["debit_negative_balances"]) == ("manual", False)
    assert made["metadata"] == {"seller_id": market.seller.seller_id}


def test_what_stripe_asks_for_is_known_to_the_seller(market: Market) -> None:
    account_creation.ask_for_account(market.seller)
    market.settle()
    assert "external_account" in account(market).requirements_due
    market.stripe.onboard(market.account_of())
    market.settle()
    assert account(market) == StripeAccount(
        account_id=market.account_of(), may_receive=True, may_pay_out=True, details_submitted=True
    )
    market.stripe.restrict(market.account_of(), ["company.tax_id"])
    market.settle()
    assert account(market).requirements_due == ("company.tax_id",)
    assert (account(market).may_receive, account(market).disabled_reason) == (False, "requirements.past_due")


def test_news_that_is_known_already_changes_nothing(market: Market) -> None:
    account_id = market.open_account()
    before = len(story(f"account#{market.seller.seller_id}"))
    for _ in range(3):
        account_updates.follow_account(account_id, account_id)
    assert len(story(f"account#{market.seller.seller_id}")) == before >= 1


def test_a_stale_event_cannot_disable_an_account(market: Market) -> None:
    account_creation.ask_for_account(market.seller)
    market.settle()
    market.stripe.inject("event_stale", event="account.updated", times=2)
    market.stripe.onboard(market.account_of())
    market.settle()
    assert account(market).may_receive


def test_news_of_an_account_that_is_not_stored_yet_waits(cell: Cell) -> None:
    seller_id = cell.a_seller().seller_id
    opened = stripe_connect.create_account({"type": "express", "metadata": {"seller_id": seller_id}}, "by hand")
    with pytest.raises(UnknownStripeObject):
        account_updates.follow_account(opened.id, opened.id)
    assert sellers.seller(seller_id).stripe_account is None


def test_an_account_of_nobody_is_reported(market: Market) -> None:
    account_id = market.open_account()
    with pytest.raises(UnknownStripeObject):
        account_updates.follow_account("acct_nobody", "acct_nobody")
    made = market.stripe.world.require("account", account_id)
    made["metadata"] = {"seller_id": "sel_eu_00000000000000000000000000"}
    with pytest.raises(UnknownStripeObject):
        account_updates.follow_account(account_id, account_id)


def test_an_account_that_stripe_refuses_is_asked_for_again_and_then_given_up(market: Market) -> None:
    market.seller = market.a_seller(country="RO")
    for _ in range(account_creation.TRIES_MAX):
        with pytest.raises(InProgress):
            onboarding_link(market.seller.seller_id)
        market.settle()
    with pytest.raises(OnboardingRefused) as refused:
        onboarding_link(market.seller.seller_id)
    assert refused.value.members == {"code": "country_unsupported"}


def test_no_link_is_given_while_stripe_does_not_answer(market: Market) -> None:
    market.open_account()
    market.stripe.inject("timeout_before", path="/v1/account_links")
    with pytest.raises(PaymentUnavailable):
        onboarding_link(market.seller.seller_id)
