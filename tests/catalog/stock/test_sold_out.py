"""Selling out: announced once each time the last unit goes, however late and often the facts arrive."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.reactions import watch_units
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.sold_out import announce_if_sold_out
from chalicelib.catalog.stock.stock_acts import HandCount, Recounted, UnitsPromised
from chalicelib.catalog.stock.stock_changes import change_stock
from chalicelib.facts.offers import StockChanged
from chalicelib.facts.orders import OrderPlaced
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Recorded
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.sellers.profile.seller import Seller
from testing.builders import SKU, a_draft, a_product, a_seller, an_offer

pytestmark = pytest.mark.usefixtures("tables")
FACT = Recorded(fact_id="01JB0000000000000000000000", subject="", name="", body="")


class OfferStock:
    """One offer and what happens to its units."""

    def __init__(self, units: int) -> None:
        self.seller: Seller = a_seller()
        self.product = a_product()
        self.offer_id = an_offer(self.seller, self.product, stock=units).publication.offer_id
        self._requests = 0

    def sell(self, quantity: int = 1) -> None:
        transactions.commit([stock_acts.reserve(self.offer_id, quantity, market="FR", terms_version=1)])

    def free(self, quantity: int = 1) -> None:
        transactions.commit([stock_acts.release(self.offer_id, quantity)])

    def add(self, delta: int) -> None:
        self._requests += 1
        request = Request(route="stock", principal=self.seller.seller_id, key=str(self._requests), fingerprint="")
        change_stock(self.seller.seller_id, SKU, delta, request)

    def count(self, in_hand: int) -> None:
        publishing.publish(self.seller, SKU, a_draft(self.product.product_id, stock=in_hand))

    def deliver_facts(self) -> None:
        """One of the facts after which units may have changed arrives, whichever."""
        changed = StockChanged(offer_id=self.offer_id, product_id=self.product.product_id)
        placed = OrderPlaced(
            order_id="ord_eu_1", market="FR", product_ids=(self.product.product_id,), offer_ids=(self.offer_id,)
        )
        watch_units(FACT, changed)
        watch_units(FACT, placed)

    @property
    def announced(self) -> int:
        return sum(fact.name == "OfferSoldOut" for fact in fact_store.story(self.offer_id))


def test_the_last_unit_is_announced_once_however_often_it_is_told() -> None:
    stock = OfferStock(2)
    stock.sell()
    stock.deliver_facts()
    assert stock.announced == 0
    stock.sell()
    stock.deliver_facts()
    stock.deliver_facts()
    assert stock.announced == 1


def test_a_fact_names_the_offer_its_product_and_its_seller() -> None:
    stock = OfferStock(1)
    stock.sell()
    stock.deliver_facts()
    (fact,) = [each for each in fact_store.story(stock.offer_id) if each.name == "OfferSoldOut"]
    for name in (stock.offer_id, stock.product.product_id, stock.seller.seller_id):
        assert name in fact.body


@pytest.mark.parametrize(
    "restock",
    [
        lambda stock: stock.free(),
        lambda stock: stock.add(1),
        lambda stock: stock.count(3),
    ],
)
def test_sold_out_again_after_units_came_back_is_told_again_though_nobody_heard_of_their_coming(
    restock: Callable[[OfferStock], None],
) -> None:
    stock = OfferStock(1)
    stock.sell()
    stock.deliver_facts()
    restock(stock)
    stock.sell(int(StockItem.get(stock.offer_id).available))
    stock.deliver_facts()
    stock.deliver_facts()
    assert stock.announced == 2


def test_what_is_back_before_anybody_looked_is_not_said_to_be_gone() -> None:
    stock = OfferStock(1)
    stock.sell()
    stock.free()
    stock.deliver_facts()
    assert stock.announced == 0


def test_a_count_that_finds_nothing_new_does_not_sell_out_again() -> None:
    stock = OfferStock(2)
    stock.sell(2)
    stock.deliver_facts()
    transactions.commit([stock_acts.set_count(stock.offer_id, HandCount(in_hand=2, reserved=2))])
    stock.deliver_facts()
    assert stock.announced == 1


def test_counting_the_last_units_away_sells_out() -> None:
    stock = OfferStock(3)
    stock.sell()
    stock.count(1)
    stock.deliver_facts()
    assert stock.announced == 1
    with pytest.raises(UnitsPromised):
        stock.count(0)


def test_taking_the_last_units_out_unsold_sells_out() -> None:
    stock = OfferStock(3)
    stock.add(-3)
    stock.deliver_facts()
    assert stock.announced == 1


def test_an_offer_that_never_had_a_unit_has_sold_nothing_out() -> None:
    stock = OfferStock(0)
    stock.deliver_facts()
    assert stock.announced == 0
    stock.add(1)
    stock.sell()
    stock.deliver_facts()
    assert stock.announced == 1


@pytest.mark.parametrize(("in_hand", "reserved"), [(2, 2), (3, 2)])
def test_a_count_during_which_units_were_promised_is_made_again(in_hand: int, reserved: int) -> None:
    stock = OfferStock(5)
    stock.sell(reserved)
    count = HandCount(in_hand=in_hand, reserved=reserved)
    transactions.commit([stock_acts.release(stock.offer_id, 1)] if in_hand == reserved else [_selling(stock, 1)])
    with pytest.raises(Recounted):
        transactions.commit([stock_acts.set_count(stock.offer_id, count)])


def _selling(stock: OfferStock, quantity: int) -> transactions.Act:
    return stock_acts.reserve(stock.offer_id, quantity, market="FR", terms_version=1)


def test_a_seller_who_counts_while_others_buy_need_not_know() -> None:
    stock = OfferStock(5)
    stock.sell(2)
    client = aws.client("dynamodb")

    def buy_meanwhile(**_: Any) -> None:
        client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", buy_meanwhile)
        stock.sell()

    client.meta.events.register("before-call.dynamodb.TransactWriteItems", buy_meanwhile)
    stock.count(3)
    item = StockItem.get(stock.offer_id)
    assert (item.available, item.reserved) == (0, 3)
    stock.deliver_facts()
    assert stock.announced == 1


def test_units_that_come_back_between_look_and_announcement_keep_it_from_being_made() -> None:
    stock = OfferStock(1)
    stock.sell()
    client = aws.client("dynamodb")

    def free_meanwhile(**_: Any) -> None:
        client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", free_meanwhile)
        stock.free()

    client.meta.events.register("before-call.dynamodb.TransactWriteItems", free_meanwhile)
    assert announce_if_sold_out(stock.offer_id) is False
    assert stock.announced == 0
