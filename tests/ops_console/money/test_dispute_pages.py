"""Operators see which disputes wait, answer one with evidence or accept it, each once."""

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders.order import Order
from chalicelib.payments.disputes import dispute_queries
from chalicelib.sellers import queries as sellers
from testing.cell import Cell, create_bucket
from tests.console_visits import as_operator, as_seller
from tests.payments.reconciliation.conftest import Books
from tests.storefront.browser import Browser
from tests.uploads.sample_files import PAPER
from tests.uploads.upload_window import announce


@pytest.fixture
def cell(books: Books) -> Cell:
    return books.cell


@pytest.fixture
def order(books: Books) -> Order:
    return books.cell.paid_order(books.shop.offer_id)


@pytest.fixture
def dispute_id(cell: Cell, order: Order) -> str:
    charge = cell.stripe.world.require("payment_intent", order.payment_intent_id or "")["latest_charge"]
    opened = cell.stripe.dispute(charge, reason="product_not_received")
    cell.settle()
    return opened


def test_a_dispute_is_found_on_the_list_with_the_day_to_answer(browser: Browser, dispute_id: str) -> None:
    first = as_operator(browser)
    assert "/ops/disputes" in first.html
    page = browser.get("/ops/disputes")
    assert f"/ops/disputes/{dispute_id}" in page.html
    assert "answer by" in page.text
    assert "None is in this state." in browser.get("/ops/disputes?state=LOST").text


def test_evidence_is_submitted_once_and_its_outcome_shown(browser: Browser, cell: Cell, dispute_id: str) -> None:
    as_operator(browser)
    path = f"/ops/disputes/{dispute_id}"
    form = browser.get(path).form(f"{path}/evidence")
    for _ in range(2):
        browser.submit(form, explanation="It arrived.", tracking_number="6A12345678901")
    cell.settle()
    page = browser.get(path)
    assert "Ok Evidence" in page.text
    assert "Submit evidence" not in page.text
    assert cell.stripe.world.require("dispute", dispute_id)["evidence_details"]["submission_count"] == 1


def test_evidence_without_an_explanation_is_refused_with_what_was_typed(browser: Browser, dispute_id: str) -> None:
    as_operator(browser)
    path = f"/ops/disputes/{dispute_id}"
    page = browser.submit(browser.get(path).form(f"{path}/evidence"), explanation=" ", carrier="colissimo")
    assert (page.status, 'value="colissimo"' in page.html) == (422, True)
    assert dispute_queries.dispute(dispute_id).answers == 0


def test_a_loss_is_accepted_only_with_the_box_ticked(browser: Browser, cell: Cell, dispute_id: str) -> None:
    as_operator(browser)
    path = f"/ops/disputes/{dispute_id}"
    form = browser.get(path).form(f"{path}/acceptance")
    assert browser.submit(form).status == 422
    browser.submit(form, is_certain="yes")
    cell.settle()
    page = browser.get(path)
    assert "Lost" in page.text
    assert "borne by the seller" in page.text
    assert browser.get(f"{path}/nothing").status == 404


def test_a_seller_sees_what_was_taken_for_its_line(browser: Browser, cell: Cell, order: Order, dispute_id: str) -> None:
    seller_id = order.lines[0].seller_id
    cell.stripe.decide_dispute(dispute_id, won=False)
    cell.settle()
    as_seller(browser, sellers.seller(seller_id))
    page = browser.get("/sell/disputes")
    assert order.order_id in page.text
    assert order.lines[0].sku in page.text


def test_a_seller_adds_a_file_for_the_bank_that_operators_see(browser: Browser, order: Order, dispute_id: str) -> None:
    create_bucket(settings.uploads_bucket)
    seller = sellers.sellers([order.lines[0].seller_id])[order.lines[0].seller_id]
    as_seller(browser, seller)
    path = f"/sell/disputes/{dispute_id}"
    assert f"{path}/file" in browser.get("/sell/disputes").links
    asked = browser.get(f"{path}/file")
    assert "at most 4.5 MB" in asked.text
    key = dict(next(form for form in asked.forms if form.action.startswith("https")).fields)["key"]
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=key, Body=PAPER)
    (onward,) = [link for link in Browser().get(f"{path}/sent-file?key={key}").links if "/files?" in link]
    assert "is being checked" in browser.get(onward).text
    announce(key)
    assert browser.get(onward).path == f"/sell/disputes#{dispute_id}"
    operator = Browser()
    as_operator(operator)
    page = operator.get(f"/ops/disputes/{dispute_id}")
    assert "application/pdf" in page.text
    assert [link for link in page.links if "/checked/" in link]
