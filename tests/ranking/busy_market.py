"""A busy market on the in-memory AWS: sellers publish, buyers buy, ops suspend; facts arrive twice and in any order."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from chalicelib.catalog import queries
from chalicelib.catalog.offers import publishing
from chalicelib.catalog.offers.draft import OfferDraft
from chalicelib.catalog.offers.offer import GRADES, TermsChanged
from chalicelib.catalog.offers.sku import offer_id as offer_id_of
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft, UnitsNotReserved, UnitsPromised
from chalicelib.catalog.stock.stock_changes import change_stock
from chalicelib.facts.orders import LineCancelled, OrderPlaced, OrderReleased, OrderRevived
from chalicelib.kernel import fact_relay, fact_store
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import NotFound
from chalicelib.ranking.nightly import reranking
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.status import SellerSuspended
from chalicelib.sellers.profile.suspension import change_status
from chalicelib.sellers.quality.standing import set_standing
from chalicelib.subscriptions import SUBSCRIPTIONS
from doubles.clock_and_randomness import ManualClock, SeededRandomness
from doubles.in_memory_aws.world import World
from testing.aws_in_process import memory_cell
from testing.builders import a_draft, a_product, a_seller, shipping
from testing.cell import EVERY_QUEUE, Cell, open_cell
from testing.clients import client_of
from tests.simulation.cell_template import create_tables

FACTS = "rebound-eu-facts"
MARKETS = ("FR", "DE", "ES")
# What a client is told in such a market; nothing has changed then.
REFUSALS = (NoUnitsLeft, TermsChanged, UnitsPromised, UnitsNotReserved, SellerSuspended, NotFound)


class BusyMarket:
    """Products, sellers and their offers, and everything that may happen to them."""

    def __init__(self, world: World, dice: random.Random, *, products: int, sellers_count: int) -> None:
        self.world = world
        self.dice = dice
        self.products = [a_product(title=f"Phone {number}") for number in range(products)]
        self.sellers = [a_seller() for _ in range(sellers_count)]
        self.offers: list[tuple[str, str, Product]] = []
        self.facts = 0
        self._relayed = 0
        self._messages: list[str] = []

    def live(self, facts_wanted: int) -> None:
        """Let things happen until so many facts are recorded and all of them have arrived."""
        while self.facts < facts_wanted:
            for _ in range(20):
                self.let_something_happen()
            self._relay()
            self._deliver(self.dice.randint(0, len(self._messages)))
        while self._messages:
            self._deliver(len(self._messages))
            self._relay()

    def let_something_happen(self) -> None:
        """One act of somebody, or its refusal."""
        acts: tuple[Callable[[], None], ...] = (
            self._publish,
            self._publish,
            self._reprice,
            self._reprice,
            self._withdraw,
            self._count,
            self._buy,
            self._buy,
            self._release,
            self._cancel_line,
            self._revive,
            self._set_standing,
            self._suspend_or_reinstate,
        )
        # What touches all offers of a seller makes a fact of each: seldom in a large market, or it is all there is.
        seldom = max(0.1, 80 / len(self.products))
        weights = (12, 12, 12, 12, 6, 12, 12, 12, 6, 6, 6, seldom, seldom)
        try:
            self.dice.choices(acts, weights)[0]()
        except REFUSALS:
            return

    def _publish(self) -> None:
        seller, product = self.dice.choice(self.sellers), self.dice.choice(self.products)
        sku = f"sku-{len(self.offers)}"
        publishing.publish(self._now(seller), sku, self._draft(product))
        self.offers.append((seller.seller_id, sku, product))

    def _reprice(self) -> None:
        seller_id, sku, product = self._offer()
        current = queries.own_offer(seller_id, sku).publication
        draft = self._draft(product)
        draft = msgspec.structs.replace(draft, grade=current.grade, stock=self.dice.choice((None, 0, 3)))
        publishing.publish(sellers.seller(seller_id), sku, draft)

    def _withdraw(self) -> None:
        seller_id, sku, _ = self._offer()
        publishing.withdraw(seller_id, sku)

    def _count(self) -> None:
        seller_id, sku, _ = self._offer()
        request = Request(route="stock", principal=seller_id, key=ids.new_ulid(), fingerprint="")
        change_stock(seller_id, sku, self.dice.choice((-2, -1, 1, 2)), request)

    def _buy(self) -> None:
        offer_id, product = self._offer_id()
        offer = queries.own_offers([offer_id])[0].publication
        market = self.dice.choice(sorted(offer.prices))
        placed = OrderPlaced(
            order_id=ids.new_id("ord"), market=market, product_ids=(product.product_id,), offer_ids=(offer_id,)
        )
        terms_version = offer.prices[market].terms_version
        reserved = stock_acts.reserve(offer_id, self.dice.randint(1, 2), market=market, terms_version=terms_version)
        transactions.commit([reserved, fact_store.record_act(placed)])

    def _release(self) -> None:
        offer_id, product = self._offer_id()
        released = OrderReleased(order_id=ids.new_id("ord"), reason="EXPIRED", product_ids=(product.product_id,))
        transactions.commit([stock_acts.release(offer_id, 1), fact_store.record_act(released)])

    def _cancel_line(self) -> None:
        seller_id, sku, product = self._offer()
        cancelled = LineCancelled(
            order_id=ids.new_id("ord"),
            line_id="1",
            seller_id=seller_id,
            product_id=product.product_id,
            version=2,
            by="BUYER",
            reason="CHANGED_MIND",
        )
        freed = stock_acts.release(offer_id_of(seller_id, sku), 1)
        transactions.commit([freed, fact_store.record_act(cancelled)])

    def _revive(self) -> None:
        offer_id, product = self._offer_id()
        revived = OrderRevived(order_id=ids.new_id("ord"), product_ids=(product.product_id,), offer_ids=(offer_id,))
        transactions.commit([stock_acts.reserve_again(offer_id, 1), fact_store.record_act(revived)])

    def _set_standing(self) -> None:
        seller = self.dice.choice(self.sellers)
        set_standing(seller.seller_id, "iphones", self.dice.randrange(0, 5_000), "a test")

    def _suspend_or_reinstate(self) -> None:
        seller = self._now(self.dice.choice(self.sellers))
        change_status(seller.seller_id, "SUSPENDED" if seller.status == "ACTIVE" else "ACTIVE")

    def _draft(self, product: Product) -> OfferDraft:
        priced = self.dice.sample(MARKETS, self.dice.randint(1, len(MARKETS)))
        return a_draft(
            product.product_id,
            grade=self.dice.choice(GRADES[:2]),
            prices={market: Money(self.dice.randrange(300, 320) * 100, "EUR") for market in priced},
            shipping=(shipping(self.dice.choice((0, 490)), tuple(MARKETS)),),
            stock=self.dice.choice((0, 1, 2, 5)),
        )

    def _offer(self) -> tuple[str, str, Product]:
        if not self.offers:
            raise NotFound()
        return self.dice.choice(self.offers)

    def _offer_id(self) -> tuple[str, Product]:
        seller_id, sku, product = self._offer()
        return offer_id_of(seller_id, sku), product

    @staticmethod
    def _now(seller: Seller) -> Seller:
        return sellers.seller(seller.seller_id)

    def _relay(self) -> None:
        """Every new fact reaches the queue, twice."""
        fresh = self.world.stream(FACTS, self._relayed)
        self._relayed += len(fresh)
        self.facts += len(fresh)
        records = [*fresh, *fresh]
        self.dice.shuffle(records)
        for start in range(0, len(records), 100):
            answer = fact_relay.relay({"Records": records[start : start + 100]}, SUBSCRIPTIONS)
            assert answer == {"batchItemFailures": []}
        queue = self.world.queue("rebound-eu-reactions")
        while (event := queue.take())["Records"]:
            bodies = [record["body"] for record in event["Records"]]
            # A line that is cancelled here was never sold: carbon waits for the sale, and orders look for the order.
            self._messages += [body for body in bodies if not _reaction(body).startswith(("carbon.", "orders."))]
            queue.finish(event, {"batchItemFailures": []})

    def _deliver(self, count: int) -> None:
        """So many of the messages arrive, whichever, in batches of ten."""
        self.dice.shuffle(self._messages)
        arriving, self._messages = self._messages[:count], self._messages[count:]
        for start in range(0, len(arriving), 10):
            records = [
                {"messageId": str(number), "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
                for number, body in enumerate(arriving[start : start + 10])
            ]
            assert fact_relay.react({"Records": records}, SUBSCRIPTIONS) == {"batchItemFailures": []}
        queue = self.world.queue("rebound-eu-ranking")
        while (event := queue.take())["Records"]:
            assert reranking.work(event) == {"batchItemFailures": []}
            queue.finish(event, {"batchItemFailures": []})


def _reaction(body: str) -> str:
    return msgspec.json.decode(body, type=fact_relay.ReactionMessage).reaction


@contextmanager
def busy_market(seed: int, *, products: int, sellers_count: int) -> Iterator[BusyMarket]:
    """A market that has just opened."""
    held = ManualClock()
    with (
        memory_cell(lambda: held.moment.timestamp(), seed=seed, recipe=client_of, create_tables=create_tables) as world,
        open_cell(Cell, held, SeededRandomness(seed), queues=EVERY_QUEUE),
    ):
        yield BusyMarket(world, random.Random(seed), products=products, sellers_count=sellers_count)
