"""Signing in to the operators' pages, and what a key's scopes open."""

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key, revoke_key
from testing.cell import Cell
from tests.console_visits import as_operator, as_seller, signed_in
from tests.storefront.browser import Browser

pytestmark = pytest.mark.usefixtures("cell")
COOKIE = ("rebound_ops_console", "/ops")


def test_a_key_opens_the_pages_and_is_not_in_the_cookie(browser: Browser) -> None:
    key = issue_key("ops", "camille", SCOPES["ops"])
    page = signed_in(browser, "/ops", key)
    assert page.path == "/ops"
    assert "Nothing waits. Every number is 0." in page.text
    assert key.split("_", 3)[3] not in browser.cookies[COOKIE]


def test_a_page_asks_for_the_key_and_goes_on_where_it_was_asked(browser: Browser) -> None:
    asked = browser.get("/ops/refunds")
    assert asked.status == 401
    page = browser.submit(asked.form("/ops/sign-in"), key=issue_key("ops", "camille", SCOPES["ops"]))
    assert (page.status, page.path) == (200, "/ops/refunds")


def test_a_wrong_key_is_told_and_sets_no_cookie(browser: Browser) -> None:
    page = signed_in(browser, "/ops", f"rbk_eu_{'0' * 26}_{'A' * 43}")
    assert page.status == 401
    assert "This key opens nothing here." in page.text
    assert COOKIE not in browser.cookies


def test_a_sellers_key_opens_no_page_of_operators(browser: Browser, cell: Cell) -> None:
    seller = cell.a_seller()
    assert signed_in(browser, "/ops", issue_key("seller", seller.seller_id, SCOPES["seller"])).status == 401
    as_seller(browser, seller)
    assert browser.get("/ops").status == 401


def test_a_form_of_another_site_signs_nobody_in(browser: Browser) -> None:
    form = browser.get("/ops/sign-in").form("/ops/sign-in")
    key = issue_key("ops", "camille", SCOPES["ops"])
    assert browser.submit(form, key=key, form_token="forged").status == 403
    assert COOKIE not in browser.cookies


def test_signing_out_closes_the_pages_in_this_and_every_copy_of_the_cookie(browser: Browser) -> None:
    page = as_operator(browser)
    stolen = Browser()
    stolen.cookies = dict(browser.cookies)
    browser.send("POST", "/ops/sign-out", f"form_token={_token(page.html)}".encode())
    assert browser.get("/ops").status == 401
    assert stolen.get("/ops").status == 401


def test_a_revoked_key_closes_the_pages(browser: Browser) -> None:
    key = issue_key("ops", "camille", SCOPES["ops"])
    signed_in(browser, "/ops", key)
    revoke_key(key.split("_")[2])
    assert browser.get("/ops").status == 401


def test_without_its_scope_there_is_no_page_and_no_way_to_it(browser: Browser) -> None:
    page = as_operator(browser, ["orders:read"])
    assert "/ops/orders" in page.html
    assert "/ops/ledger" not in page.html
    assert "health:read" in page.text
    refused = browser.get("/ops/ledger")
    assert refused.status == 403
    assert "This key may not do that" in refused.text


def test_an_authorization_header_opens_no_page(browser: Browser) -> None:
    key = issue_key("ops", "camille", SCOPES["ops"])
    assert browser.send("GET", "/ops", Authorization=f"Bearer {key}").status == 401


def test_a_mistyped_address_is_told(browser: Browser) -> None:
    as_operator(browser)
    assert browser.get("/ops/nowhere").status == 404
    assert "There is no such page" in browser.get("/ops/orders/ord_eu_1/nowhere").text


def _token(html: str) -> str:
    return html.partition('name="form_token" value="')[2].partition('"')[0]
