"""Seeding: the demo market is what its rooms would have made of it."""

from collections.abc import Iterator

import pytest

from chalicelib.access.api_keys.credentials import identify
from chalicelib.catalog.models import BoxItem, OfferItem, OfferVersionItem, ProductItem, StockItem
from chalicelib.kernel.runtime import aws
from chalicelib.ranking.decision.box_decision import decide_product
from chalicelib.sellers import queries
from local.demo.generation import demo_market
from local.demo_tables import SEED, seed, seller_id
from testing.aws_in_process import every_table
from tests.local_cloud import ministack


@pytest.fixture(scope="module")
def keys() -> Iterator[dict[str, str]]:
    """The keys of a market seeded once, in a local cloud: 10,000 items are too many for tables in this process."""
    with ministack() as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", address)
        aws.client.cache_clear()
        for table in every_table():
            table.create_table(billing_mode="PAY_PER_REQUEST", wait=True)
        yield seed("eu")
    aws.client.cache_clear()


@pytest.mark.cloud
def test_every_demo_offer_is_on_sale_with_its_history_and_stock(keys: dict[str, str]) -> None:
    market = demo_market("eu", SEED)
    offers = {item.offer_id: item.publication for item in OfferItem.scan()}
    units = {item.offer_id: int(item.available) for item in StockItem.scan()}
    assert len(offers) == len(market.offers) == 1_500
    assert {item.offer_id for item in OfferVersionItem.scan()} == set(offers) == set(units)
    assert sum(units.values()) == sum(offer.stock for offer in market.offers)
    assert keys


@pytest.mark.cloud
@pytest.mark.usefixtures("keys")
def test_the_ranking_finds_nothing_to_change() -> None:
    products = [item.product_id for item in ProductItem.scan(limit=15)]
    assert [decide_product(product_id) for product_id in products] == [0] * 15
    assert BoxItem.count() > len(products)


@pytest.mark.cloud
def test_seeding_again_leaves_the_market_alone_and_gives_new_keys(keys: dict[str, str]) -> None:
    offer_id = next(iter(OfferItem.scan(limit=1))).offer_id
    stock = StockItem.get(offer_id)
    stock.update([StockItem.available.set(777)])
    again = seed("eu")
    assert StockItem.get(offer_id).available == 777
    assert set(again) == set(keys)
    assert set(again.values()).isdisjoint(keys.values())


@pytest.mark.cloud
@pytest.mark.usefixtures("keys")
def test_keys_are_those_of_the_demo_sellers_however_often_they_are_made() -> None:
    keys = [seed("eu") for _ in range(3)][-1]
    principals = [identify(key) for key in keys.values()]
    assert sorted(principal.kind for principal in principals) == ["ops", "seller", "seller"]
    first = demo_market("eu", SEED).sellers[0]
    assert principals[0].id == seller_id(first.key)
    assert queries.seller(principals[0].id).trader.trade_name == first.trade_name


def test_a_cell_is_seeded_with_its_own_market() -> None:
    with pytest.raises(ValueError, match="cell eu"):
        seed("us")
