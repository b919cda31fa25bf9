"""Looking around."""

from chalicelib.catalog import stored_items
from chalicelib.catalog.models import ProductItem
from chalicelib.catalog.products.creation import described_as
from chalicelib.catalog.products.product import Description, ReferencePrice, SafetyContact
from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.values import ids
from chalicelib.search.index.rebuild import rebuild_search
from testing.cell import Cell
from tests.storefront.browser import Browser
from tests.storefront.shopping import on_sale

NOWHERE = ("/nowhere", "/foo/bar", "/products/a/b", "/orders/a/b")


def titled(title: str, category: str = "iphones") -> str:
    """A product nobody sells yet."""
    description = Description(
        category=category,
        title=title,
        brand="Apple",
        model="iPhone 13",
        attributes={"storage_gigabytes": 128, "screen_millimetres": 155, "colour": "black"},
        weight_grams=174,
        manufacturer=SafetyContact(name="Apple", postal_address="Cork", electronic_address="https://apple.example"),
        reference_price=(
            ReferencePrice(amount_minor=90_900, currency="EUR", source="launch price", dated="2021-09-24"),
        ),
    )
    product = described_as(description, ids.new_id("prd"), clock.timestamp())
    stored_items.product_item(product).save()
    return product.product_id


def test_home_begins_with_phones_and_computers_and_leads_to_every_department(browser: Browser, cell: Cell) -> None:
    on_sale(cell)
    rebuild_search()
    page = browser.get("/")
    assert page.status == 200
    departments = [link for link in page.links if link.startswith("/categories/")]
    assert departments.index("/categories/phones") < departments.index("/categories/computers")
    assert departments.index("/categories/computers") < departments.index("/categories/gaming")
    assert "/categories/tools-garden" in departments
    assert "from €358.89 with shipping and service fee" in page.text
    assert "€550.11 below new (launch price, 24 September 2021)" in page.text


def test_home_stands_while_the_index_is_being_built(browser: Browser, cell: Cell) -> None:
    on_sale(cell)
    page = browser.get("/")
    assert page.status == 200
    assert "/categories/phones" in page.links
    assert "Country of delivery: France. Shipping and the service fee are in every total." in page.text


def test_a_product_says_everything_that_must_be_known_before_buying(browser: Browser, cell: Cell) -> None:
    page = browser.get(f"/products/{on_sale(cell)}")
    for said in (
        "€358.89",
        "€349.00 + €4.90 shipping + €4.99 service fee",
        "Sold by Phénix Mobile",
        "24 months by the seller",
        "24 months by law",
        "by Wednesday, 25 November if you order today",
        "Battery holds at least 80 %",
        "€550.11 below new (launch price, 24 September 2021)",
        "3 rue du Port, 69002 Lyon",
        "New: €909.00 (launch price, 24 September 2021), for comparison",
        "128 GB",
        "174 g",
        "set by Phénix Mobile, since 23 November 2026",
        "Prices include VAT",
        "You may withdraw from each purchase within 14 days",
        "Under the law of France the seller answers",
        "Hollyhill, Cork",
    ):
        assert said in page.text, said
    assert "/how-we-rank" in page.links
    assert "not stated" not in page.text


def test_the_price_new_is_never_struck_through(browser: Browser, cell: Cell) -> None:
    html = browser.get(f"/products/{on_sale(cell)}").html
    style = browser.send("GET", html.split('href="/assets/style')[1].join(["/assets/style", ""]).split('"')[0])
    assert not any(tag in html for tag in ("<s>", "<del", "<strike"))
    assert b"line-through" not in style.body


def test_carbon_is_shown_with_its_range_or_not_at_all(browser: Browser, cell: Cell) -> None:
    told = browser.get(f"/products/{on_sale(cell)}").text
    assert "Avoids about 30 kg of CO₂e compared with buying new (between 15 kg and 30 kg)" in told
    untold = browser.get(f"/products/{titled('Case', 'webcams')}").text
    assert "Nobody has published a carbon figure" in untold


def test_a_product_nobody_sells_here_says_so(browser: Browser) -> None:
    page = browser.get(f"/products/{titled('iPhone 13')}")
    assert page.status == 200
    assert "Nobody sells it here right now." in page.text
    assert [form.action for form in page.forms] == []


def test_a_screen_is_shown_in_inches_and_a_choice_in_the_readers_language(browser: Browser) -> None:
    browser.language = "fr-FR"
    page = browser.get(f"/products/{titled('iPhone 13')}")
    assert "6,1″" in page.text
    assert "Noir" in page.text


def test_a_title_cannot_smuggle_markup_into_a_page(browser: Browser) -> None:
    page = browser.get(f"/products/{titled('<script>alert(1)</script>')}")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;alert" in page.html


def test_a_sellers_public_identity_is_one_step_from_each_offer(browser: Browser, cell: Cell) -> None:
    product = browser.get(f"/products/{on_sale(cell)}")
    page = browser.get(next(link for link in product.links if link.startswith("/sellers/")))
    for said in ("Phénix Mobile SARL", "3 rue du Port, 69002 Lyon", "RCS Lyon 000 000 000", "shop@phenix.example"):
        assert said in page.text, said


