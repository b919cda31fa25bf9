"""Two hundred sellers' systems, some faulty: the others hear of everything soon and in order, and nothing is lost."""

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from chalicelib.facts.orders import LineAccepted, LineShipped, OrderPaid, SoldLine
from chalicelib.gateways import http_client
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Fact
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.webhooks import endpoints
from chalicelib.webhooks.endpoints import EndpointRequest
from chalicelib.webhooks.models import WebhookDelivery
from tests.simulation.market_world import MarketWorld
from tests.simulation.scheduler import Task
from tests.webhooks.many_receivers import PUBLIC, EventSources, Receivers, connect_to_canary, listening

pytestmark = pytest.mark.slow

ENDPOINTS = 200
FACTS_A_SECOND = 20
FACTS_OF_AN_ORDER = 5
OPEN_AT_ONCE = 60
FAULTY = {"hangs": range(20), "fails": range(20, 40), "redirects": range(40, 42)}
ORDER = (
    ("order.paid", ""),
    ("line.accepted", "1"),
    ("line.accepted", "2"),
    ("line.shipped", "1"),
    ("line.shipped", "2"),
)
DOUBLED_PERCENT = 10
ROTATES_AT_SECONDS, SWITCHES_AFTER_SECONDS = 15, 10
PATIENCE_SECONDS = 120
# A message as a seller tells it from the others of its order: its type, and the line it is about if it is about one.
What = tuple[str, str]
# The pauses after the second and the third failure are at most 6 and 36 minutes.
FAULTY_FOR_SECONDS, RECOVERS_WITHIN_SECONDS = 900, 2_700


