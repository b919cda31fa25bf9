"""One cell in memory with its clock, dice, Stripe, carriers and deliveries: everything a history happens in."""

import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from types import TracebackType
from unittest.mock import patch

import botocore.endpoint

from chalicelib.gateways import http_client, stripe
from chalicelib.kernel.http import application, routes
from chalicelib.kernel.runtime import aws, background, clock, local_clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.people import key_ring
from doubles.in_memory_aws.world import World
from doubles.stripe_double.double import StripeDouble
from testing.clients import NO_TIME, SERVICES, client_of
from testing.direct_calls import DIRECT, DirectCalls
from tests.simulation.cell_template import CELL, Seeded, create_queues, create_tables, fill, frozen, thaw
from tests.simulation.deliveries import SCHEDULES, Deliveries
from tests.simulation.external_calls import (
    PUBLISHABLE_KEY,
    RESTRICTED,
    SECRET_KEY,
    ExternalCalls,
    SimulatedCarriers,
    SimulatedStripeClient,
)
from tests.simulation.faults import Faults
from tests.simulation.functions import Functions, InTask, RunClock
from tests.simulation.scheduler import Scheduler


class _Dice:
    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class _Nobody:
    """Work that no request waits for is not done: a thread would belong to no history."""

    def run(self, task: background.Task) -> None:
        pass


class Log:
    """Standard output, kept line by line."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


class MarketWorld:
    """A cell. Use it as a context: meanwhile the application's edges lead here."""

    def __init__(self, seed: str, mood: Mapping[str, float], written: Mapping[str, str] | None = None) -> None:
        self.scheduler = Scheduler()
        self.faults = Faults(seed, mood, written)
        way = random.Random(f"{seed}/way")
        self.aws = World(self.scheduler.epoch, random.Random(f"{seed}/aws"))
        self.stripe = StripeDouble(
            lambda: int(self.scheduler.epoch()),
            random.Random(f"{seed}/stripe"),
            settings.stripe_webhook_secret,
            frozenset({SECRET_KEY}),
            restricted_keys=RESTRICTED,
            publishable_keys=frozenset({PUBLISHABLE_KEY}),
        )
        self.functions = Functions(self.scheduler, self.faults)
        self.external_calls = ExternalCalls(self.scheduler, self.faults, way)
        self.log = Log()
        self.carrier = SimulatedCarriers(
            self.external_calls, lambda: self.scheduler.moment, lambda: clock.stamp(self.scheduler.now())
        )
        self._seed = seed
        self._way = way
        self._patches = ExitStack()
        create_queues(self.aws)
        self.aws.keyring.create(settings.kms_key_id)
        self.aws.on_call = self.external_calls.aws
        self.aws.on_wait = self.scheduler.sleep

    def furnish(self, seeded: Seeded | None) -> None:
        """Put the tables in: copies of a market gone quiet, or empty ones."""
        if seeded is None:
            create_tables(self.aws)
        else:
            thaw(self.aws, seeded.tables)
            self.scheduler.moment = seeded.moment
        self.deliveries = Deliveries(
            self.scheduler, self.functions, self.aws, self.stripe, faults=self.faults, chance=self._way
        )
        self.deliveries.stripe_is_silent = self.external_calls.stripe_is_silent
        self.external_calls.seen = self.deliveries.look

    def __enter__(self) -> "MarketWorld":
        for service in SERVICES:
            client = client_of(service)
            self.aws.attach(client)
            if service in DIRECT:
                calls = DirectCalls(client, self.aws)
                self._patches.enter_context(patch.object(client, "_make_api_call", calls))
        deployed = type(settings)(**{name: getattr(settings, name) for name in settings.__struct_fields__} | _DEPLOYED)
        for place, name, stand_in in (
            (aws, "client", client_of),
            (application.Application, "_in_thread", InTask()),
            (routes, "settings", deployed),
            (local_clock, "settings", deployed),
            (http_client, "get", self.carrier.get),
            (sys, "stdout", self.log),
            (botocore.endpoint, "time", NO_TIME),
        ):
            self._patches.enter_context(patch.object(place, name, stand_in))
        clock.use(RunClock(self.scheduler))
        randomness.use(_Dice(f"{self._seed}/application"))
        background.use(_Nobody())
        stripe.use_http_client(SimulatedStripeClient(self.external_calls, self.stripe, self.scheduler.sleep))
        key_ring.key_encryption_key.cache_clear()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.scheduler.end()
        self._patches.close()
        clock.use(clock.SystemClock())
        randomness.use(randomness.SystemRandomness())
        background.use(background.ThreadRunner())
        stripe.use_http_client(None)
        key_ring.key_encryption_key.cache_clear()

    def settle_down(self, seconds: float, *, stop: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that is on its way, for at most so long."""
        self.scheduler.run(self.scheduler.moment + round(seconds * 1_000_000), stop=stop)

    def hear_stripe(self) -> None:
        """What Stripe does by the clock happens, and its events are on their way."""
        self.stripe.tick()
        self.deliveries.watch_events()

    def fire_all(self) -> None:
        for schedule in SCHEDULES:
            self.deliveries.fire(schedule)


_DEPLOYED = {"stage": CELL}


@cache
def seeded() -> Seeded:
    """The market every history starts with."""
    world = MarketWorld("the market", {})
    world.furnish(None)
    with world:
        offers, keys = fill()
        world.deliveries.look("dynamodb", "PutItem")
        world.settle_down(60)
        world.fire_all()
        world.settle_down(60)
        return Seeded(frozen(world.aws), offers, keys, world.scheduler.moment)


@contextmanager
def opened(seed: str, mood: Mapping[str, float], written: Mapping[str, str] | None = None) -> Iterator[MarketWorld]:
    """A world with its market in it, the application's edges leading there."""
    market = seeded()
    world = MarketWorld(seed, mood, written)
    world.furnish(market)
    with world:
        yield world
