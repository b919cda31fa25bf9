"""The generated demo market: contested, priced like refurbished devices, and the same for the same seed."""

import hashlib
import os
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import fmean

import pytest

from chalicelib.catalog.categories.category_tree import category, path
from local.demo.generation import demo_market
from local.demo.market import DemoMarket, DemoProduct

CELLS = ("eu", "us")
SEEDS = (1, 2, 3)
EACH_MARKET = [(cell, seed) for cell in CELLS for seed in SEEDS]

market = cache(demo_market)


def products_by_key(here: DemoMarket) -> dict[str, DemoProduct]:
    return {each.key: each for each in here.products}


def smartphones(here: DemoMarket) -> set[str]:
    return {each.key for each in here.products if "smartphones" in {step.slug for step in path(each.category)}}


def fingerprint(here: DemoMarket) -> str:
    return hashlib.sha256(repr(here).encode()).hexdigest()


def test_the_same_seed_writes_the_same_market_in_another_process() -> None:
    program = (
        "import hashlib; from local.demo.generation import demo_market;"
        "print(hashlib.sha256(repr(demo_market('eu', 1)).encode()).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout.strip() == fingerprint(demo_market("eu", 1))


def test_another_seed_or_another_cell_writes_another_market() -> None:
    assert len({fingerprint(market(cell, seed)) for cell, seed in EACH_MARKET}) == len(EACH_MARKET)


@pytest.mark.parametrize(("cell", "seed"), EACH_MARKET)
def test_there_are_1500_offers_and_a_seller_never_uses_a_sku_twice(cell: str, seed: int) -> None:
    offers = market(cell, seed).offers
    assert len(offers) == 1_500
    assert len({(each.seller, each.sku.lower()) for each in offers}) == 1_500
    assert len({(each.seller, each.product, each.grade, each.battery) for each in offers}) == 1_500
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,64}", each.sku) for each in offers)


@pytest.mark.parametrize(("cell", "seed"), EACH_MARKET)
def test_every_product_is_offered_by_four_sellers_in_three_grades(cell: str, seed: int) -> None:
    here = market(cell, seed)
    sellers, grades = defaultdict(set), defaultdict(set)
    for each in here.offers:
        sellers[each.product].add(each.seller)
        grades[each.product].add(each.grade)
    known = products_by_key(here)
    assert sellers.keys() == grades.keys() == known.keys()
    assert min(len(sellers[key]) for key in known) >= 4
    assert min(len(grades[key]) for key in known) >= 3


@pytest.mark.parametrize(("cell", "seed"), EACH_MARKET)
def test_every_smartphone_has_a_contest_in_stock_and_most_markets_see_several(cell: str, seed: int) -> None:
    here = market(cell, seed)
    competitors = defaultdict(set)
    for each in here.offers:
        for code in each.prices_minor if each.stock else ():
            competitors[each.product, each.grade, code].add(each.seller)
    contested = {place for place, sellers in competitors.items() if len(sellers) >= 2}
    phones = smartphones(here)
    home = here.markets[0]
    assert {product for product, _, code in contested if code == home} >= phones
    for code in here.markets:
        boxes = sum(1 for product, _, where in contested if where == code and product in phones)
        assert boxes >= 1.5 * len(phones), code


@pytest.mark.parametrize(("cell", "seed"), EACH_MARKET)
def test_every_price_is_30_to_70_percent_below_new(cell: str, seed: int) -> None:
    here = market(cell, seed)
    new_minor = {each.key: each.reference_price.amount_minor for each in here.products}
    shares_percent = [
        100 * amount_minor / new_minor[each.product]
        for each in here.offers
        for amount_minor in each.prices_minor.values()
    ]
    assert min(shares_percent) >= 30
    assert max(shares_percent) <= 70


@pytest.mark.parametrize(("cell", "seed"), EACH_MARKET)
def test_a_better_grade_costs_more_on_average(cell: str, seed: int) -> None:
    here = market(cell, seed)
    new_minor = {each.key: each.reference_price.amount_minor for each in here.products}
    shares: dict[str, list[float]] = defaultdict(list)
    for each in here.offers:
        shares[each.grade] += [amount / new_minor[each.product] for amount in each.prices_minor.values()]
    assert fmean(shares["PREMIUM"]) > fmean(shares["EXCELLENT"]) > fmean(shares["GOOD"]) > fmean(shares["FAIR"])


@pytest.mark.parametrize("cell", CELLS)
def test_a_battery_class_is_given_exactly_where_there_is_a_battery(cell: str) -> None:
    here = market(cell, 1)
    known = products_by_key(here)
    for each in here.offers:
        assert (each.battery is not None) == category(known[each.product].category).has_battery
    assert {each.battery for each in here.offers} == {None, "NEW", "STANDARD"}


@pytest.mark.parametrize("cell", CELLS)
def test_an_offer_is_priced_and_delivered_exactly_where_its_seller_delivers(cell: str) -> None:
    here = market(cell, 1)
    sellers = {each.key: each for each in here.sellers}
    assert here.offers
    for each in here.offers:
        seller = sellers[each.seller]
        assert set(each.prices_minor) == set(seller.ships_to) <= set(here.markets)
        assert {option.country for option in each.shipping} == set(seller.ships_to)
        assert all(option.cost_minor >= 0 and option.delivery_days > seller.ship_days for option in each.shipping)


@pytest.mark.parametrize("cell", CELLS)
def test_a_seller_offers_only_what_his_departments_hold(cell: str) -> None:
    here = market(cell, 1)
    known, sellers = products_by_key(here), {each.key: each for each in here.sellers}
    for each in here.offers:
        assert path(known[each.product].category)[0].slug in sellers[each.seller].departments
    assert {each.seller for each in here.offers} == set(sellers)


@pytest.mark.parametrize("cell", CELLS)
def test_stock_guarantee_and_grades_keep_their_ranges(cell: str) -> None:
    offers = market(cell, 1).offers
    stocks = {each.stock for each in offers}
    assert min(stocks) == 0
    assert 30 <= max(stocks) <= 40
    assert {each.guarantee_months for each in offers} == {12, 24, 36}
    assert {each.grade for each in offers} == {"PREMIUM", "EXCELLENT", "GOOD", "FAIR"}


def test_the_margin_scheme_is_european() -> None:
    assert {each.vat_scheme for each in market("eu", 1).offers} == {"REGULAR", "MARGINAL"}
    assert {each.vat_scheme for each in market("us", 1).offers} == {"REGULAR"}


def test_each_cell_has_its_markets_and_currency() -> None:
    europe, america = market("eu", 1), market("us", 1)
    assert (europe.currency, set(europe.markets)) == ("EUR", {"FR", "DE", "ES", "IT", "BE", "NL", "IE"})
    assert (america.currency, america.markets) == ("USD", ("US",))
    with pytest.raises(KeyError):
        demo_market("uk", 1)
