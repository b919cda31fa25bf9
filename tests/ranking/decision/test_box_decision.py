"""Deciding: boxes follow their offers, whoever decides at the same time."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.catalog import queries
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.models import BoxItem, OfferItem
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import NotFound, Unavailable
from chalicelib.ranking.decision.box_decision import decide_product
from chalicelib.sellers.quality.standing import set_standing
from testing.builders import SKU, a_product, a_seller, an_offer, shipping
from tests.ranking.competing_offers import buy, euros, holder, two_competing_offers

pytestmark = pytest.mark.usefixtures("tables")


def test_the_lowest_total_has_the_box_with_what_it_was_compared_to() -> None:
    product, first, second = two_competing_offers()
    assert decide_product(product.product_id) == 1
    (box,) = queries.boxes(product.product_id, "FR")
    assert (box.offer_id, box.price_minor, box.shipping_minor, box.eligible) == (second, 33_000, 490, 2)
    assert box.score_minor == 33_000 + 490 + box.penalty_minor
    assert box.runner_up_score_minor == 34_900 + 490 + box.penalty_minor
    assert queries.boxes(product.product_id, "DE") == []
    assert first != second


def test_each_market_and_grade_has_its_own_box() -> None:
    product, seller = a_product(), a_seller()
    good = an_offer(seller, product, "good").publication.offer_id
    fair = an_offer(seller, product, "fair", grade="FAIR", prices=euros(20_000, "DE")).publication.offer_id
    assert decide_product(product.product_id) == 3
    assert [(box.grade, box.offer_id) for box in queries.boxes(product.product_id, "DE")] == [
        ("GOOD", good),
        ("FAIR", fair),
    ]
    assert [box.grade for box in queries.boxes(product.product_id, "FR")] == ["GOOD"]


def test_deciding_again_writes_nothing() -> None:
    product, _, _ = two_competing_offers()
    decide_product(product.product_id)
    before = [item.decision_id for item in BoxItem.query(product.product_id)]
    assert decide_product(product.product_id) == 0
    assert [item.decision_id for item in BoxItem.query(product.product_id)] == before


def test_trouble_costs_the_box() -> None:
    product, first, second = two_competing_offers(34_900, 33_900)
    offer = OfferItem.get(second).publication
    decide_product(product.product_id)
    assert holder(product) == second
    set_standing(offer.seller_id, "iphones", 3_000, "quality of 2026-10")
    decide_product(product.product_id)
    assert holder(product) == first


def test_a_sold_out_offer_hands_the_box_on_and_takes_it_back() -> None:
    product, first, second = two_competing_offers(34_900, 33_000)
    decide_product(product.product_id)
    buy(second)
    decide_product(product.product_id)
    assert holder(product) == first
    transactions.commit([stock_acts.release(second, 5)])
    decide_product(product.product_id)
    assert holder(product) == second


def test_nobody_eligible_leaves_no_box() -> None:
    product, seller = a_product(), a_seller()
    an_offer(seller, product)
    decide_product(product.product_id)
    publishing.withdraw(seller.seller_id, SKU)
    assert decide_product(product.product_id) == 2
    assert (holder(product), box_store.stored(product.product_id)) == (None, {})


def test_an_offer_off_sale_has_no_box() -> None:
    product, first, second = two_competing_offers()
    transactions.commit([stock_acts.set_on_sale(second, on_sale=False)])
    decide_product(product.product_id)
    assert holder(product) == first


def test_a_cent_less_does_not_take_the_box_from_its_holder() -> None:
    product = a_product()
    holding = an_offer(a_seller(), product, prices=euros(34_900)).publication.offer_id
    decide_product(product.product_id)
    challenger = an_offer(a_seller(), product, prices=euros(34_899)).publication
    decide_product(product.product_id)
    assert holder(product) == holding
    assert challenger.offer_id != holding


def test_the_cheapest_way_to_the_market_counts() -> None:
    product = a_product()
    options = (shipping(900, ("FR",), 1), shipping(0, ("FR",), 5), shipping(0, ("DE",), 1))
    an_offer(a_seller(), product, prices=euros(34_900), shipping=options)
    decide_product(product.product_id)
    (box,) = queries.boxes(product.product_id, "FR")
    assert (box.shipping_minor, box.delivery_days) == (0, 5)


def test_a_price_that_changed_within_the_box_reaches_the_box() -> None:
    product, seller = a_product(), a_seller()
    an_offer(seller, product, prices=euros(34_900))
    decide_product(product.product_id)
    an_offer(seller, product, prices=euros(31_900))
    assert decide_product(product.product_id) == 1
    (box,) = queries.boxes(product.product_id, "FR")
    assert (box.price_minor, box.terms_version) == (31_900, 2)


def test_an_offer_the_index_does_not_know_yet_competes() -> None:
    product, first, second = two_competing_offers()

    def lag(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Items"] = [item for item in parsed["Items"] if item.get("offer_id") != {"S": second}]
        parsed["Count"] = len(parsed["Items"])

    aws.client("dynamodb").meta.events.register("after-call.dynamodb.Query", lag)
    decide_product(product.product_id)
    assert holder(product) == first
    decide_product(product.product_id, second)
    assert holder(product) == second


def test_an_offer_of_another_product_never_competes_here() -> None:
    product, first, _ = two_competing_offers(33_000, 34_900)
    stranger = an_offer(a_seller(), a_product(), prices=euros(100)).publication.offer_id
    decide_product(product.product_id, stranger)
    assert holder(product) == first


def interrupting(happening: Callable[[], None], times: int = 1) -> None:
    """Let something happen between a decision's reading and its first write."""
    left = [times]

    def before_write(**_: Any) -> None:
        if left[0] > 0:
            rest, left[0] = left[0], 0
            happening()
            left[0] = rest - 1

    aws.client("dynamodb").meta.events.register("before-call.dynamodb.TransactWriteItems", before_write)


def test_a_decision_overtaken_by_a_newer_one_is_made_again() -> None:
    product, first, second = two_competing_offers(34_900, 33_000)

    def meanwhile() -> None:
        buy(second)
        decide_product(product.product_id)

    interrupting(meanwhile)
    decide_product(product.product_id)
    assert holder(product) == first


def test_an_older_decision_written_over_one_that_found_nothing_to_do_is_put_right() -> None:
    """Sold out, read by us; back in stock, read by another who finds the box right; then we write."""
    product, _, second = two_competing_offers(34_900, 33_000)
    decide_product(product.product_id)
    buy(second)

    def meanwhile() -> None:
        transactions.commit([stock_acts.release(second, 5)])
        assert decide_product(product.product_id) == 0

    interrupting(meanwhile)
    decide_product(product.product_id)
    assert holder(product) == second


def test_who_is_always_overtaken_leaves_it_to_the_queue() -> None:
    product, seller = a_product(), a_seller()
    an_offer(seller, product)
    prices = iter(range(10_000, 90_000, 1_000))

    def meanwhile() -> None:
        an_offer(seller, product, prices=euros(next(prices)))
        stored = box_store.stored(product.product_id)
        transactions.commit(box_store.store_acts(product.product_id, box_store.differences(stored, {})))

    interrupting(meanwhile, times=50)
    with pytest.raises(Unavailable):
        decide_product(product.product_id)


def test_a_product_that_is_none_has_no_boxes_to_decide() -> None:
    with pytest.raises(NotFound):
        decide_product("prd_eu_01JB0000000000000000000000")
