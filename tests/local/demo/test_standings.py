"""Standings of the demo sellers: quality in money, per category."""

from dataclasses import replace

from local.demo.content import sellers
from local.demo.generation import demo_market
from local.demo.standings import penalty_minor


def test_a_penalty_is_each_rate_times_its_cost() -> None:
    seller = next(each for each in sellers("eu") if each.key == "spreewerk")
    # 80 x (1,200 + 9,000) + 90 x (1,200 + 4,500) + 100 x (500 + 900) + 20 x (500 + 2,250), in basis points.
    assert penalty_minor(seller, "iphones", 45_000) == (816_000 + 513_000 + 140_000 + 55_000) // 10_000


def test_twice_as_much_goes_wrong_where_a_seller_is_weak() -> None:
    seller = next(each for each in sellers("eu") if each.key == "spreewerk")
    weak = replace(seller, weak_departments=("phones",))
    assert penalty_minor(weak, "iphones", 50_000) in range(
        2 * penalty_minor(seller, "iphones", 50_000), 2 * penalty_minor(seller, "iphones", 50_000) + 2
    )
    assert penalty_minor(weak, "ipads", 50_000) == penalty_minor(seller, "ipads", 50_000)


def test_every_offer_meets_a_standing_of_its_seller_in_its_category() -> None:
    for cell in ("eu", "us"):
        market = demo_market(cell, 1)
        categories = {each.key: each.category for each in market.products}
        standing = {(each.seller, each.category): each.penalty_minor for each in market.standings}
        assert len(standing) == len(market.standings)
        assert {(each.seller, categories[each.product]) for each in market.offers} <= set(standing)
        assert all(amount_minor > 0 for amount_minor in standing.values())


def test_quality_orders_the_penalties_in_the_category_everybody_sells() -> None:
    for cell in ("eu", "us"):
        market = demo_market(cell, 1)
        quality = {each.key: each.quality for each in market.sellers}
        iphones = [each for each in market.standings if each.category == "iphones"]
        best = [each.penalty_minor for each in iphones if quality[each.seller] == "OUTSTANDING"]
        worst = [each.penalty_minor for each in iphones if quality[each.seller] == "WEAK"]
        assert max(best) < min(worst)
