"""Pages of what follows a sale, as a browser opens them, presses their buttons and sends them a photo."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser

from chalicelib.access.order_tokens import order_token
from chalicelib.orders.order import Order
from chalicelib.payments.reconciliation import due_days
from tests.aftersales.conftest import AfterSale
from tests.browser.bucket import Bucket
from tests.browser.page_checks import PageChecks
from tests.uploads.sample_files import PNG

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@contextmanager
def tab(chromium: Browser, **given: Any) -> Iterator[tuple[Any, Bucket]]:
    context = chromium.new_context(**({"locale": "en-FR", "reduced_motion": "reduce"} | given))
    yield context.new_page(), Bucket(context, PNG)
    context.close()


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
    _send_file(page, bucket, checks)
    page.wait_for_selector(".photos img")


def send_message_with_file(page: Any, bucket: Bucket, text: str, checks: PageChecks | None = None) -> None:
    """From a case's page over the form and the wait for the inspection to a message that takes the file along."""
    press(page, "a[href$='/photo?for=message']")
    if checks:
        checks.look("file of a message")
    _send_file(page, bucket)
    page.fill("#text", text)
    if checks:
        checks.look("message with a file")
    press(page, "form[action$='/messages'] button")
    assert page.locator(".messages a[href*='/checked/']").count() == 1


def _send_file(page: Any, bucket: Bucket, checks: PageChecks | None = None) -> None:
    bucket.expect(page)
    page.set_input_files("#photo", {"name": "IMG 1.png", "mimeType": "image/png", "buffer": PNG})
    press(page, "main form button")
    if checks:
        checks.look("photo check")
    bucket.check()
    press(page, "main a[href*='/photos?']")


def disputed(aftersale: AfterSale, order: Order) -> str:
    """The buyer's bank disputes the order's payment; the dispute."""
    stripe = aftersale.cell.stripe
    charge = stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
    opened = stripe.dispute(charge, reason="product_not_received")
    aftersale.cell.settle()
    return opened


def reconciled_day(aftersale: AfterSale) -> str:
    """A day that was compared with Stripe; it."""
    day = str(aftersale.cell.clock.moment.date())
    aftersale.cell.clock.advance(days=1)
    aftersale.cell.stripe.tick()
    due_days.begin(day)
    aftersale.cell.settle()
    return day
