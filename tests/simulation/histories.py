"""Histories: a market's worst hour from a seed, three quiet days after it, and what was wrong in the end."""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from doubles.stripe_double.idempotency import KEPT_SECONDS
from tests.simulation import market_world, sweeping
from tests.simulation.after_sale import LAST_RETURN_DAY
from tests.simulation.answers import unkept
from tests.simulation.books import Books
from tests.simulation.cast import Cast
from tests.simulation.faults import PRUNED_KEY, Strike
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import leaks
from tests.simulation.quiescence import unrest
from tests.simulation.scenes import HOUR, Scene, drawn
from tests.simulation.scheduler import MICROSECONDS
from tests.simulation.seller_money import SellerMoney, unsettled
from tests.simulation.stored import PREFIX, rows

# Pauses between the ticks of three quiet days, in seconds: long enough for what a queue retries, then for deadlines.
QUIET_PAUSES = (90, 90, 300, 400, 400, HOUR, 2 * HOUR, *(8 * HOUR for _ in range(8)), 5 * HOUR)
OPERATORS_ACT_AFTER_PAUSE = 8
DAY, WEEK = 24 * HOUR, 7 * 24 * HOUR
WEEKS_AFTER_SALE = 15
# From the day on which all is transferred until it is paid out, and until a payout has reached its bank at the latest.
PAYING_DAYS, PAYING_DAYS_MAX = 5, 14
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
        self.plan = plan
        self.world = world
        self.scene = scene
        self.carried: list[str] = []
        self.cast = Cast(
            world,
            seed=str(plan.seed),
            units=scene.stocks,
            handlings=scene.handlings,
            has_lively_operators=scene.has_lively_operators,
            has_after_sale=scene.has_after_sale,
        )
        self.invariants = self.cast.invariants
        self.buyers = tuple(range(len(scene.buyers))) if plan.buyers is None else plan.buyers
        for number in self.buyers:
            self.cast.add_buyer(number + 1, scene.buyers[number])
        self.money: SellerMoney | None = None
        if scene.has_after_sale:
            self.money = SellerMoney(world, market_world.seeded(), self.invariants, seed=str(plan.seed))
            self.money.open_accounts()
        self._set_up_trouble()

    def _set_up_trouble(self) -> None:
        scene, world = self.scene, self.world
        start = world.scheduler.moment
        world.external_calls.silence = tuple(start + round(second * MICROSECONDS) for second in scene.silence)  # type: ignore[assignment]
        world.external_calls.silence_after_effect_seconds = round(scene.silence_after_effect_hours * HOUR)
        world.aws.dynamodb.database.index_lag_steps = scene.index_lag_steps
        world.deliveries.taken = lambda event: self.carried.extend(record["body"] for record in event["Records"])
        if scene.poison:
            world.stripe.inject("event_unknown", times=1, event="payment_intent.*")

    def live(self) -> None:
        """The hour, and the days after it."""
        self._storm()
        if not self.invariants.broken:
            self._calm_down()
        if not self.invariants.broken and self.money is not None:
            self._live_on(self.money)
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
                self.cast.operators.refund_a_part()
                self.cast.operators.refund_in_dashboard()
            if minute % 12 == 0:
                for schedule in ("sweep_facts", "sweep_operations", "watch_deadlines"):
                    world.deliveries.fire(schedule)
        silence_ends, pause = world.external_calls.silence[1], 20 * 60
        while world.scheduler.moment < silence_ends and not self._is_broken():
            # While nobody answers, a tick finds what the one before found: they may be far apart.
            self._let_pass(pause)
            world.fire_all()
            pause *= 2
        self._count_pruned_keys()
        for pause in ROUGH_PAUSES if self.scene.has_rough_days else ():
            self._let_pass(pause)
            self._sweep()

    def _count_pruned_keys(self) -> None:
        """Operations without an outcome whose keys Stripe was sent and has forgotten."""
        oldest = self.world.scheduler.epoch() - KEPT_SECONDS
        kept = [slot for slot, sent in self.world.stripe.world.state["keys"].items() if sent["created"] > oldest]
        for operation in rows(self.world.aws, "stripe_operations"):
            key = operation["idempotency_key"]
            is_open = operation["state"] == "STARTED" and key in self.world.external_calls.keys_sent
            if is_open and not any(key in slot for slot in kept):
                self.world.faults.struck.append(PRUNED_KEY)

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
                self.cast.operators.act()
                self.world.settle_down(120, stop=self._is_broken)
            # It rings as often as there is something: what came hours late may fail after the first time.
            if number >= self.scene.redrive_after_pause:
                self.world.deliveries.redrive()
            self._sweep()
            self.world.settle_down(120, stop=self._is_broken)
        if sweeping.has_unknown_objects(self.world):
            self._reconcile()
        self.world.settle_down(2 * HOUR, stop=self._is_broken)

    def _reconcile(self) -> None:
        """The daily schedules: they also begin reconciliations and payouts."""
        for schedule in ("audit_books", "sweep_operations"):
            self.world.deliveries.fire(schedule)
        self.world.settle_down(600, stop=self._is_broken)

    def _live_on(self, money: SellerMoney) -> None:
        """Weeks without faults: from deadline to deadline until every case has ended, then until sellers are paid."""
        money.give_everything()
        ends = self.world.scheduler.moment + WEEKS_AFTER_SALE * WEEK * MICROSECONDS
        self._pass_deadlines(ends)
        if self.cast.after_sale is not None:
            self.cast.after_sale.decide_leftovers()
            self._live_on_for(HOUR)
        self._pass_deadlines(ends)
        for day in range(PAYING_DAYS_MAX):
            if day >= PAYING_DAYS and not money.are_payouts_under_way():
                break
            self._live_on_for(DAY)
            self._reconcile()
        # The commands of refunds that Stripe refused: each refund has ended otherwise by now.
        self.world.deliveries.redrive()
        self._live_on_for(HOUR)

    def _pass_deadlines(self, ends: float) -> None:
        while not self._is_broken():
            pause = sweeping.seconds_to_next_deadline(self.world)
            if self.world.scheduler.monotonic() < (LAST_RETURN_DAY + 5) * DAY:
                pause = min(pause, 5 * DAY)  # there are buyers who have not come back yet
            if self.world.scheduler.moment + pause * MICROSECONDS > ends:
                break
            self._live_on_for(pause)

    def _live_on_for(self, pause: float) -> None:
        self._let_pass(pause)
        self.world.hear_stripe()
        sweeping.sweep(self.world)
        if sweeping.operators_are_needed(self.world):
            self.cast.operators.act()
        self.world.settle_down(600, stop=self._is_broken)
        if sweeping.has_unknown_objects(self.world):
            self._reconcile()

    def _sweep(self) -> None:
        if self.scene.expires_at_once:
            sweeping.expire(self.world)
        if self.scene.walks_every_minute:
            self.world.fire_all()
        else:
            sweeping.sweep(self.world)

    def _judge(self) -> None:
        books = Books(self.world, self.cast.is_told, self.invariants.marks)
        self.invariants.broken += unrest(books)
        self.invariants.broken += unkept(books, self.cast.spoken)
        self.invariants.broken += leaks("a message", self.carried)
        if self.money is not None:
            self.invariants.broken += unsettled(books)


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
        digest.update(repr(rows(world.aws, name.removeprefix(PREFIX))).encode())
    digest.update(msgspec.json.encode(world.stripe.world.state))
    digest.update(repr(world.aws.mails).encode())
    return digest.hexdigest()
