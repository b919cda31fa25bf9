"""A buyer reports a device that did not arrive, arrived damaged or is another one, on the pages."""

from chalicelib.aftersales.claims import queries
from tests.aftersales.conftest import AfterSale
from tests.storefront.browser import Browser
from tests.storefront.cases.test_return_pages import opened


def test_another_device_than_was_bought_is_reported_once(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    path = f"/orders/{order.order_id}/lines/1/claim"
    assert path in opened(browser, order).links
    form = browser.get(path).form(path)
    for _ in range(2):
        page = browser.submit(form, kind="WRONG_DEVICE", wish="REFUND", description="It is an iPhone 12.")
    (found,) = queries.claims_of_order(order.order_id)
    assert page.path == f"/orders/{order.order_id}/claims/{found.claim_id}"
    assert "It is another device than was bought" in page.text
    assert "It is an iPhone 12." in page.text
    assert page.path in opened(browser, order).links


def test_a_report_is_taken_back(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/claim"
    page = browser.submit(browser.get(path).form(path), kind="WRONG_DEVICE", wish="REFUND")
    page = browser.submit(page.form(f"{page.path}/cancellation"))
    assert "You took the report back." in page.text


def test_a_parcel_that_is_not_late_yet_is_told_beside_what_was_typed(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.shipped()
    opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/claim"
    page = browser.submit(browser.get(path).form(path), kind="NOT_RECEIVED", wish="REFUND", description="Where is it?")
    assert page.status == 409
    assert "Where is it?" in page.text
    assert queries.claims_of_order(order.order_id) == []


def test_what_was_not_sent_has_no_report(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.cell.paid_order(aftersale.offer_id)
    opened(browser, order)
    assert browser.get(f"/orders/{order.order_id}/lines/1/claim").path == f"/orders/{order.order_id}"
