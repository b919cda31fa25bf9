"""The written content of the demo market: real models with valid numbers, invented sellers who say so."""

from collections import Counter
from datetime import date
from urllib.parse import urlparse

import pytest

from chalicelib.catalog.categories.category_tree import category, check_attributes, children
from local.demo.content import products, sellers
from local.demo.market import DemoProduct

CELLS = ("eu", "us")
EACH_PRODUCT = [(cell, each) for cell in CELLS for each in products(cell)]


def check_digit(twelve: str) -> int:
    """GS1 General Specifications, section 7.9: weights 1 and 3 from the left of the first twelve digits."""
    odd, even = sum(map(int, twelve[::2])), sum(map(int, twelve[1::2]))
    return -(odd + 3 * even) % 10


def test_the_check_digit_rule_itself_agrees_with_a_number_known_from_the_standard() -> None:
    assert check_digit("629104150021") == 3


COUNTRY_NAMES = (
    "Belgium", "France", "Germany", "Ireland", "Italy", "Netherlands", "Spain", "United States",
)  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
def test_at_least_72_products_stand_in_at_least_20_categories(cell: str) -> None:
    here = products(cell)
    assert len(here) >= 72
    assert len({each.category for each in here}) >= 20
    assert len({each.key for each in here}) == len({each.title for each in here}) == len(here)


@pytest.mark.parametrize("each", [each for _, each in EACH_PRODUCT])
def test_every_product_states_what_its_category_asks(each: DemoProduct) -> None:
    assert category(each.category).is_leaf
    assert check_attributes(each.category, each.attributes) == [], each.key


@pytest.mark.parametrize("cell", CELLS)
def test_every_article_number_is_unique_well_formed_and_from_the_restricted_range(cell: str) -> None:
    numbers = [each.gtin for each in products(cell)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert len(number) == 13
        assert number.isdigit()
        assert number.startswith("2")
        assert int(number[-1]) == check_digit(number[:12])


@pytest.mark.parametrize(("cell", "each"), EACH_PRODUCT)
def test_every_price_new_is_in_the_cells_currency_with_its_source_and_day(cell: str, each: DemoProduct) -> None:
    assert each.reference_price.currency == {"eu": "EUR", "us": "USD"}[cell]
    assert each.reference_price.amount_minor >= 5_000
    assert each.reference_price.source.startswith(each.brand)
    announced = date.fromisoformat(each.reference_price.dated)
    assert abs(announced.year - each.released_year) <= 1 or "typical" in each.reference_price.source


@pytest.mark.parametrize(("cell", "each"), EACH_PRODUCT)
def test_every_product_names_a_maker_who_can_be_written_to_in_both_ways(cell: str, each: DemoProduct) -> None:
    maker = each.manufacturer
    assert maker.name
    assert len(maker.postal_address.split(", ")) >= 2
    assert urlparse(maker.electronic_address).scheme == "https"
    if cell == "us":
        assert maker.postal_address.endswith("United States")


def test_a_keyboard_follows_the_country() -> None:
    layouts = {cell: {each.attributes.get("keyboard_layout") for each in products(cell)} for cell in CELLS}
    assert layouts["us"] == {None, "qwerty-us"}
    assert "qwerty-us" not in layouts["eu"]


def test_what_was_never_sold_in_the_united_states_is_not_offered_there() -> None:
    brands = {cell: {each.brand for each in products(cell)} for cell in CELLS}
    assert "Fairphone" in brands["eu"] - brands["us"]


@pytest.mark.parametrize("cell", CELLS)
def test_25_sellers_are_invented_and_say_so(cell: str) -> None:
    here = sellers(cell)
    assert len(here) == 25
    assert len({each.key for each in here}) == len({each.register_number for each in here}) == 25
    for each in here:
        assert each.register_number.endswith("(invented)")
        assert each.email.endswith(".example")
        assert each.phone.startswith("+")


@pytest.mark.parametrize(("cell", "countries"), [("eu", {"FR", "DE", "ES", "IT", "BE", "NL", "IE"}), ("us", {"US"})])
def test_sellers_are_established_and_deliver_in_every_market_of_their_cell(cell: str, countries: set[str]) -> None:
    assert {each.country for each in sellers(cell)} == countries
    for each in sellers(cell):
        assert not each.postal_address.endswith(COUNTRY_NAMES), "the country is stated beside the address"
        assert each.country in each.ships_to
        assert set(each.ships_to) <= countries
        assert len(set(each.ships_to)) == len(each.ships_to)


@pytest.mark.parametrize("cell", CELLS)
def test_sellers_differ_in_quality_and_trade_in_departments_that_exist(cell: str) -> None:
    departments = {each.slug for each in children(None)}
    qualities = Counter(each.quality for each in sellers(cell))
    assert set(qualities) == {"OUTSTANDING", "GOOD", "AVERAGE", "WEAK", "NEW"}
    for each in sellers(cell):
        assert each.departments
        assert set(each.departments) <= departments
        assert set(each.weak_departments) <= set(each.departments)
        assert each.guarantee_months >= 12
        assert 1 <= each.stock_breadth <= 10


@pytest.mark.parametrize("cell", CELLS)
def test_a_better_seller_has_fewer_defects_than_any_worse_one(cell: str) -> None:
    defective = {
        quality: [each.defects.defective_basis_points for each in sellers(cell) if each.quality == quality]
        for quality in ("OUTSTANDING", "GOOD", "AVERAGE", "WEAK")
    }
    assert max(defective["OUTSTANDING"]) < min(defective["GOOD"])
    assert max(defective["GOOD"]) < min(defective["AVERAGE"])
    assert max(defective["AVERAGE"]) < min(defective["WEAK"])


def test_there_is_no_third_cell() -> None:
    for ask in (products, sellers):
        with pytest.raises(KeyError):
            ask("uk")
