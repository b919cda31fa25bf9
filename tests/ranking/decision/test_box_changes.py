"""Boxes that pass from one offer to another: who won and who lost is told, and the product is marked."""

import msgspec
import pytest

from chalicelib.catalog import search_outbox
from chalicelib.catalog.products.product import Product
from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.kernel import fact_store
from chalicelib.ranking.decision.box_decision import decide_product
from testing.builders import a_product, a_seller, an_offer
from tests.ranking.competing_offers import buy, euros, two_competing_offers

pytestmark = pytest.mark.usefixtures("tables")


def passed(product: Product) -> list[tuple[str, str | None, str | None]]:
    """(market, who won, who lost) of every box of the product that changed hands, in order."""
    told = [msgspec.json.decode(fact.body, type=BuyBoxChanged) for fact in fact_store.story(product.product_id)]
    return [(each.market, each.won_offer_id, each.lost_offer_id) for each in told]


def test_a_box_that_changes_hands_is_told_with_who_won_and_who_lost_it() -> None:
    product, first, second = two_competing_offers(33_000, 34_900)
    decide_product(product.product_id)
    assert passed(product) == [("FR", first, None)]
    buy(first)
    decide_product(product.product_id)
    assert passed(product)[1:] == [("FR", second, first)]
    buy(second)
    decide_product(product.product_id)
    assert passed(product)[2:] == [("FR", None, second)]


def test_a_box_that_only_looks_otherwise_is_told_to_nobody() -> None:
    product, seller = a_product(), a_seller()
    an_offer(seller, product)
    decide_product(product.product_id)
    an_offer(seller, product, prices=euros(31_900))
    assert decide_product(product.product_id) > 0
    lost_without_price = [each for each in passed(product) if each[1] is None]
    assert [market for market, _, _ in lost_without_price] == ["DE"]
    assert [market for market, _, _ in passed(product)].count("FR") == 1


def test_a_product_whose_boxes_changed_is_marked_and_no_other() -> None:
    product, _, _ = two_competing_offers()
    two_competing_offers()
    decide_product(product.product_id)
    (before,) = search_outbox.pending(10)
    assert before.product_id == product.product_id
    decide_product(product.product_id)
    assert search_outbox.pending(10) == [before]
