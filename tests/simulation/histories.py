"""Histories: a market's worst hour from a seed, three quiet days after it, and what was wrong in the end."""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from chalicelib.kernel import deadlines, fact_relay
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.orders.payment import reservation_release
from tests.simulation import market_world
from tests.simulation.answers import unkept
from tests.simulation.books import Books
from tests.simulation.buyers import Buyer, Spoken
from tests.simulation.cell_template import OPERATORS, Seeded
from tests.simulation.faults import Strike
from tests.simulation.functions import Run
from tests.simulation.invariants import Invariants
from tests.simulation.market_world import MarketWorld
from tests.simulation.operators import Operators
from tests.simulation.privacy import leaks
from tests.simulation.quiescence import unrest
from tests.simulation.scenes import HOUR, Scene, drawn
from tests.simulation.scheduler import MICROSECONDS
from tests.simulation.sellers import Sellers
from tests.simulation.stored import rows

# Pauses between the ticks of three quiet days, in seconds: long enough for what a queue retries, then for deadlines.
QUIET_PAUSES = (90, 90, 300, 400, 400, HOUR, 2 * HOUR, *(8 * HOUR for _ in range(8)), 5 * HOUR)
OPERATORS_ACT_AFTER_PAUSE = 8
ROUGH_PAUSES = (HOUR, 2 * HOUR, 6 * HOUR, 6 * HOUR, 12 * HOUR, 20 * HOUR, HOUR, 1200, 1200)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A seed, and what was left of its history by shrinking: fewer buyers, faults as written instead of drawn."""

    seed: int
    buyers: tuple[int, ...] | None = None
    strikes: tuple[Strike, ...] | None = None


class Outcome(msgspec.Struct, kw_only=True):
    """How a history went. `broken` is empty when all was well."""

    plan: Plan
    broken: list[str]
    strikes: list[Strike]
    opportunities: list[str]
    buyers: tuple[int, ...]
    edges: Counter[str]
    trace: list[str]
    trace_hash: str


class History:
    """One history on its way."""

    def __init__(self, plan: Plan, scene: Scene, world: MarketWorld) -> None:
        market = market_world.seeded()
        self.plan = plan
        self.world = world
        self.scene = scene
        self.spoken: list[Spoken] = []
        self.invariants = Invariants(world)
        self.carried: list[str] = []
        self.invariants.watch()
        self._stock(market)
        seed = str(plan.seed)
        self.buyers = tuple(range(len(scene.buyers))) if plan.buyers is None else plan.buyers
        sellers = Sellers(world, market, seed=seed, written=scene.handlings, spoken=self.spoken)
        self.invariants.heard.append(sellers.hear)
        self.operators = Operators(
            world, market.seller_keys[OPERATORS], seed=seed, are_lively=scene.has_lively_operators
        )
        for number in self.buyers:
            wanted = scene.buyers[number]
            buyer = Buyer(world, number + 1, wanted, seed=seed, offers=market.offers, spoken=self.spoken)
            self.invariants.heard.append(buyer.hear)
            buyer.start()
        self._listen()

    def _stock(self, market: Seeded) -> None:
        """The units of this history, put there as if received."""
        table = self.world.aws.dynamodb.database.tables["rebound-eu-stock"]
        for offer, units in zip(market.offers, self.scene.stocks, strict=True):
            place = table.keys.place_of({"offer_id": {"S": offer.offer_id}})
            row = table.row(place)
            if row is not None:
                table.space.put(place, row._replace(item=row.item | {"available": {"N": str(units)}}))
            self.invariants.received[offer.offer_id] = units

    def _listen(self) -> None:
        deliveries, world = self.world.deliveries, self.world
        start = world.scheduler.moment
        world.external_calls.silence = tuple(start + round(second * MICROSECONDS) for second in self.scene.silence)  # type: ignore[assignment]
        world.aws.dynamodb.database.index_lag_steps = self.scene.index_lag_steps
        self.invariants.is_told = self.is_told
        world.functions.ended = self._look_at_end
        deliveries.taken = lambda event: self.carried.extend(record["body"] for record in event["Records"])
        look = world.external_calls.seen

        def seen(service: str, about: str) -> None:
            look(service, about)
            if service == "stripe":
                self.invariants.look_at_stripe()

        world.external_calls.seen = seen
        if self.scene.poison:
            world.stripe.inject("event_unknown", times=1, event="payment_intent.*")

    def _look_at_end(self, run: Run) -> None:
        """Whoever nobody struck neither breaks nor says that it is broken."""
        if run.strikes:
            return
        self.invariants.check(run.error is None, f"{run.function} raised {run.error!r}, and no fault struck it")
        if run.error is None and run.function == "api_handler":
            status, path = run.answer["statusCode"], run.event["path"]
            self.invariants.check(status != 500, f"{path} was answered 500, and no fault struck it")
        if run.error is None and run.function == "relay_facts":
            self.invariants.check(not run.answer["batchItemFailures"], "the relay failed, and no fault struck it")

    def is_told(self, intent_id: str) -> bool:
        """Whether a client holds the intent's secret, or can still be given it."""
        operations = rows(self.world.aws, "stripe_operations")
        told = any(intent_id.encode() in each.answer.body for each in self.spoken)
        return told or any(operation.get("stripe_id") == intent_id for operation in operations)

    def live(self) -> None:
        """The hour, and the days after it."""
        self._storm()
        if not self.invariants.broken:
            self._calm_down()
        if not self.invariants.broken:
            self._judge()

    def _is_broken(self) -> bool:
        return bool(self.invariants.broken)

    def _storm(self) -> None:
        world, tick = self.world, self.scene.tick_minutes
        for minute in range(1, self.scene.minutes + 1):
            world.settle_down(60, stop=self._is_broken)
            if minute % tick == 0:
                world.deliveries.fire("expire_orders")
            if minute % 5 == 0:
                self.operators.refund_a_part()
            if minute % 12 == 0:
                for schedule in ("sweep_facts", "sweep_operations", "watch_deadlines"):
                    world.deliveries.fire(schedule)
        silence_ends, pause = world.external_calls.silence[1], 20 * 60
        while world.scheduler.moment < silence_ends and not self._is_broken():
            # While nobody answers, a tick finds what the one before found: they may be far apart.
            self._let_pass(pause)
            world.fire_all()
            pause *= 2
        for pause in ROUGH_PAUSES if self.scene.has_rough_days else ():
            self._let_pass(pause)
            self._sweep()

    def _let_pass(self, pause: float) -> None:
        """A long time without calls. Indexes lag by calls here, and no index lags for minutes."""
        self.world.settle_down(pause, stop=self._is_broken)
        self.world.aws.dynamodb.catch_up()

    def _calm_down(self) -> None:
        """Faults off; three days of ticks. From one of them on somebody heeds the alarm of the failure queues."""
        self.world.faults.is_on = self.scene.has_faults_to_the_end
        self.world.aws.dynamodb.catch_up()
        self.world.aws.dynamodb.database.index_lag_steps = 0
        for number, pause in enumerate(QUIET_PAUSES):
            self.world.settle_down(pause, stop=self._is_broken)
            if number >= OPERATORS_ACT_AFTER_PAUSE:
                self.operators.act()
                self.world.settle_down(120, stop=self._is_broken)
            # It rings as often as there is something: what came hours late may fail after the first time.
            if number >= self.scene.redrive_after_pause:
                self.world.deliveries.redrive()
            self._sweep()
            self.world.settle_down(120, stop=self._is_broken)
        self.world.settle_down(2 * HOUR, stop=self._is_broken)

    def _sweep(self) -> None:
        """Run each sweeper that has something to find, its cursor where runs that found nothing would have left it.

        Three days are 4,320 minutes of an index to walk. What is to be found is read past the application, so a
        sweeper that misses it is run in vain until the end, and the end tells.
        """
        if self.scene.expires_at_once:
            for table in ("key_values", "order_limits"):
                self.world.aws.dynamodb.expire(f"rebound-eu-{table}")
        if self.scene.walks_every_minute:
            self.world.fire_all()
            return
        now = clock.stamp(self.world.scheduler.now())
        marks = {row["key"] for row in rows(self.world.aws, "key_values")}
        if any(f"relayed#{fact['fact_id']}" not in marks for fact in rows(self.world.aws, "facts")):
            self.world.deliveries.fire("sweep_facts")
        else:
            # A sweep calls an hour clean ten minutes after its end: a fact of its last moment may be written after it.
            clean_until = clock.stamp(self.world.scheduler.now() - fact_relay.SWEEP.closes_after)
            self._set_cursor(fact_relay.SWEEP.cursor, f"{clean_until[:13]}:00:00.000Z")
        if any(row["state"] == "RESERVED" for row in rows(self.world.aws, "orders")):
            self.world.deliveries.fire("expire_orders")
        else:
            self._set_cursor(reservation_release.SWEEP.cursor, f"{now[:16]}:00.000Z")
        is_open = any("unresolved_shard" in operation for operation in rows(self.world.aws, "stripe_operations"))
        if is_open or any(refund.get("waiting_for") == "STRIPE" for refund in rows(self.world.aws, "refunds")):
            self.world.deliveries.fire("sweep_operations")
        self._look_at_deadlines(now)

    def _look_at_deadlines(self, now: str) -> None:
        """Its cursor only ever goes forward: what is written behind it is not found by setting it back."""
        waiting = rows(self.world.aws, "deadlines")
        stored = next(
            (row["content"] for row in rows(self.world.aws, "key_values") if row["key"] == deadlines.SWEEP.cursor), ""
        )
        closed = clock.stamp(self.world.scheduler.now() - deadlines.SWEEP.closes_after)[:13]
        held = min((row["due_hour"][:13] for row in waiting if row["due_hour"] >= stored[:13]), default=closed)
        self._set_cursor(deadlines.SWEEP.cursor, max(stored, f"{min(closed, held)}:00:00.000Z"))
        if any(row["due_at"] < now for row in waiting):
            self.world.deliveries.fire("watch_deadlines")

    def _set_cursor(self, cursor: str, moment: str) -> None:
        transactions.write(transactions.put(key_value.item(cursor, moment, keep_days=None)))

    def _judge(self) -> None:
        books = Books(self.world, self.is_told)
        self.invariants.broken += unrest(books)
        self.invariants.broken += unkept(books, self.spoken)
        self.invariants.broken += leaks("a message", self.carried)