class Load:
    """Sellers with an endpoint each, and the facts of their sales."""

    def __init__(self, world: MarketWorld, receivers: Receivers) -> None:
        self.world = world
        self.receivers = receivers
        self.rng = random.Random(11)
        self.sellers = [f"sel_eu_{number:026d}" for number in range(ENDPOINTS)]
        self.hosts = {seller_id: f"hooks{number}.shop.example" for number, seller_id in enumerate(self.sellers)}
        self.endpoints: dict[str, str] = {}
        # By seller and order: what is to be received, in its order, and when it happened.
        self.due: dict[tuple[str, str], list[tuple[What, float]]] = defaultdict(list)

    def register_endpoints(self) -> None:
        for number, (seller_id, host) in enumerate(self.hosts.items()):
            self.receivers.behaviours[host] = next(
                (fault for fault, some in FAULTY.items() if number in some), "healthy"
            )
            wanted = EndpointRequest(
                url=f"https://{host}/rebound", event_types=tuple({each: None for each, _ in ORDER}), description=""
            )
            endpoint, secret = endpoints.create_endpoint(seller_id, wanted, _request("create", seller_id))
            assert secret is not None
            self.endpoints[seller_id] = endpoint.endpoint_id
            self.receivers.secrets[host] = (secret,)

    @property
    def healthy(self) -> list[str]:
        return [each for each in self.sellers if self.receivers.behaviours[self.hosts[each]] == "healthy"]

    def record_facts(self, count: int) -> None:
        """Record facts, so many a second, of orders that go on side by side."""
        earlier: dict[str, Task] = {}
        for number, told in enumerate(self._facts_in_turn(count // FACTS_OF_AN_ORDER)):
            before = earlier.get(told[0].subject)
            tell = partial(self._record, *told, after=before)
            at = number / FACTS_A_SECOND
            earlier[told[0].subject] = self.world.scheduler.start(f"fact {number}", tell, at)

    def _record(self, fact: Fact, seller_id: str, what: What, *, after: Task | None) -> None:
        """Record a fact once the order's last one is: whatever happens to an order is conditioned on its state."""
        if after is not None:
            assert self.world.scheduler.await_end(after, PATIENCE_SECONDS)
        transactions.commit([fact_store.record_act(fact)])
        self.due[seller_id, fact.subject].append((what, self.world.scheduler.monotonic()))

    def _facts_in_turn(self, orders: int) -> Iterator[tuple[Fact, str, What]]:
        waiting = self.rng.choices(self.sellers, k=orders)
        going: list[Iterator[tuple[Fact, str, What]]] = []
        while waiting or going:
            while waiting and len(going) < OPEN_AT_ONCE:
                seller_id = waiting.pop()
                going.append(zip(_facts_of_an_order(seller_id), [seller_id] * FACTS_OF_AN_ORDER, ORDER, strict=True))
            one = self.rng.choice(going)
            try:
                yield next(one)
            except StopIteration:
                going.remove(one)

    def rotate(self, sellers: list[str]) -> None:
        """Each of them asks for a new secret, and goes on with the old one alone for a while."""
        for seller_id in sellers:
            _, secret = endpoints.rotate_secret(seller_id, self.endpoints[seller_id], _request("rotate", seller_id))
            host = self.hosts[seller_id]
            forget_the_old_one = partial(self.receivers.secrets.update, {host: (secret,)})
            self.world.scheduler.after(SWITCHES_AFTER_SECONDS, forget_the_old_one)

    def recover(self) -> None:
        """Every endpoint is healthy again."""
        self.receivers.behaviours = dict.fromkeys(self.receivers.behaviours, "healthy")

    def received_by(self, seller_id: str) -> dict[str, list[tuple[What, float]]]:
        """By order: what the seller's system took, each message when it first came."""
        known: set[str] = set()
        received: dict[str, list[tuple[What, float]]] = defaultdict(list)
        for each in self.receivers.received[self.hosts[seller_id]]:
            if each.message_id not in known:
                known.add(each.message_id)
                about = each.body["data"]
                what = (each.body["type"], about.get("line_id", ""))
                received[about["order_id"]].append((what, each.at_seconds))
        return received

    def missed_by(self, sellers: list[str]) -> list[str]:
        """Whoever did not hear of exactly what happened to the own orders, in its order."""
        return [
            seller_id
            for seller_id in sellers
            if {order: _in_order(received) for order, received in self.received_by(seller_id).items()}
            != {order: _in_order(due) for (owner, order), due in self.due.items() if owner == seller_id}
        ]

    def waits(self, sellers: list[str]) -> list[float]:
        """How long each message took from its fact to the answer, in seconds, sorted."""
        found = []
        for seller_id in sellers:
            for order_id, received in self.received_by(seller_id).items():
                due = self.due[seller_id, order_id]
                found += [at - happened for (_, at), (_, happened) in zip(received, due, strict=True)]
        return sorted(found)


def _in_order(entries: list[tuple[What, float]]) -> list[What]:
    return [what for what, _ in entries]


def _request(route: str, seller_id: str) -> Request:
    return Request(route=route, principal=seller_id, key=f"{route} once", fingerprint=route)


def _facts_of_an_order(seller_id: str) -> Iterator[Fact]:
    order_id, product_id = ids.new_id("ord"), ids.new_id("prd")
    lines = tuple(
        SoldLine(line_id=line, offer_id=ids.new_id("off"), product_id=product_id, seller_id=seller_id)
        for line in ("1", "2")
    )
    yield OrderPaid(
        order_id=order_id, market="FR", journal_id="sale", accept_by="2026-11-25T09:00:00.000Z", lines=lines
    )
    for kind, more in ((LineAccepted, {"ship_by": "2026-11-27T09:00:00.000Z"}), (LineShipped, {})):
        for line in ("1", "2"):
            version = int(line) + (2 if kind is LineShipped else 0)
            said: dict[str, Any] = {"line_id": line, "seller_id": seller_id, "product_id": product_id}
            yield kind(order_id=order_id, version=version, **said, **more)


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.long)])
def test_ill_endpoints_keep_nobody_else_waiting_and_lose_nothing_themselves(count: int) -> None:
    world = MarketWorld("a load", {})
    world.furnish(None)
    receivers = Receivers(world)
    with world, listening(receivers) as connected:
        http_client.use(receivers)
        try:
            load = Load(world, receivers)
            event_sources = EventSources(world, lambda: load.rng.randrange(100) < DOUBLED_PERCENT)
            load.register_endpoints()
            healthy = load.healthy
            world.scheduler.start("rotation", lambda: load.rotate(healthy[::2]), ROTATES_AT_SECONDS)
            load.record_facts(count)
            event_sources.run_for(count / FACTS_A_SECOND + PATIENCE_SECONDS, 0.2)

            assert sum(len(due) for due in load.due.values()) == count
            assert not load.missed_by(healthy)
            waits = load.waits(healthy)
            assert waits[len(waits) * 95 // 100] <= 30
            assert not any(load.received_by(each) for each in load.sellers if each not in healthy)

            event_sources.sweep_each_minute(FAULTY_FOR_SECONDS)
            load.recover()
            event_sources.sweep_each_minute(RECOVERS_WITHIN_SECONDS)
            assert not load.missed_by(load.sellers)
        finally:
            http_client.use(http_client.Internet())
        assert {each.state for each in WebhookDelivery.scan()} == {"DELIVERED"}
        trespasser = connect_to_canary(receivers)
    for behaviour, some in FAULTY.items():
        hosts = {load.hosts[load.sellers[number]] for number in some}
        assert hosts & receivers.tried.keys(), f"nothing happened at any endpoint that {behaviour}"
    assert receivers.refused == []
    assert connected == [trespasser], "a redirect was followed to a private address, or nobody would have noticed"
    assert receivers.dialled.keys() == {PUBLIC}
    assert max(receivers.in_flight_most.values()) <= 3
    assert any(most > 1 for most in receivers.in_flight_most.values()), "nothing was ever sent side by side"
