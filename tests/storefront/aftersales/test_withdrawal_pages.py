"""The withdrawal function on the pages: on the order's while the right lasts, and open to anybody."""

import pytest

from chalicelib.access.order_tokens import order_token
from chalicelib.aftersales.withdrawals import queries
from chalicelib.mails.models import MailIntent
from chalicelib.orders.order import Order
from chalicelib.storefront.visitor import LANGUAGE_COOKIE, MARKET_COOKIE
from chalicelib.web.field_faults import order_number_example
from testing.cell import Cell
from tests.aftersales.sales import deliver, delivered, ship, sold
from tests.storefront.browser import Browser, Page

LABELS = {
    "de": ("Vertrag widerrufen", "Widerruf bestätigen"),
    "en": ("withdraw from contract here", "confirm withdrawal"),
}


def opened(browser: Browser, order: Order, language: str = "de") -> Page:
    browser.cookies[(LANGUAGE_COOKIE, "/")] = language
    return browser.get(f"/orders/{order.order_id}?token={order_token(order.order_id, 0)}")


def in_the_order(page: Page) -> bool:
    return f"/orders/{page.path.split('/')[2].partition('?')[0]}/withdrawal" in page.links


@pytest.mark.parametrize("language", LABELS)
def test_the_order_s_page_has_the_function_for_fourteen_days_and_no_longer(
    browser: Browser, cell: Cell, language: str
) -> None:
    order = delivered(cell, "DE")  # on 23 November
    cell.clock.advance(days=8)
    page = opened(browser, order, language)
    assert in_the_order(page)
    assert LABELS[language][0] in page.text
    cell.clock.advance(days=7)
    assert not in_the_order(opened(browser, order, language))


def test_a_device_on_its_way_may_be_withdrawn_from(browser: Browser, cell: Cell) -> None:
    order = sold(cell, "DE")
    ship(cell, order)
    assert in_the_order(opened(browser, order))


def test_a_buyer_withdraws_in_two_steps_and_states_the_parcel(browser: Browser, cell: Cell) -> None:
    order = delivered(cell, "DE", devices=2)
    opened(browser, order)
    asked = browser.get(f"/orders/{order.order_id}/withdrawal")
    assert LABELS["de"][1] in asked.html
    assert queries.of_order(order.order_id) == []
    nothing = browser.submit(asked.form(f"/orders/{order.order_id}/withdrawal"), name="Zoé Müller", line=[])
    assert nothing.status == 422
    page = browser.submit(asked.form(f"/orders/{order.order_id}/withdrawal"), name="Zoé Müller", line=["1"])
    cell.settle()
    assert "Wir haben Ihren Widerruf erhalten" in page.text
    (withdrawal,) = queries.of_order(order.order_id)
    assert withdrawal.line_ids == ("1",)
    assert "withdrawal_acknowledged" in {item.mail_key.split("#")[0] for item in MailIntent.scan()}
    sent = browser.submit(
        page.form(f"/orders/{order.order_id}/withdrawal/parcel"), carrier="DHL", tracking_number="00340434161094021501"
    )
    assert sent.status == 200
    assert [line.proof for line in queries.lines_of_order(order.order_id)] == ["SENT"]


def test_a_guest_withdraws_without_the_order_s_link(browser: Browser, cell: Cell) -> None:
    order = delivered(cell, "DE")
    browser.cookies |= {(MARKET_COOKIE, "/"): "DE", (LANGUAGE_COOKIE, "/"): "de"}
    assert "/withdrawal" in browser.get("/").links
    form = browser.get("/withdrawal").form("/withdrawal")
    wrong = browser.submit(form, order_id="12345", name="", email="zoe")
    assert wrong.status == 422
    assert wrong.html.count('aria-invalid="true"') == 3
    assert f"zum Beispiel {order_number_example()}" in wrong.text
    assert "Bitte geben Sie Ihren Namen ein" in wrong.text
    stated = browser.submit(form, order_id=order.order_id, name="Zoé Müller", email="zoe@example.org")
    assert LABELS["de"][1] in stated.html
    assert queries.of_order(order.order_id) == []
    told = browser.submit(stated.form("/withdrawal/confirmation"))
    assert "Wir haben Ihre Erklärung erhalten" in told.text
    assert len(queries.of_order(order.order_id)) == 1


def test_a_guest_reads_the_same_for_an_order_that_does_not_exist(browser: Browser, cell: Cell) -> None:
    order = sold(cell)
    ship(cell, order)
    deliver(cell, order)
    texts = []
    for email in ("zoe@example.org", "else@example.org"):
        form = browser.get("/withdrawal").form("/withdrawal")
        stated = browser.submit(form, order_id=order.order_id, name="Zoé", email=email)
        texts.append(browser.submit(stated.form("/withdrawal/confirmation")).text)
    assert texts[0] == texts[1]
