"""The order's page leads to the open case of a device instead of offering another one."""

from tests.aftersales.conftest import AfterSale
from tests.storefront.browser import Browser
from tests.storefront.cases.test_return_pages import opened

RETURN, CLAIM = "Return or repair", "It has not arrived, arrived damaged or is another device?"


def test_an_open_return_stands_in_place_of_the_ways_to_open_one(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    assert RETURN in opened(browser, order).text
    return_id = aftersale.opened(order)
    shown = opened(browser, order)
    assert RETURN not in shown.text
    assert CLAIM not in shown.text
    assert "Return: The money back" in shown.text
    assert "It is the seller's turn. Without an answer by 24 November 2026 it is approved by itself." in shown.text
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    shown = opened(browser, order)
    assert "It is your turn. Please send it by" in shown.text
    assert "Get the label and send the device" in shown.text
    assert f"/orders/{order.order_id}/returns/{return_id}" in shown.links


def test_a_case_that_ended_without_the_money_leaves_the_ways_open(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/cancellation")
    shown = opened(browser, order)
    assert RETURN in shown.text
    assert f"/orders/{order.order_id}/returns/{return_id}" in shown.links


def test_a_device_that_was_refunded_cannot_be_returned_again(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/refund", {})
    shown = opened(browser, order)
    assert "Refunded" in shown.text
    assert RETURN not in shown.text
    assert CLAIM not in shown.text


def test_a_report_says_what_was_reported(browser: Browser, aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    aftersale.as_buyer(order, "POST", "/claims", {"line_id": "1", "kind": "WRONG_DEVICE", "wish": "REFUND"})
    shown = opened(browser, order)
    assert "It is another device than was bought" in shown.text
    assert "If the seller does not answer by 24 November 2026, it is decided in your favour." in shown.text
    assert RETURN not in shown.text
