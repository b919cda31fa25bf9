"""Operators see which payouts and transfers failed, and have a transfer tried again."""

from tests.console_visits import as_operator
from tests.payments.reconciliation.conftest import Books
from tests.storefront.browser import Browser


def test_nothing_waits_in_a_market_without_failures(browser: Browser, books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    as_operator(browser)
    for path in ("/ops/payouts", "/ops/transfers"):
        assert "None waits." in browser.get(path).text


def test_a_transfer_that_did_not_fail_is_not_tried_again(browser: Browser, books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    page = as_operator(browser)
    token = page.html.partition('name="form_token" value="')[2].partition('"')[0]
    path = f"/ops/orders/{order.order_id}/lines/1/transfer-retry"
    answer = browser.send("POST", path, f"form_token={token}".encode())
    assert answer.status == 404
