"""What a buyer in the United States is told: prices without sales tax, and the written warranty."""

import pytest

from chalicelib.search.rebuilding import rebuild_search
from tests.desk import Desk
from tests.storefront.america import move_to_america, on_american_sale
from tests.storefront.browser import Browser


@pytest.fixture
def american(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser in cell us, where one product is for sale."""
    move_to_america(monkeypatch)
    on_american_sale()
    desk.settle()
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
