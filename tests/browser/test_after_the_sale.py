"""What follows a sale in a real browser: on a phone and a desk, by keyboard alone, without scripts, with no barrier."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.access.order_tokens import order_token
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.returns import queries as returns
from chalicelib.orders.order import Order
from chalicelib.payments.reconciliation import due_days
from tests.aftersales.conftest import SERIALS, AfterSale
from tests.browser.bucket import Bucket
from tests.browser.keyboard import step, tab_to
from tests.browser.page_checks import PageChecks
from tests.isolation.payouts import stored_payout
from tests.uploads.sample_files import PNG

pytestmark = pytest.mark.slow

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


class Screen(NamedTuple):
    """What the pages are looked at with."""

    viewport: dict[str, int]
    color_scheme: str
    locale: str


SCREENS = [Screen(PHONE, "light", "de-FR"), Screen(DESK, "dark", "en-FR")]


class Cases(NamedTuple):
    """An order of four delivered devices: a return of the first, a refused one of the second, a report of the third."""

    order: Order
    approved: str
    refused: str
    reported: str


@contextmanager
def tab(chromium: Browser, **given: Any) -> Iterator[tuple[Any, Bucket]]:
    context = chromium.new_context(**({"locale": "en-FR", "reduced_motion": "reduce"} | given))
    yield context.new_page(), Bucket(context, PNG)
    context.close()


def with_cases(aftersale: AfterSale) -> Cases:
    other = aftersale.cell.an_offer(aftersale.seller, aftersale.cell.a_product(gtin=None), sku="SECOND")
    order = aftersale.delivered(*[aftersale.offer_id] * 3, other)
    approved = aftersale.opened(order)
    fault = {"line_id": "2", "reason": "FAULTY_IN_GUARANTEE", "fault": "SCREEN", "wish": "REPAIR"}
    refused = aftersale.received(order, **fault)
    seen = {"serial": SERIALS[1], "finding": "NO_FAULT_FOUND", "note": "The screen works."}
    report = {"line_id": "3", "kind": "WRONG_DEVICE", "description": "It is an iPhone 12."}
    reported = aftersale.as_buyer(order, "POST", "/claims", report).body["claim_id"]
    for path, body in (
        (f"/returns/{approved}/approval", {}),
        (f"/returns/{refused}/inspection", seen),
        (f"/returns/{refused}/refusal", {"reason": "NO_FAULT_FOUND"}),
    ):
        assert aftersale.as_seller("POST", path, body).status == 200
    return Cases(order, approved, refused, str(reported))


def reconciled_day(aftersale: AfterSale) -> str:
    """A day that was compared with Stripe; it."""
    day = str(aftersale.cell.clock.moment.date())
    aftersale.cell.clock.advance(days=1)
    aftersale.cell.stripe.tick()
    due_days.begin(day)
    aftersale.cell.settle()
    return day


def open_order(page: Any, desk: str, order: Order) -> str:
    """Follow the mail's link; the address of the order."""
    address = f"{desk}/orders/{order.order_id}"
    page.goto(f"{address}?token={order_token(order.order_id, 0)}")
    return address


def press(page: Any, selector: str) -> None:
    """Press a button or link, and wait for the whole page it leads to."""
    with page.expect_navigation():
        page.click(selector)


def sign_in(page: Any, console: str, key: str) -> None:
    page.goto(f"{console}/sign-in")
    page.fill("#key", key)
    press(page, "main form button")


def look_at(page: Any, checks: PageChecks, address: str, *paths: str) -> None:
    for path in paths:
        page.goto(address + path)
        checks.look(path)