def run(plan: Plan, scene: Scene | None = None) -> Outcome:
    """Live through a history; its scene is drawn from the seed unless given."""
    scene = scene or drawn(plan.seed, len(market_world.seeded().offers))
    written = None if plan.strikes is None else dict(plan.strikes)
    with _collector_at_rest(), market_world.opened(str(plan.seed), scene.mood, written) as world:
        history = History(plan, scene, world)
        history.live()
        return Outcome(
            plan=plan,
            broken=list(history.invariants.broken),
            strikes=list(world.faults.struck),
            opportunities=world.faults.opportunities,
            buyers=history.buyers,
            edges=history.invariants.edges,
            trace=world.external_calls.trace,
            trace_hash=_hash(world),
        )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A history makes garbage faster than it can be sorted: collected after it, not during."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _hash(world: MarketWorld) -> str:
    """A digest of every call, every log line, and of all that is stored in the end.

    Requests are not in it byte by byte: pynamodb asks for a batch of keys in an order that the process chooses.
    """
    digest = hashlib.blake2b(digest_size=16)
    for line in (*world.external_calls.trace, *world.log.written):
        digest.update(line.encode())
    for name in sorted(world.aws.dynamodb.database.tables):
        digest.update(repr(rows(world.aws, name.removeprefix("rebound-eu-"))).encode())
    digest.update(msgspec.json.encode(world.stripe.world.state))
    digest.update(repr(world.aws.mails).encode())
    return digest.hexdigest()
