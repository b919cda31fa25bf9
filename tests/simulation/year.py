"""A year in the life of a cell: thousands of orders over twelve virtual months, and every cent of them explained.

`TEST_CELL=us python -m tests.simulation.year --orders 2500 --days 365` lives through one and prints its counters.
"""

import argparse
import random
import sys
from collections import Counter

import msgspec

import tests.conftest  # noqa: F401 - the settings of the test cell, before anything of the application is imported
from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.orders.payment import reservation_release
from tests.long_report import EXPLAINED, MOVED
from tests.simulation import market_world, sweeping
from tests.simulation.answers import unkept
from tests.simulation.books import Books
from tests.simulation.buyers import wishes
from tests.simulation.cast import Cast
from tests.simulation.cell_template import OPERATORS
from tests.simulation.explained_money import disagreements_with_reconciliation, explained_money
from tests.simulation.market_world import MarketWorld
from tests.simulation.quiescence import unrest
from tests.simulation.scenes import HOUR
from tests.simulation.seller_money import SellerMoney, unsettled

# A quiet year: something goes wrong every day, and nothing for long.
MOOD = {
    "aws.before": 0.0005,
    "aws.write": 0.002,
    "aws.after": 0.001,
    "stripe.before": 0.01,
    "stripe.after": 0.002,
    "carrier.before": 0.02,
    "event": 0.03,
    "message": 0.01,
    "stream": 0.03,
    "schedule": 0.03,
    "clock": 0.005,
}
DAY = 24 * HOUR
KEYS_RENEWED_ON_DAY = 300
ROUNDS_A_DAY, ROUNDS_ON_CALM_DAYS = 8, 3
# The calm day on which operators end what is still on their lists.
LEFTOVERS_ON_DAY = 95
# After the last order: until the last cases have ended, and the last lines are transferred and paid out.
CALM_DAYS = 110


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """What a year was: how much of it there was, how much of its money is explained, and what broke."""

    counts: dict[str, int]
    broken: list[str]


class Year:
    """One year on its way."""

    def __init__(self, world: MarketWorld, *, seed: str, orders: int, days: int) -> None:
        self._world = world
        self._chance = random.Random(f"{seed}/year")
        self._seed = seed
        self._days = days
        self._orders = orders
        self._placed = 0
        self._offers = len(market_world.seeded().offers)
        units = (3 * orders,) * self._offers
        self.cast = Cast(world, seed=seed, units=units, has_lively_operators=True, has_after_sale=True)
        self.money = SellerMoney(world, market_world.seeded(), self.cast.invariants, seed=seed)
        world.external_calls.note = _forget  # type: ignore[method-assign]  # a year's trace would fill the memory

    def live(self) -> None:
        """Every day of the year, and the calm days after it."""
        self.money.open_accounts()
        self._world.settle_down(HOUR)
        self.money.give_everything()
        for day in range(self._days):
            if day == KEYS_RENEWED_ON_DAY:
                _renew_keys()
            self._let_buyers_come(self._orders * (day + 1) // self._days)
            self.money.live_a_day()
            self._live_a_day()
            if self.cast.invariants.broken:
                return
        self._world.faults.is_on = False
        self.money.give_everything()
        for day in range(CALM_DAYS):
            if day == LEFTOVERS_ON_DAY and self.cast.after_sale is not None:
                self.cast.after_sale.decide_leftovers()
            self._live_a_day(ROUNDS_ON_CALM_DAYS)
        self._world.settle_down(3 * HOUR)
        self._world.deliveries.fire("watch_deadlines")
        self._world.settle_down(600)

    def _let_buyers_come(self, until: int) -> None:
        while self._placed < until:
            self._placed += 1
            chance = random.Random(f"{self._seed}/wishes/{self._placed}")
            wanted = msgspec.structs.replace(wishes(chance, self._offers), mail_of=1)
            self.cast.add_buyer(
                self._placed, msgspec.structs.replace(wanted, starts_at=self._chance.uniform(0, DAY - HOUR))
            )

    def _live_a_day(self, rounds: int = ROUNDS_A_DAY) -> None:
        world = self._world
        for part in range(rounds):
            world.settle_down(DAY / rounds, stop=lambda: bool(self.cast.invariants.broken))
            world.hear_stripe()
            self._expire_orders()
            for schedule in ("sweep_facts", "sweep_operations", "watch_deadlines"):
                world.deliveries.fire(schedule)
            if part == rounds - 6:
                self.cast.operators.refund_a_part()
            if part == rounds // 2:
                self.cast.operators.act()
            if part in (rounds - 3, rounds - 2):
                world.deliveries.fire("audit_books")
        world.deliveries.redrive()
        sweeping.expire(world)

    def _expire_orders(self) -> None:
        """Its cursor goes minute by minute: where nobody waits to pay there is nothing to walk through."""
        reserved = self.cast.invariants.reserved
        if reserved:
            since = min(reserved.values())
            moment = min(since, clock.stamp(self._world.scheduler.now()))
            cursor = key_value.item(reservation_release.SWEEP.cursor, f"{moment[:16]}:00.000Z", keep_days=None)
            transactions.write(transactions.put(cursor))
            self._world.deliveries.fire("expire_orders")

    def judged(self) -> Lived:
        """What is true in the end."""
        invariants = self.cast.invariants
        broken = list(invariants.broken)
        counts = Counter({"orders in a year": self._placed})
        if not broken:
            books = Books(self._world, self.cast.is_told, invariants.marks)
            money = explained_money(books)
            counts.update({EXPLAINED: money.explained_minor, MOVED: money.moved_minor})
            broken += [
                *money.unexplained,
                *disagreements_with_reconciliation(books),
                *unsettled(books),
                *unrest(books),
                *unkept(books, self.cast.spoken),
            ]
        counts.update({f"in a year: {edge}": times for edge, times in invariants.edges.items()})
        return Lived(counts=dict(counts), broken=broken)


def _renew_keys() -> None:
    """A seller's key is good for a year at most."""
    keys = market_world.seeded().seller_keys
    for holder in sorted(keys.keys() - {OPERATORS}):
        keys[holder] = issue_key("seller", holder, SCOPES["seller"])


def _forget(line: str) -> None:
    """Keep no line of the trace."""


def lived(seed: str, *, orders: int, days: int) -> Lived:
    """Live through a year of the cell that this process is of."""
    with market_world.opened(seed, MOOD) as world:
        year = Year(world, seed=seed, orders=orders, days=days)
        year.live()
        return year.judged()


def main() -> int:
    """Print what the year was, as JSON; 1 if something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.year", description=__doc__)
    parser.add_argument("--seed", default="a year")
    parser.add_argument("--orders", type=int, default=2_500)
    parser.add_argument("--days", type=int, default=365)
    given = parser.parse_args()
    found = lived(given.seed, orders=given.orders, days=given.days)
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    return int(bool(found.broken))


if __name__ == "__main__":
    sys.exit(main())
