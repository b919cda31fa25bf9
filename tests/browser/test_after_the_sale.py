"""Every page of what follows a sale in a real browser, on a phone and a desk: no barrier, and nothing too wide."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.orders.order import Order
from tests.aftersales.conftest import SERIALS, AfterSale
from tests.browser.case_pages import (
    DESK,
    PHONE,
    disputed,
    look_at,
    open_order,
    press,
    reconciled_day,
    send_message_with_file,
    send_photo,
    sign_in,
    tab,
)
from tests.browser.page_checks import PageChecks
from tests.isolation.payouts import stored_payout

pytestmark = pytest.mark.slow


class Screen(NamedTuple):
    """What the pages are looked at with."""

    viewport: dict[str, int]
    color_scheme: str
    locale: str


BATTERY = {"reason": "FAULTY_IN_GUARANTEE", "fault": "BATTERY", "wish": "REPAIR"}
SCREENS = [Screen(PHONE, "light", "de-FR"), Screen(DESK, "dark", "en-FR")]


class Cases(NamedTuple):
    """An order of four delivered devices: a return of the first, a refused one of the second, a report of the third."""

    order: Order
    approved: str
    refused: str
    reported: str


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
        send_message_with_file(page, bucket, "Where shall it go?", checks)
        checks.look("thread with a file")
        page.goto(f"{desk}/withdrawal")
        checks.look("withdrawal form")
        page.fill("#name", "Zoé Müller")
        page.fill("#order_id", cases.order.order_id)
        page.fill("#email", "zoe@example.org")
        press(page, "main form button")
        checks.look("withdrawal statement")
        press(page, "main form button")
        checks.look("withdrawal received")
        address = open_order(page, desk, cases.order)
        checks.look("withdrawn order")
        assert page.locator("form[action$='/withdrawal/parcel']").count() == 1
        assert checks.complaints == []
        assert len(checks.seen) == 19


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_a_seller_has_a_barrier_or_anything_too_wide(
    desk: str, chromium: Browser, aftersale: AfterSale, screen: Screen
) -> None:
    cases = with_cases(aftersale)
    seller_id = aftersale.seller.seller_id
    payout_id = stored_payout(seller_id, "2026-11-16")
    repaired = aftersale.inspected(cases.order, SERIALS[3], line_id="4", **BATTERY)
    assert aftersale.as_seller("POST", f"/returns/{repaired}/repair", {"fault": "BATTERY"}).status == 200
    dispute_id = disputed(aftersale, cases.order)
    with tab(chromium, **screen._asdict()) as (page, _):
        checks = PageChecks(page)
        sign_in(page, f"{desk}/sell", issue_key("seller", seller_id, SCOPES["seller"]))
        inbox = ("", "/messages", "/returns", f"/returns/{cases.approved}", "/claims", f"/claims/{cases.reported}")
        repair = (f"/returns/{repaired}", f"/returns/{repaired}/photo")
        money = (
            "/money",
            "/disputes",
            f"/disputes/{dispute_id}/file",
            "/transfers",
            "/payouts",
            f"/payouts/{payout_id}",
            "/statements/2026-11",
            "/invoices",
        )
        look_at(page, checks, f"{desk}/sell", *inbox, *repair, *money)
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
        assert len(checks.seen) == 19


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_an_operator_has_a_barrier_or_anything_too_wide(
    desk: str, chromium: Browser, aftersale: AfterSale, screen: Screen
) -> None:
    cases = with_cases(aftersale)
    aftersale.as_buyer(cases.order, "POST", f"/returns/{cases.refused}/appeal", {"explanation": "It flickers."})
    aftersale.as_seller("POST", f"/claims/{cases.reported}/contest", {"reason": "RIGHT_DEVICE"})
    dispute_id = disputed(aftersale, cases.order)
    day = reconciled_day(aftersale)
    own = f"/orders/{cases.order.order_id}"
    with tab(chromium, **screen._asdict()) as (page, _):
        checks = PageChecks(page)
        sign_in(page, f"{desk}/ops", issue_key("ops", "camille", SCOPES["ops"]))
        waiting = ("/returns", f"/returns/{cases.refused}", "/claims", f"/claims/{cases.reported}")
        banks = ("/disputes", f"/disputes/{dispute_id}")
        money = ("/payouts", "/transfers", "/reconciliations", f"/reconciliations/{day}", "/ledger")
        look_at(page, checks, f"{desk}/ops", *waiting, *banks, *money, f"{own}/journals", own, f"{own}/lines/1/refund")
        page.fill("#amount", "12.50")
        page.select_option("#bearer", "SELLER")
        press(page, "main form button")
        checks.look("who bears it")
        assert checks.complaints == []
        assert len(checks.seen) == 15
