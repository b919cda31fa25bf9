"""From the basket to an order, once."""

import re

from chalicelib.catalog.models import StockItem
from chalicelib.orders.models import OrderItem
from chalicelib.people.queries import contact
from testing.cell import Cell
from tests.storefront.browser import Browser, Page
from tests.storefront.shopping import ZOE, on_sale, order_id_of, ordered, with_basket


def total_of(page: Page) -> str:
    found = re.search(r"Total (€[0-9.,]+)", page.text)
    assert found, page.text
    return found[1]


def test_the_total_is_the_same_from_the_product_to_the_card_form(browser: Browser, cell: Cell) -> None:
    basket = with_basket(browser, on_sale(cell))
    checkout = browser.get("/checkout")
    payment = browser.submit(checkout.form("/checkout"), **ZOE)
    assert total_of(basket) == total_of(checkout) == total_of(payment) == "€358.89"
    assert OrderItem.get(order_id_of(payment)).total_minor == 358_89


def test_an_order_of_several_sellers_is_placed_with_what_was_typed(browser: Browser, cell: Cell) -> None:
    payment = ordered(browser, on_sale(cell), on_sale(cell, price_minor=20_000))
    order = OrderItem.get(order_id_of(payment))
    assert len({line.seller_id for line in order.lines}) == 2
    found = contact(order.person_id)
    assert found is not None
    assert (found.name, found.email, found.address.city, found.language) == (
        "Zoé Müller 🙂",
        "zoe@example.org",
        "Paris",
        "en",
    )


def test_a_double_click_is_one_order(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    form = browser.get("/checkout").form("/checkout")
    first, second = browser.submit(form, **ZOE), browser.submit(form, **ZOE)
    assert first.path == second.path
    assert OrderItem.count() == 1


def test_the_basket_is_empty_after_ordering_but_for_what_was_added_meanwhile(browser: Browser, cell: Cell) -> None:
    one, other = on_sale(cell), on_sale(cell, price_minor=20_000)
    with_basket(browser, one)
    form = browser.get("/checkout").form("/checkout")
    with_basket(browser, other)
    browser.submit(form, **ZOE)
    page = browser.get("/basket")
    assert any(link.startswith(f"/products/{other}") for link in page.links)
    assert f"/products/{one}" not in page.links


def test_every_fault_is_shown_at_its_field_and_nothing_typed_is_lost(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    form = browser.get("/checkout").form("/checkout")
    page = browser.submit(form, **(ZOE | {"email": "zoe", "postal_code": "75011", "city": ""}))
    assert page.status == 422
    assert 'id="email-fault"' in page.html
    assert 'id="city-fault"' in page.html
    assert 'value="Zoé Müller 🙂"' in page.html
    mended = browser.submit(page.form("/checkout"), **ZOE)
    assert mended.path.endswith("/payment")
    assert OrderItem.count() == 1


def test_an_address_outside_the_tax_territory_is_refused_in_words(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    page = browser.submit(browser.get("/checkout").form("/checkout"), **(ZOE | {"postal_code": "97400"}))
    assert page.status == 422
    assert "outside the tax territory" in page.text


def test_a_fault_of_the_address_is_shown_with_every_other_and_not_one_round_later(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    form = browser.get("/checkout").form("/checkout")
    page = browser.submit(form, **(ZOE | {"email": "zoe", "postal_code": "97400"}))
    assert page.status == 422
    assert 'id="email-fault"' in page.html
    assert 'id="postal_code-fault"' in page.html
    assert "outside the tax territory" in page.text
    empty = browser.submit(form, **(ZOE | {"email": "", "postal_code": ""}))
    assert "Please enter an email address such as name@example.com." in empty.text
    assert "Please enter the postal code." in empty.text


def test_a_price_that_changed_is_shown_before_anything_is_ordered(browser: Browser, cell: Cell) -> None:
    seller, product_id = cell.a_seller(), cell.a_product()
    cell.an_offer(seller, product_id, sku="A")
    cell.settle()
    with_basket(browser, product_id)
    form = browser.get("/checkout").form("/checkout")
    cell.an_offer(seller, product_id, sku="A", price_minor=33_300)
    page = browser.submit(form, **ZOE)
    assert page.status == 409
    assert "is now €333.00 + €4.90 shipping, delivered by Wednesday, 25 November." in page.text
    assert "The total was €358.89 and is now €342.89." in page.text
    assert OrderItem.count() == 0
    accepted = browser.submit(page.form("/checkout"), **ZOE)
    assert OrderItem.get(order_id_of(accepted)).total_minor == 342_89


def test_a_device_sold_in_between_is_named(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell, stock=1))
    form = browser.get("/checkout").form("/checkout")
    item = next(iter(StockItem.scan()))
    cell.place(item.offer_id)
    page = browser.submit(form, **ZOE)
    assert page.status == 409
    assert "Apple iPhone 13 128 GB Midnight (Good) is sold out at this seller." in page.text
    assert "/basket" in page.links


def test_a_payment_provider_that_is_down_keeps_the_order_for_the_same_form(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    form = browser.get("/checkout").form("/checkout")
    cell.stripe.inject("timeout_before", times=4)
    page = browser.submit(form, **ZOE)
    assert page.status == 503
    assert "it is still one order" in page.text
    cell.stripe.clear_faults()
    cell.clock.advance(minutes=1)
    again = browser.submit(page.form("/checkout"), **ZOE)
    assert again.path.endswith("/payment")
    assert OrderItem.count() == 1


def test_a_fourth_unpaid_order_is_refused_on_the_same_page(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    for _ in range(3):
        ordered(browser, product_id)
    page = ordered(browser, product_id)
    assert page.status == 429
    assert "Pay or cancel one first" in page.text


def test_the_same_form_with_another_address_reveals_nothing_and_orders_nothing(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    form = browser.get("/checkout").form("/checkout")
    browser.submit(form, **ZOE)
    page = browser.submit(form, **(ZOE | {"city": "Lyon"}))
    assert page.status == 422
    assert "This order was placed already" in page.text
    assert "ord_eu_" not in page.html
    assert OrderItem.count() == 1


def test_an_empty_basket_has_no_checkout(browser: Browser) -> None:
    assert browser.get("/checkout").path == "/basket"


def test_a_form_without_lines_leads_back_to_the_basket(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    page = browser.submit(browser.get("/checkout").form("/checkout"), line=[], **ZOE)
    assert page.path == "/basket"
    assert OrderItem.count() == 0


def test_quantities_nobody_may_order_are_refused_whatever_the_form_says(browser: Browser, cell: Cell) -> None:
    with_basket(browser, on_sale(cell))
    form = browser.get("/checkout").form("/checkout")
    offer_id = next(value for name, value in form.fields if name == "line").split()[0]
    for lines in (f"{offer_id} 400 1", f"{offer_id} -1 1", f"{offer_id} 1 one", "x", f"{offer_id} 1 1 1"):
        browser.submit(form, line=lines, **ZOE)
    assert OrderItem.count() == 0
