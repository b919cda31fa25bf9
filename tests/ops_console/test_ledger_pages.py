"""The trial balance as a page."""

from testing.cell import Cell
from tests.console_visits import as_operator
from tests.storefront.browser import Browser


def test_the_accounts_of_a_sale_sum_to_nothing(browser: Browser, cell: Cell) -> None:
    cell.paid_order(cell.an_offer(cell.a_seller(), cell.a_product()))
    cell.settle()
    as_operator(browser)
    page = browser.get("/ops/ledger")
    assert "1 journal." in page.text
    assert "owed to the sellers" in page.text
    assert "The books are wrong" not in page.text
    assert "Nothing was booked" in browser.get("/ops/ledger?from=2026-01-01&to=2026-01-02").text


def test_an_orders_journals_are_shown_with_what_their_accounts_come_to(browser: Browser, cell: Cell) -> None:
    order = cell.paid_order(cell.an_offer(cell.a_seller(), cell.a_product()))
    cell.settle()
    as_operator(browser)
    assert f"/ops/orders/{order.order_id}/journals" in browser.get(f"/ops/orders/{order.order_id}").links
    page = browser.get(f"/ops/orders/{order.order_id}/journals")
    assert f"seller:{order.lines[0].seller_id}" in page.text
    assert page.text.count("€358.89") == 2
    assert browser.get("/ops/orders/ord_eu_00000000000000000000000000/journals").status == 404


def test_days_that_are_no_span_are_told(browser: Browser, cell: Cell) -> None:
    cell.a_seller()
    as_operator(browser)
    for query in ("from=2026-02-01&to=2026-01-01", "from=2026-02-30", "to=tomorrow"):
        page = browser.get(f"/ops/ledger?{query}")
        assert page.status == 422
        assert "These two days are no span." in page.text
