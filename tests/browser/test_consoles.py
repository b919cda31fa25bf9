"""The consoles in a real browser: on a phone and a desk, by keyboard alone, without scripts, with no barrier."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.kernel.storage import transactions
from chalicelib.orders.order import Order
from chalicelib.payments import refunds
from chalicelib.payments.refund_lifecycle import RefundState
from testing.cell import Cell
from tests.browser.keyboard import step, tab_to
from tests.browser.page_checks import PageChecks

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PARCEL = {"#tracking_number": "6A12345678901", "#serial": "356938035643809"}


class Screen(NamedTuple):
    """What a console is looked at with."""

    viewport: dict[str, int]
    color_scheme: str


SCREENS = [Screen(PHONE, "light"), Screen(PHONE, "dark"), Screen(DESK, "light"), Screen(DESK, "dark")]


@contextmanager
def tab(chromium: Browser, **given: Any) -> Iterator[Any]:
    context = chromium.new_context(**({"locale": "de-FR", "reduced_motion": "reduce"} | given))
    yield context.new_page()
    context.close()


def sign_in(page: Any, address: str, key: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#key", key)
    page.click("main form button")


def failed_refund(order: Order) -> str:
    """A failed refund of an order; its path."""
    refund = refunds.late_money_refund(order.order_id, amount_minor=1, currency=order.currency)
    transactions.commit(refunds.request_acts(refund, str(order.payment_intent_id)))
    transactions.write(refunds.change_act(refund, RefundState.FAILED, stripe_id="re_1", code="expired_card"))
    return f"/ops/orders/{order.order_id}/refunds/{refund.refund_id}"


@pytest.mark.parametrize("screen", SCREENS)
def test_a_seller_accepts_and_ships_without_scripts(
    counter: str, chromium: Browser, cell: Cell, screen: Screen
) -> None:
    seller = cell.a_seller()
    order = cell.paid_order(cell.an_offer(seller, cell.a_product()))
    with tab(chromium, **screen._asdict(), java_script_enabled=False) as page:
        sign_in(page, f"{counter}/sell", issue_key("seller", seller.seller_id, SCOPES["seller"]))
        page.click("main a[href='/sell/orders']")
        page.click(".records a")
        page.click("main form[action$='/acceptance'] button")
        page.click("a[href$='/shipment']")
        for field, text in PARCEL.items():
            page.fill(field, text)
        page.click("main form button")
        assert page.locator(".state-SHIPPED").count() == 1
        page.click("header form button")
        assert page.url == f"{counter}/sell/sign-in"
        assert page.goto(f"{counter}/sell/orders/{order.order_id}").status == 401


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_a_seller_has_a_barrier_or_anything_too_wide(
    counter: str, chromium: Browser, cell: Cell, screen: Screen
) -> None:
    seller = cell.a_seller()
    order = cell.paid_order(cell.an_offer(seller, cell.a_product()))
    line = f"/sell/orders/{order.order_id}/lines/1"
    with tab(chromium, **screen._asdict()) as page:
        checks = PageChecks(page)
        page.goto(f"{counter}/sell/sign-in")
        checks.look("sign in")
        sign_in(page, f"{counter}/sell", issue_key("seller", seller.seller_id, SCOPES["seller"]))
        checks.look("overview")
        for path in ("/sell/orders", f"/sell/orders/{order.order_id}", f"{line}/cancellation", f"{line}/shipment"):
            page.goto(counter + path)
            checks.look(path)
        page.goto(f"{counter}{line}/delivery")
        checks.look("delivery")
        assert checks.complaints == []
        assert len(checks.seen) == 7


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_an_operator_has_a_barrier_or_anything_too_wide(
    counter: str, chromium: Browser, cell: Cell, screen: Screen
) -> None:
    order = cell.paid_order(cell.an_offer(cell.a_seller(), cell.a_product()))
    own = f"/ops/orders/{order.order_id}"
    paths = ("/ops/orders", own, f"{own}/lines/1/refund", "/ops/refunds", failed_refund(order), "/ops/ledger")
    with tab(chromium, **screen._asdict()) as page:
        checks = PageChecks(page)
        page.goto(f"{counter}/ops/sign-in")
        checks.look("sign in")
        sign_in(page, f"{counter}/ops", issue_key("ops", "camille", SCOPES["ops"]))
        checks.look("overview")
        for path in paths:
            page.goto(counter + path)
            checks.look(path)
        page.goto(f"{counter}{own}/lines/1/refund")
        page.fill("#amount", "12.50")
        page.click("main form button")
        checks.look("who bears it")
        assert checks.complaints == []
        assert len(checks.seen) == 9


def test_the_keyboard_alone_leads_an_operator_to_a_refund(counter: str, chromium: Browser, cell: Cell) -> None:
    order = cell.paid_order(cell.an_offer(cell.a_seller(), cell.a_product()))
    with tab(chromium, viewport=DESK) as page:
        page.goto(f"{counter}/ops/sign-in")
        tab_to(page, "#key")
        page.keyboard.type(issue_key("ops", "camille", SCOPES["ops"]))
        step(page, "main form button")
        tab_to(page, "#order_id")
        page.keyboard.type(order.order_id)
        step(page, "main form[action='/ops/orders'] button")
        step(page, "a[href$='/lines/1/refund']")
        tab_to(page, "#amount")
        page.keyboard.type("12.50")
        step(page, "main form button")
        step(page, "main form button")
        assert page.url == f"{counter}/ops/orders/{order.order_id}"
        assert "12.50" in page.locator("main").inner_text()
