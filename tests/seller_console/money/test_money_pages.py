"""A seller reads on pages what is pending, held and paid out, and what Stripe still asks for."""

import re

from tests.console_visits import as_seller
from tests.payments.paid_sellers import Market
from tests.storefront.browser import Browser


def test_without_an_account_the_money_is_held_and_the_page_leads_to_stripe(browser: Browser, market: Market) -> None:
    market.delivered_order()
    as_seller(browser, market.seller)
    page = browser.get("/sell/money")
    assert "Held: there is no account at Stripe" in page.text
    assert "Without it nothing can be paid out." in page.text
    form = page.form("/sell/onboarding-link")
    first = browser.submit(form)
    assert first.status == 409
    market.settle()
    page = browser.submit(form)
    assert page.status == 200
    assert any("stripe" in link or "127.0.0.1" in link for link in page.links if link.startswith("http"))


def test_a_payout_shows_the_sales_it_consists_of(browser: Browser, market: Market) -> None:
    market.open_account()
    order = market.transferred_order()
    market.pay_out_everything()
    as_seller(browser, market.seller)
    page = browser.get("/sell/payouts")
    path = next(link for link in page.links if re.fullmatch("/sell/payouts/.+", link))
    page = browser.get(path)
    assert "€311.43" in page.text
    assert "IP13-GOOD" in page.text
    assert f"/sell/orders/{order.order_id}" in page.links


def test_a_transfer_says_what_it_waits_for(browser: Browser, market: Market) -> None:
    market.shipped_order()
    as_seller(browser, market.seller)
    page = browser.get("/sell/transfers")
    assert "for the delivery" in page.text
    assert "for your account at Stripe" in page.text


def test_a_month_adds_up_its_entries_by_kind(browser: Browser, market: Market) -> None:
    market.open_account()
    market.transferred_order()
    as_seller(browser, market.seller)
    months = [link for link in browser.get("/sell/money").links if link.startswith("/sell/statements/")]
    shown = " ".join(browser.get(month).text for month in months)
    assert "Transfer to your Stripe balance -€311.43" in shown
    assert "Sale €311.43" in shown
    assert browser.get("/sell/statements/2026-13").status == 404


def test_another_sellers_payout_is_answered_like_none(browser: Browser, market: Market) -> None:
    market.open_account()
    market.transferred_order()
    market.pay_out_everything()
    as_seller(browser, market.seller)
    path = next(link for link in browser.get("/sell/payouts").links if re.fullmatch("/sell/payouts/.+", link))
    stranger = Browser()
    as_seller(stranger, market.a_seller())
    assert stranger.get(path).status == 404
    assert stranger.get("/sell/payouts/2020-01-06-EUR").status == 404