def test_what_is_not_there_is_said_in_words(browser: Browser) -> None:
    for path in ("/products/prd_eu_00000000000000000000000000", "/categories/spaceships", "/sellers/x", *NOWHERE):
        page = browser.get(path)
        assert page.status == 404
        assert "There is no such page" in page.text


def test_what_breaks_is_a_page_too_and_shows_nothing_of_what_broke(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    aws.client("dynamodb").delete_table(TableName=ProductItem.Meta.table_name)
    page = browser.get(f"/products/{product_id}")
    assert page.status == 500
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Something broke on our side" in page.text
    assert "Reference" in page.text
    assert "ResourceNotFound" not in page.html


def test_a_product_of_the_other_cell_names_where_it_belongs(browser: Browser) -> None:
    page = browser.get("/products/prd_us_00000000000000000000000000")
    assert page.status == 421
    assert "It belongs to the American market." in page.text


def test_each_grade_is_one_step_away_with_its_own_total(browser: Browser, cell: Cell) -> None:
    product_id, seller = cell.a_product(), cell.a_seller()
    cell.an_offer(seller, product_id, sku="GOOD", grade="GOOD", price_minor=34_900)
    cell.an_offer(seller, product_id, sku="FAIR", grade="FAIR", price_minor=30_000)
    cell.settle()
    page = browser.get(f"/products/{product_id}")
    assert "Good €358.89 Fair €309.89" in page.text
    assert "Clearly used" in page.text  # the lowest total is what cards show, and what opens
    page = browser.get(next(link for link in page.links if link.endswith("grade=GOOD")))
    assert "Light marks" in page.text
    assert "Clearly used" not in page.text


def test_every_offer_of_a_grade_is_listed_in_its_order_with_the_reason(browser: Browser, cell: Cell) -> None:
    product_id = cell.a_product()
    dear = cell.an_offer(cell.a_seller(), product_id, sku="DEAR", price_minor=40_000)
    cheap = cell.an_offer(cell.a_seller(), product_id, sku="CHEAP", price_minor=34_900)
    cell.settle()
    page = browser.get(f"/products/{product_id}/offers?grade=GOOD")
    offered = [dict(form.fields)["offer_id"] for form in page.forms]
    assert offered == [cheap, dear]
    assert "Its sum is the lowest. It is shown first." in page.text
    assert "is higher than the first offer's" in page.text
    assert "€51.00 more than the first" in page.text
    assert "/how-we-rank" in page.links
    assert "Its sum is the lowest" not in browser.get(f"/products/{product_id}/offers?grade=FAIR").text


def test_an_offer_that_is_first_by_the_margin_alone_is_said_to_be(browser: Browser, cell: Cell) -> None:
    product_id = cell.a_product()
    held = cell.an_offer(cell.a_seller(), product_id, sku="HELD", price_minor=34_900)
    cell.settle()
    cell.an_offer(cell.a_seller(), product_id, sku="LOWER", price_minor=34_800)
    cell.settle()
    page = browser.get(f"/products/{product_id}")
    assert dict(page.form("/basket").fields)["offer_id"] == held
    assert "First of 2 offers: it was first before, and no other sum" in page.text
    assert "the lowest total" not in page.text
    listed = browser.get(f"/products/{product_id}/offers?grade=GOOD").text
    assert listed.index("Its sum is the lowest.") < listed.index("It was in first place before, and no other sum")
    assert "that would take it. It is shown first." in listed


def test_offers_of_no_grade_and_of_no_product_are_not_there(browser: Browser, cell: Cell) -> None:
    product_id = on_sale(cell)
    for address in (f"/products/{product_id}/offers", f"/products/{product_id}/offers?grade=MINT"):
        assert browser.get(address).status == 404
    assert browser.get("/products/prd_eu_00000000000000000000000000/offers?grade=GOOD").status == 404


def test_less_than_before_is_said_only_from_the_offers_own_thirty_days(browser: Browser, cell: Cell) -> None:
    product_id, seller = cell.a_product(), cell.a_seller()
    cell.an_offer(seller, product_id, price_minor=40_000)
    cell.clock.advance(days=31)
    cell.an_offer(seller, product_id, price_minor=34_900)
    cell.settle()
    page = browser.get(f"/products/{product_id}")
    assert "−12 % against €400.00, its lowest price of the 30 days before" in page.text
    told = "set by Phénix Mobile, since 24 December 2026 lowest of the 30 days before: €400.00"
    assert told in page.text
    cell.clock.advance(days=30)
    assert "lowest" not in browser.get(f"/products/{product_id}").text
    cell.clock.advance(days=-30)
    cell.an_offer(seller, product_id, price_minor=34_000)
    cell.settle()
    assert "−2 % against €349.00" in browser.get(f"/products/{product_id}").text


def test_a_young_offer_announces_no_reduction(browser: Browser, cell: Cell) -> None:
    product_id, seller = cell.a_product(), cell.a_seller()
    cell.an_offer(seller, product_id, price_minor=40_000)
    cell.clock.advance(days=3)
    cell.an_offer(seller, product_id, price_minor=34_900)
    cell.settle()
    assert "its lowest price" not in browser.get(f"/products/{product_id}").text
