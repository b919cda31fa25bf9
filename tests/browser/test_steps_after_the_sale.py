"""What follows a sale, step by step in a real browser: without scripts on a phone, and by keyboard alone at a desk."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.withdrawals import queries as withdrawals
from chalicelib.payments.disputes import dispute_queries
from tests.aftersales.conftest import SERIALS, AfterSale
from tests.browser.case_pages import (
    DESK,
    PHONE,
    disputed,
    open_order,
    press,
    reconciled_day,
    send_message_with_file,
    send_photo,
    sign_in,
    tab,
)
from tests.browser.keyboard import step, tab_to
from tests.isolation.payouts import stored_payout

pytestmark = pytest.mark.slow


def test_without_scripts_a_wrong_device_is_reported_with_a_photo_and_met(
    desk: str, chromium: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered()
    with tab(chromium, viewport=PHONE, java_script_enabled=False, has_touch=True) as (page, bucket):
        open_order(page, desk, order)
        press(page, "a[href$='/lines/1/claim']")
        page.check("input[value=WRONG_DEVICE]")
        page.fill("#description", "It is an iPhone 12.")
        press(page, "main form button")
        send_photo(page, bucket)
        send_message_with_file(page, bucket, "Shall I send it back?")
        assert "Shall I send it back?" in page.locator(".messages").inner_text()
    (claim,) = claims.claims_of_order(order.order_id)
    assert len(claim.file_ids) == 1
    with tab(chromium, viewport=DESK, java_script_enabled=False) as (page, _):
        sign_in(page, f"{desk}/sell", issue_key("seller", aftersale.seller.seller_id, SCOPES["seller"]))
        press(page, "main a[href='/sell/claims']")
        press(page, ".records a")
        assert page.locator(".photos img").evaluate("one => one.naturalWidth") == 1
        page.select_option("#remedy", "RETURN")
        press(page, "form[action$='/acceptance'] button")
        press(page, "main a[href^='/sell/returns/ret_']")
        assert page.locator(".state-APPROVED").count() == 1


def require_large_file_kept(page: Any, file: Path) -> None:
    """A file that is larger than S3 takes is named in words, and not sent."""
    with file.open("wb") as opened:
        opened.truncate(10_000_001)
    page.set_input_files("#photo", file)
    assert "more than 10 MB" in page.locator("#photo-fault").inner_text()
    asked = page.url
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#photo').validity.customError")
    assert page.url == asked


def test_the_keyboard_alone_leads_through_a_return_and_no_photo_that_is_too_large_is_sent(
    desk: str, chromium: Browser, aftersale: AfterSale, tmp_path: Path
) -> None:
    order = aftersale.delivered()
    with tab(chromium, viewport=DESK) as (page, _):
        open_order(page, desk, order)
        step(page, "a[href$='/lines/1/return']")
        tab_to(page, "input[name=reason]")
        page.keyboard.press("Space")
        step(page, "main form button")
        tab_to(page, "#description")
        page.keyboard.type("It is too large.")
        step(page, "main form button")
        tab_to(page, "#text")
        page.keyboard.type("Where shall it go?")
        step(page, "form[action$='/messages'] button")
        assert "Where shall it go?" in page.locator(".messages").inner_text()
        step(page, "a[href$='/photo']")
        require_large_file_kept(page, tmp_path / "large.png")
    (found,) = returns.returns_of_order(order.order_id)
    assert found.reason == "CHANGED_MIND"
    with tab(chromium, viewport=DESK) as (page, _):
        page.goto(f"{desk}/sell/sign-in")
        tab_to(page, "#key")
        page.keyboard.type(issue_key("seller", aftersale.seller.seller_id, SCOPES["seller"]))
        step(page, "main form button")
        step(page, "main a[href='/sell/returns']")
        step(page, ".records a")
        step(page, "form[action$='/approval'] button")
        step(page, "form[action$='/receipt'] button")
        tab_to(page, "#serial")
        page.keyboard.type(SERIALS[0])
        step(page, "form[action$='/inspection'] button")
        step(page, "a[href$='/refund']")
        step(page, "main form button")
        assert page.locator(".state-REFUNDED").count() == 1


def test_without_scripts_a_device_is_repaired_and_its_certificate_says_so(
    desk: str, chromium: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered()
    with tab(chromium, viewport=PHONE, java_script_enabled=False, has_touch=True) as (page, _):
        open_order(page, desk, order)
        press(page, "a[href$='/lines/1/return']")
        page.check("input[value=FAULTY_IN_GUARANTEE]")
        page.select_option("#fault", "BATTERY")
        press(page, "main form button")
        page.check("input[value=REPAIR]")
        press(page, "main form button")
        assert page.locator(".state-REQUESTED").count() == 1
    with tab(chromium, viewport=DESK, java_script_enabled=False) as (page, _):
        sign_in(page, f"{desk}/sell", issue_key("seller", aftersale.seller.seller_id, SCOPES["seller"]))
        press(page, "main a[href='/sell/returns']")
        press(page, ".records a")
        press(page, "form[action$='/approval'] button")
        press(page, "form[action$='/receipt'] button")
        page.fill("#serial", SERIALS[0])
        press(page, "form[action$='/inspection'] button")
        press(page, "form[action$='/repair'] button")
        page.check("input[value=BATTERY]")
        page.fill("#carrier", "colissimo")
        page.fill("#tracking_number", "8R12345678901")
        press(page, "form[action$='/repair-shipment'] button")
        assert page.locator(".state-REPAIRED").count() == 1
    aftersale.cell.settle()
    with tab(chromium, viewport=PHONE, java_script_enabled=False) as (page, _):
        open_order(page, desk, order)
        press(page, "a[href$='/lines/1/guarantee']")
        assert page.locator("main p.notice").count() == 1  # the repair lengthened it
        pdf = page.get_attribute("a[href$='/guarantee/pdf']", "href")
        answered = page.request.get(f"{desk}{pdf}", max_redirects=0)
        assert (answered.status, "application%2Fpdf" in answered.headers["location"]) == (303, True)


def test_without_scripts_a_buyer_withdraws_with_the_orders_link_and_a_guest_without_it(
    desk: str, chromium: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered(*[aftersale.offer_id] * 2)
    with tab(chromium, viewport=PHONE, java_script_enabled=False, has_touch=True) as (page, _):
        open_order(page, desk, order)
        press(page, "main a[href$='/withdrawal']")
        page.uncheck("input[name=line][value='2']")
        page.fill("#name", "Zoé Müller")
        press(page, "main form button")
        assert page.locator("p.notice[role=status]").count() == 1
        page.fill("input[name=carrier]", "colissimo")
        page.fill("input[name=tracking_number]", "8R12345678901")
        press(page, "form[action$='/withdrawal/parcel'] button")
        assert page.locator("form[action$='/withdrawal/parcel']").count() == 0
    with tab(chromium, viewport=PHONE, java_script_enabled=False, has_touch=True) as (page, _):
        page.goto(f"{desk}/withdrawal")
        page.fill("#name", "Zoé Müller")
        page.fill("#order_id", order.order_id)
        page.fill("#email", "zoe@example.org")
        press(page, "main form button")
        press(page, "main form button")
        assert page.locator("p.notice[role=status]").count() == 1
    assert {one.channel for one in withdrawals.of_order(order.order_id)} == {"ORDER_PAGE", "FORM"}


def test_the_keyboard_alone_leads_through_both_ways_to_withdraw(
    desk: str, chromium: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered(*[aftersale.offer_id] * 2)
    with tab(chromium, viewport=DESK) as (page, _):
        open_order(page, desk, order)
        step(page, "main a[href$='/withdrawal']")
        tab_to(page, "input[name=line][value='2']")
        page.keyboard.press("Space")
        tab_to(page, "#name")
        page.keyboard.type("Zoe Doe")
        step(page, "main form button")
        page.goto(f"{desk}/withdrawal")
        for field, typed in (("#order_id", order.order_id), ("#name", "Zoe Doe"), ("#email", "zoe@example.org")):
            tab_to(page, field)
            page.keyboard.type(typed)
        step(page, "main form button")
        step(page, "main form button")
        assert page.locator("p.notice[role=status]").count() == 1
    assert {one.channel for one in withdrawals.of_order(order.order_id)} == {"ORDER_PAGE", "FORM"}


def test_the_keyboard_alone_leads_a_report_and_a_dispute_to_the_operators(
    desk: str, chromium: Browser, aftersale: AfterSale
) -> None:
    order = aftersale.delivered()
    with tab(chromium, viewport=DESK) as (page, _):
        open_order(page, desk, order)
        step(page, "a[href$='/lines/1/claim']")
        tab_to(page, "input[name=kind]")
        page.keyboard.press("End")
        page.keyboard.press("Space")
        tab_to(page, "#description")
        page.keyboard.type("It is another one.")
        step(page, "main form button")
    (reported,) = claims.claims_of_order(order.order_id)
    with tab(chromium, viewport=DESK) as (page, _):
        sign_in(page, f"{desk}/sell", issue_key("seller", aftersale.seller.seller_id, SCOPES["seller"]))
        step(page, "main a[href='/sell/claims']")
        step(page, ".records a")
        step(page, "form[action$='/contest'] button")
        assert page.locator(".state-CONTESTED").count() == 1
    dispute_id = disputed(aftersale, order)
    with tab(chromium, viewport=DESK) as (page, _):
        sign_in(page, f"{desk}/ops", issue_key("ops", "camille", SCOPES["ops"]))
        step(page, "header a[href='/ops/claims']")
        step(page, ".records a")
        tab_to(page, "#explanation")
        page.keyboard.type("We believe the buyer.")
        step(page, "form[action$='/decision'] button")
        step(page, "header a[href='/ops/disputes']")
        step(page, ".records a")
        tab_to(page, "#explanation")
        page.keyboard.type("It arrived.")
        step(page, "form[action$='/evidence'] button")
    assert claims.claim(reported.claim_id).state != "CONTESTED"
    assert dispute_queries.dispute(dispute_id).answers == 1


def test_without_scripts_links_lead_to_every_page_of_money(desk: str, chromium: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    payout_id = stored_payout(aftersale.seller.seller_id, "2026-11-16")
    day = reconciled_day(aftersale)
    with tab(chromium, viewport=DESK, java_script_enabled=False) as (page, _):
        sign_in(page, f"{desk}/sell", issue_key("seller", aftersale.seller.seller_id, SCOPES["seller"]))
        for path in ("/transfers", "/invoices", "/disputes", "/payouts", f"/payouts/{payout_id}"):
            if not path.endswith(payout_id):
                press(page, "header a[href='/sell/money']")
            press(page, f"main a[href='/sell{path}']")
            assert page.url == f"{desk}/sell{path}"
        press(page, "header a[href='/sell/money']")
        press(page, "main a[href^='/sell/statements/']")
        assert page.locator("main a[href$='/pdf']").count() == 1
    with tab(chromium, viewport=DESK, java_script_enabled=False) as (page, _):
        sign_in(page, f"{desk}/ops", issue_key("ops", "camille", SCOPES["ops"]))
        press(page, "header a[href='/ops/reconciliations']")
        press(page, f"main a[href='/ops/reconciliations/{day}']")
        press(page, "main form button")
        assert page.url == f"{desk}/ops/reconciliations/{day}"
        press(page, "header a[href='/ops/ledger']")
        press(page, "main form button")
        assert page.locator(".figures-table").count() == 1
        page.goto(f"{desk}/ops/orders/{order.order_id}")
        press(page, "main a[href$='/journals']")
        assert "service fee vat" in page.locator("main").inner_text()
