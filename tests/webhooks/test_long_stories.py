"""Announcing: whatever else a story holds, the fact in hand is announced, and an order's end to each of its sellers."""

import pytest

from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.kernel.fact_store import FactItem
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.webhooks import outbox
from tests.webhooks.post_office import PostOffice
from tests.webhooks.sales import ONE, ORDER, PRODUCT, cancelled, paid

HERE = "erp.one.example.com"
OFFER = "off_eu_01JB0000000000000000000001"
FLOOD = outbox.STORY_MAX + 1


def flood(subject: str, name: str, count: int = FLOOD) -> None:
    """Facts nobody is told of, put into a story as a person who may do so often would."""
    for _ in range(count):
        FactItem(subject, ids.new_ulid(), name=name, body="{}", hour_shard=clock.timestamp()[:13]).save()


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [(0, 0, 0), (FLOOD, 0, 0), (0, FLOOD, 0), (0, 0, FLOOD), (2 * FLOOD, FLOOD, FLOOD)],
)
def test_a_seller_hears_of_a_sale_and_of_its_end_however_long_the_story(
    office: PostOffice, before: int, between: int, after: int
) -> None:
    office.an_endpoint(ONE, HERE)
    flood(ORDER, "OrderLinkRequested", before)
    sale = office.happen(paid())
    flood(ORDER, "PaymentDeclined", between)
    end = office.happen(cancelled("1", 1), cancelled("2", 2))
    flood(ORDER, "OrderLinkRequested", after)
    office.hear(sale)
    office.hear(end)
    office.work()
    assert office.types == ["order.paid", "line.cancelled", "line.cancelled", "order.cancelled"]


@pytest.mark.parametrize(("before", "after"), [(FLOOD, 0), (0, FLOOD), (FLOOD, FLOOD)])
def test_a_seller_hears_that_an_offer_is_sold_out_however_often_its_stock_changed(
    office: PostOffice, before: int, after: int
) -> None:
    office.an_endpoint(ONE, HERE)
    flood(OFFER, "StockChanged", before)
    gone = office.happen(OfferSoldOut(offer_id=OFFER, product_id=PRODUCT, seller_id=ONE))
    flood(OFFER, "StockChanged", after)
    office.hear(gone)
    office.work()
    assert office.types == ["offer.sold_out"]


@pytest.mark.parametrize("later", [0, FLOOD, 2 * FLOOD])
def test_a_seller_hears_of_a_box_it_won_before_any_number_of_others_did(office: PostOffice, later: int) -> None:
    office.an_endpoint(ONE, HERE)
    mine = BuyBoxChanged(product_id=PRODUCT, market="FR", grade="GOOD", won_offer_id=OFFER, won_seller_id=ONE)
    theirs = BuyBoxChanged(product_id=PRODUCT, market="DE", grade="GOOD", won_offer_id="off", won_seller_id="sel")
    won = office.happen(mine)
    office.happen(*[theirs] * later)
    office.hear(won)
    office.work()
    assert office.types == ["offer.box_won"]


def test_a_fact_brings_the_earlier_ones_that_nobody_reacted_to(office: PostOffice) -> None:
    office.an_endpoint(ONE, HERE)
    sold_out = OfferSoldOut(offer_id=OFFER, product_id=PRODUCT, seller_id=ONE)
    first, second, third = office.happen(*[sold_out] * 3)
    office.hear([second])
    office.work()
    assert len(office.posts) == 2
    office.hear([third, first])
    office.work()
    assert office.types == ["offer.sold_out"] * 3
