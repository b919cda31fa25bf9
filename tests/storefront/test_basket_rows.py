"""A basket at today's terms."""

from chalicelib.catalog.models import StockItem
from chalicelib.kernel.values.money import Money
from chalicelib.markets.directory import market
from chalicelib.orders import views
from chalicelib.orders.checkout import placing
from chalicelib.orders.payloads import QuoteRequest, WantedLine
from chalicelib.storefront import basket_rows
from testing.cell import Cell
from tests.storefront.browser import Browser
from tests.storefront.shopping import on_sale, with_basket


def test_the_baskets_total_is_the_quotes_to_the_cent(cell: Cell) -> None:
    product_id, seller = cell.a_product(), cell.a_seller()
    cheap = cell.an_offer(seller, product_id, sku="A", price_minor=1_499)
    dear = cell.an_offer(cell.a_seller(), product_id, sku="B", price_minor=34_999)
    chosen = {cheap: 3, dear: 1}
    lines = tuple(WantedLine(offer_id=offer, quantity=count) for offer, count in chosen.items())
    quote = placing.quote(QuoteRequest(market="FR", lines=lines, delivery_country="FR"))
    totals, shown = views.quote(quote)["totals"], basket_rows.shown(chosen, market("FR"))
    assert shown.is_ready
    assert (shown.goods, shown.shipping, shown.service_fee, shown.total) == (
        totals["goods"],
        totals["shipping"],
        totals["service_fee"],
        totals["total"],
    )


def test_only_what_can_be_bought_counts(cell: Cell) -> None:
    product_id, seller = cell.a_product(), cell.a_seller()
    few = cell.an_offer(seller, product_id, sku="FEW", stock=1)
    gone = cell.an_offer(seller, product_id, sku="GONE", stock=0)
    fine = cell.an_offer(seller, product_id, sku="FINE")
    unknown = "off_eu_00000000000000000000000000"
    shown = basket_rows.shown({few: 2, gone: 1, fine: 1, unknown: 1}, market("FR"))
    assert [row.state for row in shown.rows] == ["FEWER", "GONE", "READY", "GONE"]
    assert shown.goods == Money(34_900, "EUR")
    assert not shown.is_ready


def test_an_offer_taken_off_sale_is_gone_though_units_are_there(cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    StockItem(offer_id).update(actions=[StockItem.on_sale.set(False)])
    assert [row.state for row in basket_rows.shown({offer_id: 1}, market("FR")).rows] == ["GONE"]


def test_an_offer_of_another_country_says_so(cell: Cell) -> None:
    offer_id = cell.an_offer(cell.a_seller(), cell.a_product())
    assert [row.state for row in basket_rows.shown({offer_id: 1}, market("IT")).rows] == ["NOT_HERE"]


def test_a_basket_is_filled_changed_and_emptied_without_scripts(browser: Browser, cell: Cell) -> None:
    page = with_basket(browser, on_sale(cell))
    assert "€358.89" in page.text
    page = browser.submit(page.forms[0], quantity="3")
    assert "€1,047.00" in page.text
    page = browser.submit(page.forms[1])
    assert "Your basket is empty." in page.text


def test_a_device_too_many_is_not_added_in_silence(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    page = with_basket(browser, product_id, product_id, product_id)
    assert "Nothing was added" not in page.text
    page = with_basket(browser, product_id)
    assert "Nothing was added: an order holds up to 40 devices, and up to 3 of one offer." in page.text


def test_a_basket_whose_device_is_sold_says_so_and_cannot_be_ordered(browser: Browser, cell: Cell) -> None:
    page = with_basket(browser, on_sale(cell, stock=1))
    cell.place(next(iter(browser_offers(browser))))
    page = browser.get("/basket")
    assert "Sold out." in page.text
    assert "/checkout" not in page.links
    assert browser.get("/checkout").path == "/basket"


def browser_offers(browser: Browser) -> list[str]:
    cookie = browser.cookies[("rebound_basket", "/")]
    return [entry.partition(".")[0] for entry in cookie.split("~")]
