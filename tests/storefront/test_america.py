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
    page = american.get("/checkout?state=CA")
    title = page.text.index("Limited Warranty The seller named beside the device")
    terms = page.text.index("the seller repairs a defective device, replaces it")
    assert title < terms < page.text.index("This written warranty takes away none")
    assert "in materials and workmanship for 24 months from delivery" in page.text
    assert "withdraw" not in page.text
