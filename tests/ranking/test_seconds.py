"""Ten seconds: from a fact to the boxes of the products it touches, through stream, relay, queue and reaction."""

import random
from collections import Counter

import pytest

from chalicelib.catalog.products.product import Product
from chalicelib.kernel.values.problems import Problem
from tests.ranking.busy_market import FACTS, BusyMarket
from tests.ranking.recomputed_boxes import boxes_that_differ
from tests.simulation.external_calls import WRITES
from tests.simulation.market_world import MarketWorld, opened
from tests.simulation.scheduler import MICROSECONDS
from tests.simulation.stored import Item, body_of, plain, rows

pytestmark = pytest.mark.slow

SECONDS_MAX = 10
HOURS = 24
ACTS_PER_HOUR = 10
RUSHES, ACTS_PER_RUSH, RUSH_SECONDS = 3, 40, 30


class Watch:
    """How long each product had to wait after a fact that touches it until its boxes were right."""

    def __init__(self, world: MarketWorld, market: BusyMarket) -> None:
        self.waited_seconds: list[float] = []
        self.touches: Counter[str] = Counter()
        self._world = world
        self._products = {product.product_id: product for product in market.products}
        self._waiting: dict[str, list[int]] = {}
        self._facts_seen = len(world.aws.stream(FACTS, 0))
        deliver = world.external_calls.seen

        def seen(service: str, operation: str) -> None:
            deliver(service, operation)
            if operation in WRITES:
                self._look()

        world.external_calls.seen = seen

    @property
    def still_waiting(self) -> set[str]:
        return set(self._waiting)

    def _look(self) -> None:
        now = self._world.scheduler.moment
        fresh = self._world.aws.stream(FACTS, self._facts_seen)
        self._facts_seen += len(fresh)
        for record in fresh:
            fact = plain(record["dynamodb"]["NewImage"])
            for product_id in self._touched(fact):
                self.touches[fact["name"]] += 1
                self._waiting.setdefault(product_id, []).append(now)
        wrong = {product_id for product_id, _ in boxes_that_differ(self._world.aws, self._awaited())}
        for product_id in self._waiting.keys() - wrong:
            self.waited_seconds += [(now - since) / MICROSECONDS for since in self._waiting.pop(product_id)]

    def _awaited(self) -> list[Product]:
        return [self._products[product_id] for product_id in sorted(self._waiting)]

    def _touched(self, fact: Item) -> set[str]:
        """A standing or a seller touches whatever he offers; what boxes or their followers announce touches nothing."""
        body = body_of(fact)
        if fact["name"] in ("BuyBoxChanged", "OfferSoldOut"):
            return set()
        if fact["name"] in ("StandingChanged", "SellerChanged"):
            offers = rows(self._world.aws, "offers")
            return {offer["product_id"] for offer in offers if offer["seller_id"] == body["seller_id"]}
        return {body["product_id"]} if "product_id" in body else set(body["product_ids"])


def act(market: BusyMarket) -> None:
    """Something happens, or is refused because others were faster."""
    try:
        market.let_something_happen()
    except Problem:
        return


def test_whatever_touches_a_product_is_in_its_boxes_within_ten_seconds_on_a_day_of_sales_and_rushes() -> None:
    """In this world a stream is read 0.1 to 0.8 s after a fact and the relay starts up to 0.2 s later, an idle queue
    is asked again after up to 0.6 s, a call of AWS takes 2 to 12 ms and one in 25 up to 1.2 s. Nobody waits for a free
    worker and no process starts cold."""
    chance = random.Random(10)
    with opened("a day of touched products", {}) as world:
        market = BusyMarket(world.aws, chance, products=6, sellers_count=4)
        watch = Watch(world, market)
        moments = [chance.uniform(0, HOURS * 3600) for _ in range(HOURS * ACTS_PER_HOUR)]
        for begin in (chance.uniform(0, HOURS * 3600) for _ in range(RUSHES)):
            moments += [begin + chance.uniform(0, RUSH_SECONDS) for _ in range(ACTS_PER_RUSH)]
        for number, moment in enumerate(moments):
            world.scheduler.start(f"act {number}", lambda: act(market), moment)
        world.settle_down(HOURS * 3600 + 60)
    assert not watch.still_waiting
    assert max(watch.waited_seconds) <= SECONDS_MAX
    assert sum(seconds > 0 for seconds in watch.waited_seconds) > 100
    assert watch.touches.keys() >= {"OfferPublished", "OfferWithdrawn", "StockChanged", "OrderPlaced", "OrderReleased"}
    assert watch.touches.keys() >= {"StandingChanged", "SellerChanged", "LineCancelled", "OrderRevived"}
