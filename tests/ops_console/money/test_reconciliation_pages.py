"""Operators look at each day's money, and have a day compared again, on pages."""

from tests.console_visits import as_operator
from tests.payments.reconciliation.conftest import TODAY, Books
from tests.storefront.browser import Browser

PATH = f"/ops/reconciliations/{TODAY}"


def test_a_day_shows_how_much_is_explained_and_what_is_not(browser: Browser, books: Books) -> None:
    order = books.cell.paid_order(books.shop.offer_id)
    made = books.ask_stripe("/v1/refunds", payment_intent=order.payment_intent_id, amount=100)
    books.lose_events()
    books.days_pass()
    books.reconcile()
    as_operator(browser)
    assert "99.726 % explained" in browser.get("/ops/reconciliations").text
    page = browser.get(PATH)
    assert made["id"] in page.text
    assert "-€1.00" in page.text
    theirs, ours = page.text.rpartition("Ours only")[::2]
    assert "Nothing." not in theirs
    assert "Nothing." in ours
    assert "Matched with journals 1" in page.text


def test_a_day_is_compared_again_from_its_page(browser: Browser, books: Books) -> None:
    books.cell.paid_order(books.shop.offer_id)
    books.days_pass()
    books.reconcile()
    as_operator(browser)
    page = browser.submit(browser.get(PATH).form(PATH))
    assert page.path == PATH
    assert "2 runs" in browser.get("/ops/reconciliations").text


def test_a_day_that_is_not_over_or_none_is_refused(browser: Browser, books: Books) -> None:
    books.days_pass()
    books.reconcile()
    page = as_operator(browser)
    form = browser.get(PATH).form(PATH)
    for day, status in (("2099-01-01", 409), ("2026-11-31", 404), ("today", 404)):
        form.action = f"/ops/reconciliations/{day}"
        assert browser.submit(form).status == status
        assert browser.get(form.action).status == 404
    assert page.status == 200


def test_a_key_that_may_only_read_is_shown_no_button(browser: Browser, books: Books) -> None:
    books.days_pass()
    books.reconcile()
    as_operator(browser, ["ledger:read"])
    assert browser.get(PATH).forms == []
