"""Looking around."""

from chalicelib.catalog.creating import described_as, product_item
from chalicelib.catalog.product import Contact, Description, PriceNew
from chalicelib.kernel import clock, ids
from tests.desk import Desk
from tests.storefront.browser import Browser
from tests.storefront.shopping import on_sale


def titled(title: str, category: str = "iphones") -> str:
    """A product nobody sells yet."""
    description = Description(
        category=category,
        title=title,
        brand="Apple",
        model="iPhone 13",
        attributes={"storage_gigabytes": 128, "screen_millimetres": 155, "colour": "black"},
        weight_grams=174,
        manufacturer=Contact(name="Apple", postal_address="Cork", electronic_address="https://apple.example"),
        price_new=(PriceNew(amount_minor=90_900, currency="EUR", source="launch price", dated="2021-09-24"),),
    )
    product = described_as(description, ids.new_id("prd"), clock.timestamp())
    product_item(product).save()
    return product.product_id


def test_home_begins_with_phones_and_computers_and_leads_to_every_department(browser: Browser, desk: Desk) -> None:
    on_sale(desk)
    page = browser.get("/")
    assert page.status == 200
    departments = [link for link in page.links if link.startswith("/categories/")]
    assert departments.index("/categories/phones") < departments.index("/categories/computers")
    assert departments.index("/categories/computers") < departments.index("/categories/gaming")
    assert "/categories/tools-garden" in departments
    assert "from €358.89 with shipping and service fee" in page.text


def test_a_category_shows_the_lowest_total_a_buyer_would_really_pay(browser: Browser, desk: Desk) -> None:
    product_id = on_sale(desk)
    page = browser.get("/categories/phones")
    assert f"/products/{product_id}" in page.links
    assert "from €358.89" in page.text
    assert "Good" in page.text


def test_a_category_goes_on_with_the_next_page_until_everything_was_shown(browser: Browser) -> None:
    every = {titled(f"iPhone {number:02d}") for number in range(30)}
    page = browser.get("/categories/iphones")
    first = {link.removeprefix("/products/") for link in page.links if link.startswith("/products/")}
    following = next(link for link in page.links if "cursor=" in link)
    page = browser.get(following)
    second = {link.removeprefix("/products/") for link in page.links if link.startswith("/products/")}
    assert len(first) == 24
    assert first | second == every
    assert first & second == set()
    assert not [link for link in page.links if "cursor=" in link]


def test_a_cursor_of_another_category_is_refused_in_words(browser: Browser) -> None:
    for number in range(30):
        titled(f"iPhone {number:02d}")
    following = next(link for link in browser.get("/categories/iphones").links if "cursor=" in link)
    page = browser.get(following.replace("iphones", "ipads"))
    assert page.status == 400
    assert "This page of the list is gone" in page.text


def test_a_product_says_everything_that_must_be_known_before_buying(browser: Browser, desk: Desk) -> None:
    page = browser.get(f"/products/{on_sale(desk)}")
    for said in (
        "€358.89",
        "€349.00 + €4.90 shipping + €4.99 service fee",
        "Sold by Phénix Mobile",
        "24 months guarantee",
        "within 2 days",
        "Battery holds at least 80 %",
        "New: €909.00 (launch price, 24 September 2021), for comparison",
        "128 GB",
        "174 g",
        "Prices include VAT",
        "The law of France guarantees",
        "Hollyhill, Cork",
    ):
        assert said in page.text, said
    assert "/how-we-rank" in page.links


def test_the_price_new_is_never_struck_through(browser: Browser, desk: Desk) -> None:
    html = browser.get(f"/products/{on_sale(desk)}").html
    style = browser.send("GET", html.split('href="/assets/style')[1].join(["/assets/style", ""]).split('"')[0])
    assert not any(tag in html for tag in ("<s>", "<del", "<strike"))
    assert b"line-through" not in style.body


def test_carbon_is_shown_with_its_range_or_not_at_all(browser: Browser, desk: Desk) -> None:
    told = browser.get(f"/products/{on_sale(desk)}").text
    assert "Avoids about 30 kg of CO₂e against a new one (between 15 kg and 30 kg)" in told
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


def test_a_sellers_public_identity_is_one_step_from_each_offer(browser: Browser, desk: Desk) -> None:
    product = browser.get(f"/products/{on_sale(desk)}")
    page = browser.get(next(link for link in product.links if link.startswith("/sellers/")))
    for said in ("Phénix Mobile SARL", "3 rue du Port, 69002 Lyon", "RCS Lyon 000 000 000", "shop@phenix.example"):
        assert said in page.text, said


def test_what_is_not_there_is_said_in_words(browser: Browser) -> None:
    for path in ("/products/prd_eu_00000000000000000000000000", "/categories/spaceships", "/sellers/x", "/nowhere"):
        page = browser.get(path)
        assert page.status == 404
        assert "There is no such page" in page.text


def test_a_product_of_the_other_cell_names_where_it_belongs(browser: Browser) -> None:
    page = browser.get("/products/prd_us_00000000000000000000000000")
    assert page.status == 421
    assert "It belongs to the American market." in page.text
