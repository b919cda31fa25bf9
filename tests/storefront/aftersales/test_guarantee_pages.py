"""The certificate of a guarantee, and what the order's page says of guarantees."""

from chalicelib.access.order_tokens import order_token
from chalicelib.aftersales.guarantees.extensions import extension_acts
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.orders.order import Order
from testing.cell import Cell, create_bucket
from tests.aftersales.sales import delivered, ship, sold
from tests.offered_files import behind, text_of
from tests.storefront.browser import Browser, Page


def opened(browser: Browser, order: Order) -> Page:
    return browser.get(f"/orders/{order.order_id}?token={order_token(order.order_id, 0)}")


def test_a_right_without_an_end_is_stated_as_a_minimum(browser: Browser, cell: Cell) -> None:
    page = opened(browser, delivered(cell, "IE"))
    assert "The legal guarantee lasts until 23 November 2028 at least." in page.text
    assert "The legal guarantee runs until" not in page.text


def test_a_right_with_an_end_is_stated_with_its_last_day(browser: Browser, cell: Cell) -> None:
    assert "The legal guarantee runs until 23 November 2028." in opened(browser, delivered(cell, "FR")).text


def test_the_certificate_names_device_guarantor_days_and_terms(browser: Browser, cell: Cell) -> None:
    order = delivered(cell, "FR")
    assert f"/orders/{order.order_id}/lines/1/guarantee" in opened(browser, order).links
    page = browser.get(f"/orders/{order.order_id}/lines/1/guarantee")
    for said in (
        "Contrat de garantie commerciale",
        "490154203237518",
        "Phénix Mobile SARL, 3 rue du Port, 69002 Lyon",
        "23 November 2028",
        "23 November 2027",
        "24 mois à compter de la délivrance",
        "[OPERATOR: official wording missing]",
    ):
        assert said in page.text, said


def test_the_certificate_is_saved_as_a_pdf(browser: Browser, cell: Cell) -> None:
    create_bucket(settings.uploads_bucket)
    order = delivered(cell, "FR")
    opened(browser, order)
    path = f"/orders/{order.order_id}/lines/1/guarantee/pdf"
    assert path in browser.get(path.removesuffix("/pdf")).links
    answer = browser.send("GET", path)
    assert answer.status == 303
    assert "490154203237518" in text_of(behind(dict(answer.headers)["Location"])[0])


def test_an_irish_certificate_says_until_when_the_contract_may_be_ended(browser: Browser, cell: Cell) -> None:
    order = delivered(cell, "IE")
    opened(browser, order)
    page = browser.get(f"/orders/{order.order_id}/lines/1/guarantee")
    assert "You may end the contract for a fault, until 23 December 2026" in page.text
    assert "The legal guarantee, at least until 23 November 2028" in page.text


def test_a_repair_is_seen_on_the_certificate(browser: Browser, cell: Cell) -> None:
    order = delivered(cell, "DE")
    transactions.commit(extension_acts(order.order_id, "1", "ret_1", claimed_at="2026-12-20T10:00:00.000Z"))
    opened(browser, order)
    page = browser.get(f"/orders/{order.order_id}/lines/1/guarantee")
    assert "A repair added 12 months to the legal guarantee" in page.text
    assert "The legal guarantee, until 23 November 2029" in page.text


def test_there_is_no_certificate_before_the_device_arrived(browser: Browser, cell: Cell) -> None:
    order = sold(cell)
    ship(cell, order)
    opened(browser, order)
    assert browser.get(f"/orders/{order.order_id}/lines/1/guarantee").path == f"/orders/{order.order_id}"