def send_photo(page: Any, bucket: Bucket, checks: PageChecks | None = None) -> None:
    """From a case's page over the form and the wait for the inspection back to the case."""
    press(page, "a[href$='/photo']")
    assert page.locator("#camera").get_attribute("capture") == "environment"
    if checks:
        checks.look("photo")
    bucket.expect(page)
    page.set_input_files("#photo", {"name": "IMG 1.png", "mimeType": "image/png", "buffer": PNG})
    press(page, "main form button")
    if checks:
        checks.look("photo check")
    bucket.check()
    press(page, "main a[href*='/photos?']")
    page.wait_for_selector(".photos img")


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_a_buyer_has_a_barrier_or_anything_too_wide(
    desk: str, chromium: Browser, aftersale: AfterSale, screen: Screen
) -> None:
    cases = with_cases(aftersale)
    with tab(chromium, **screen._asdict()) as (page, bucket):
        checks = PageChecks(page)
        address = open_order(page, desk, cases.order)
        checks.look("order")
        faulty = "/lines/4/return?reason=FAULTY_IN_GUARANTEE&fault=BATTERY"
        look_at(page, checks, address, "/lines/4/guarantee", "/lines/4/return", faulty, "/lines/4/claim", "/withdrawal")
        look_at(page, checks, address, f"/returns/{cases.refused}", f"/claims/{cases.reported}")
        look_at(page, checks, address, f"/returns/{cases.approved}")
        send_photo(page, bucket, checks)
        checks.look("return with a photo")
        page.goto(f"{desk}/withdrawal")
        checks.look("withdrawal form")
        page.fill("#name", "Zoé Müller")
        page.fill("#order_id", cases.order.order_id)
        page.fill("#email", "zoe@example.org")
        press(page, "main form button")
        checks.look("withdrawal statement")
        assert checks.complaints == []
        assert len(checks.seen) == 14


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_a_seller_has_a_barrier_or_anything_too_wide(
    desk: str, chromium: Browser, aftersale: AfterSale, screen: Screen
) -> None:
    cases = with_cases(aftersale)
    seller_id = aftersale.seller.seller_id
    payout_id = stored_payout(seller_id, "2026-11-16")
    with tab(chromium, **screen._asdict()) as (page, _):
        checks = PageChecks(page)
        sign_in(page, f"{desk}/sell", issue_key("seller", seller_id, SCOPES["seller"]))
        inbox = ("/returns", f"/returns/{cases.approved}", "/claims", f"/claims/{cases.reported}")
        money = ("/money", "/transfers", "/payouts", f"/payouts/{payout_id}", "/statements/2026-11", "/invoices")
        look_at(page, checks, f"{desk}/sell", *inbox, *money)
        page.goto(f"{desk}/sell/returns/{cases.approved}")
        press(page, "form[action$='/receipt'] button")
        checks.look("inspection")
        press(page, "a[href$='/refund']")
        checks.look("refund")
        page.goto(f"{desk}/sell/returns/{cases.approved}")
        page.fill("#serial", SERIALS[0])
        press(page, "form[action$='/inspection'] button")
        checks.look("inspected")
        assert checks.complaints == []
        assert len(checks.seen) == 13


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_an_operator_has_a_barrier_or_anything_too_wide(
    desk: str, chromium: Browser, aftersale: AfterSale, screen: Screen
) -> None:
    cases = with_cases(aftersale)
    aftersale.as_buyer(cases.order, "POST", f"/returns/{cases.refused}/appeal", {"explanation": "It flickers."})
    aftersale.as_seller("POST", f"/claims/{cases.reported}/contest", {"reason": "RIGHT_DEVICE"})
    day = reconciled_day(aftersale)
    own = f"/orders/{cases.order.order_id}"
    with tab(chromium, **screen._asdict()) as (page, _):
        checks = PageChecks(page)
        sign_in(page, f"{desk}/ops", issue_key("ops", "camille", SCOPES["ops"]))
        waiting = ("/returns", f"/returns/{cases.refused}", "/claims", f"/claims/{cases.reported}", "/disputes")
        money = ("/payouts", "/transfers", "/reconciliations", f"/reconciliations/{day}", "/ledger")
        look_at(page, checks, f"{desk}/ops", *waiting, *money, f"{own}/journals", own, f"{own}/lines/1/refund")
        page.fill("#amount", "12.50")
        page.select_option("#bearer", "SELLER")
        press(page, "main form button")
        checks.look("who bears it")
        assert checks.complaints == []
        assert len(checks.seen) == 14


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
        page.fill("#text", "Shall I send it back?")
        press(page, "form[action$='/messages'] button")
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


def test_the_keyboard_alone_leads_a_buyer_and_a_seller_through_a_return(
    desk: str, chromium: Browser, aftersale: AfterSale
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
