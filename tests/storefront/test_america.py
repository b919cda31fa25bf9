"""What a buyer in the United States is told: prices without sales tax, and the written warranty."""

import pytest

from chalicelib.search.index.rebuild import rebuild_search
from testing.cell import Cell
from tests.storefront.america import move_to_america, on_american_sale
from tests.storefront.browser import Browser


@pytest.fixture
def american(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser in cell us, where one product is for sale."""
    move_to_america(monkeypatch)
    on_american_sale()
    cell.settle()
    rebuild_search()
    return Browser(language="en-US")


def test_no_page_calls_a_total_complete_to_which_sales_tax_is_added(american: Browser) -> None:
    for address in ("/", "/categories/phones", "/search", "/how-we-rank"):
        page = american.get(address)
        assert page.status == 200
        assert "complete" not in page.text.lower(), address
    assert "Sales tax follows your state; you see it before you order." in american.get("/").text
    found = american.get("/search")
    assert "Every total is before sales tax: price, shipping and service fee." in found.text
    assert "Total before sales tax" in found.text


def test_the_written_warranty_is_shown_under_its_title_before_ordering(american: Browser) -> None:
    found = next(link for link in american.get("/search").links if link.startswith("/products/"))
    american.submit(american.get(found).form("/basket"))
    page = american.get("/checkout?state=CA&zip=94107")
    title = page.text.index("Limited Warranty The seller named beside the device")
    terms = page.text.index("the seller repairs a defective device, replaces it")
    assert title < terms < page.text.index("This written warranty takes away none")
    assert "in materials and workmanship for 24 months from delivery" in page.text
    assert "withdraw" not in page.text


def test_the_tax_is_that_of_the_zip_code_asked_first_and_of_the_address_ordered_to(american: Browser) -> None:
    found = next(link for link in american.get("/search").links if link.startswith("/products/"))
    american.submit(american.get(found).form("/basket"))
    asked = american.get("/checkout")
    assert "State and ZIP code show the exact total." in asked.text
    assert "This ZIP code lies in another state." in american.get("/checkout?state=CA&zip=73301").text
    page = american.get("/checkout?state=CA&zip=94107")
    form = page.form("/checkout")
    assert {("zip", "94107"), ("postal_code", "94107")} <= set(form.fields)
    # 7.25 % of 299.00 and the fee of 2.99, and of the shipping of 4.90
    assert "22.25" in page.text
    typed = {"name": "Ada", "email": "ada@example.org", "street": "1 Main St", "city": "San Francisco"}
    placed = american.submit(form, **typed)
    assert (placed.status, placed.path.endswith("/payment")) == (200, True)


def test_a_checkout_waits_while_the_tax_cannot_be_calculated(american: Browser, cell: Cell) -> None:
    found = next(link for link in american.get("/search").links if link.startswith("/products/"))
    american.submit(american.get(found).form("/basket"))
    cell.stripe.inject("error_before", times=1, method="POST", path="/v1/tax/calculations")
    assert american.get("/checkout?state=CA&zip=94107").status == 503
    assert american.get("/checkout?state=CA&zip=94107").status == 200
