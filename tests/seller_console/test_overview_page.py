"""The sellers' first page shows what the key may know."""

from chalicelib.sellers.profile.seller import Seller
from testing.cell import Cell
from tests.console_visits import as_seller
from tests.storefront.browser import Browser


def a_sale(cell: Cell) -> Seller:
    seller = cell.a_seller()
    cell.paid_order(cell.an_offer(seller, cell.a_product()))
    return seller


def test_the_first_page_says_who_it_is_and_what_is_owed(browser: Browser, cell: Cell) -> None:
    seller = a_sale(cell)
    page = as_seller(browser, seller)
    assert seller.trader.trade_name in page.text
    assert "What we owe you" in page.text


def test_without_the_scopes_neither_name_nor_balance_is_shown(browser: Browser, cell: Cell) -> None:
    seller = a_sale(cell)
    page = as_seller(browser, seller, ["orders:read"])
    assert page.status == 200
    assert seller.trader.trade_name not in page.text
    assert "What we owe you" not in page.text
