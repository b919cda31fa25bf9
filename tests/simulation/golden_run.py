"""A golden run: what buyers, sellers and operators ask of a market, and every worker's part in it, each call kept.

It runs in memory, once per process. A call is kept with the world as it was before it, so that it can be made again.
"""

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec

import app
from chalicelib.access.api_keys.credentials import SCOPES, issue_key, revoke_key
from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Answered, Internet
from chalicelib.kernel.runtime import randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.people import key_ring
from doubles.in_memory_aws.world import Call
from testing.clients import client_of
from tests.search.processes import begin_anew
from tests.simulation import market_world
from tests.simulation.cell_template import frozen, thaw
from tests.simulation.deliveries import FACTS
from tests.simulation.external_calls import SECRET_KEY
from tests.simulation.functions import Context, http_event
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import PREFIX

WORKERS = {
    "money": "money_worker",
    "reactions": "react",
    "mails": "send_mails",
    "links": "send_links",
    "webhooks.fifo": "deliver_webhooks",
    "webhook_tasks": "run_webhook_tasks",
}
FUNCTIONS = ("relay_facts", *WORKERS.values())
SEED = "golden"


class Moment(msgspec.Struct, frozen=True):
    """The world at a moment: whatever a function reads that is not its own memory."""

    tables: bytes
    keyring: Any
    files: Any
    stripe: Any
    clock: int


class Kept(msgspec.Struct, frozen=True):
    """One call of a function: what it was given, the world before it, and how many AWS calls it made."""

    name: str
    function: str
    event: dict[str, Any]
    before: Moment
    calls: int


class OpenInternet(Internet):
    """Every name leads to one public address, where each post is taken."""

    def resolve(self, host: str) -> tuple[str, ...]:  # noqa: ARG002 - the same for every name
        return ("93.184.216.34",)

    def post(self, *_: Any) -> Answered:
        return Answered(status=204)


@contextmanager
def opened(seed: str) -> Iterator[MarketWorld]:
    """A world of the golden run's seed. `seed` is for the application's ids: one seed, the same ids."""
    files = client_of("s3")  # by the application's own recipe, which the world puts itself in the place of
    with market_world.opened(SEED, {}) as world:
        world.aws.attach(files)
        world.aws.buckets.create(settings.files_bucket)
        world.aws.on_call = lambda _: None
        world.external_calls._wait = _at_once  # type: ignore[method-assign]  # calls of Stripe take no time here
        randomness.use(_TextSeededRandomness(seed))
        http_client.use(OpenInternet())
        yield world
        http_client.use(Internet())
        begin_anew()


def _at_once(least: float, most: float, *, rarely: tuple[float, float]) -> None:
    """No time passes."""


def run(function: str, event: dict[str, Any]) -> Any:
    """Call a function as a new process does, which has asked KMS for no key yet and fetched no file."""
    key_ring.key_encryption_key.cache_clear()
    begin_anew()
    handler = app.app if function == "api_handler" else getattr(app, function)
    return handler(copy.deepcopy(event), Context())


def put_back(world: MarketWorld, moment: Moment) -> None:
    thaw(world.aws, moment.tables)
    vars(world.aws.keyring).update(vars(moment.keyring))
    world.aws.buckets.objects = copy.deepcopy(moment.files)
    world.stripe.world.state = copy.deepcopy(moment.stripe)
    world.scheduler.moment = moment.clock


class _TextSeededRandomness:
    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class GoldenRun:
    """The run. `known` are ids and credentials that one request's answer gives to a later one."""

    def __init__(self, world: MarketWorld) -> None:
        self.world = world
        self.kept: list[Kept] = []
        market = market_world.seeded()
        self.offer, self.other = market.offers[0], market.offers[1]
        revoke_key(market.seller_keys[self.offer.seller_id].split("_")[2])  # two keys at once are the most
        self.known = {
            "seller": issue_key("seller", self.offer.seller_id, SCOPES["seller"]),
            "ops": issue_key("ops", "camille", SCOPES["ops"]),
        }
        self._facts_read = len(world.aws.stream(FACTS))
        run("rebuild_search", {"time": "2026-11-23T03:00:00Z"} | _TICK)

    def call(self, name: str, function: str, event: dict[str, Any]) -> Any:
        """Call a function and keep the call."""
        before = Moment(
            frozen(self.world.aws),
            self.world.aws.keyring,
            copy.deepcopy(self.world.aws.buckets.objects),
            copy.deepcopy(self.world.stripe.world.state),
            self.world.scheduler.moment,
        )
        made: list[Call] = []
        self.world.aws.on_call = lambda call: made.append(call) if call.phase == "before" else None
        answer = run(function, event)
        self.world.aws.on_call = lambda _: None
        self.kept.append(Kept(name, function, copy.deepcopy(event), before, len(made)))
        return answer

    def ask(self, name: str, route: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        """One request, which must succeed; the answer's document."""
        method, _, address = route.partition(" ")
        path, _, query = address.format(**self.known).partition("?")
        sent = {each.replace("_", "-"): text for each, text in headers.items()}
        if key:
            sent["Authorization"] = f"Bearer {self.known[key]}"
        event = http_event(method, path, body=body, headers=sent | {"Idempotency-Key": name.replace(" ", "-")})
        if name == "order":
            event["headers"]["Idempotency-Key"] = "0b7f3a52-4a4c-4c3e-9d0a-6f1d2c3b4a5e"
        asked = dict(parse_qsl(query))
        event["queryStringParameters"] = asked or None
        event["multiValueQueryStringParameters"] = {each: [text] for each, text in asked.items()} or None
        answer = self.call(name, "api_handler", event)
        assert answer["statusCode"] < 300, (name, answer)
        return msgspec.json.decode(answer["body"]) if answer["body"] else None

    def settle(self) -> None:
        """Everything that is on its way arrives: Stripe's events, facts, messages."""
        self.world.scheduler.moment += 10_000_000
        while self._hear_stripe() + self._relay() + sum(self._work(*each) for each in WORKERS.items()):
            pass

    def _hear_stripe(self) -> int:
        due = self.world.stripe.due_events()
        for each in due:
            signature = {"Stripe_Signature": each.headers["Stripe-Signature"]}
            self.ask("Stripe's event", "POST /v1/stripe/events", each.body, **signature)
            self.world.stripe.delivered(each.event_id, 200)
        return len(due)

    def _relay(self) -> int:
        records = self.world.aws.stream(FACTS, self._facts_read)
        self._facts_read += len(records)
        if records:
            assert self.call("facts", "relay_facts", {"Records": records}) == {"batchItemFailures": []}
        return len(records)

    def _work(self, queue: str, function: str) -> int:
        held = self.world.aws.queue(f"{PREFIX}{queue}")
        event = held.take(1)
        if event["Records"]:
            answer = self.call(queue, function, event)
            assert answer == {"batchItemFailures": []}, (queue, event, self.world.log.written[-3:])
            held.finish(event, answer)
        return len(event["Records"])


_TICK: dict[str, Any] = {
    "version": "0", "account": "000000000000", "region": "eu-west-3", "detail": {}, "detail-type": "Scheduled Event",
    "source": "aws.events", "id": "tick", "resources": [],
}  # fmt: skip
ADDRESS = {"street": "12 rue des Lilas", "postal_code": "75011", "city": "Paris", "country": "FR"}
PARCEL = {"carrier": "colissimo", "tracking_number": "6A1234567", "serial": "490154203237518"}


def _sell(shop: GoldenRun) -> None:
    """What a seller has before anybody buys."""
    endpoint = {"url": "https://erp.example.com/hook", "event_types": ["order.paid", "line.shipped"]}
    made = shop.ask("endpoint", "POST /v1/seller/webhook-endpoints", endpoint, key="seller")
    shop.known |= {"endpoint_id": made["endpoint_id"], "product_id": shop.offer.product_id}
    shop.ask("endpoints", "GET /v1/seller/webhook-endpoints", key="seller")
    shop.ask("test message", "POST /v1/seller/webhook-endpoints/{endpoint_id}/test", key="seller")
    shop.ask("key", "POST /v1/seller/api-keys", {"name": "ERP", "scopes": ["orders:read"]}, key="seller")
    shop.ask("keys", "GET /v1/seller/api-keys", key="seller")
    shop.ask("stock", "POST /v1/seller/offers/IP13/stock-changes", {"delta": 3}, key="seller")
    shop.ask("offer", "PATCH /v1/seller/offers/IP13", {"guarantee_months": 30}, key="seller")
    shop.ask("offers", "GET /v1/seller/offers", key="seller")
    shop.ask("competition", "GET /v1/seller/offers/IP13/competition", key="seller")
    shop.settle()


def _look(shop: GoldenRun) -> None:
    """What a visitor sees."""
    shop.ask("search", "GET /v1/search?market=FR&q=device")
    shop.ask("category", "GET /v1/categories/iphones/products?market=FR")
    shop.ask("product", "GET /v1/products/{product_id}?market=FR")
    shop.ask("ranking", "GET /v1/products/{product_id}/offers?market=FR&grade=GOOD")


def _buy(shop: GoldenRun) -> None:
    lines = [{"offer_id": shop.offer.offer_id, "quantity": 2}, {"offer_id": shop.other.offer_id, "quantity": 1}]
    quote = shop.ask("quote", "POST /v1/quotes", {"market": "FR", "lines": lines, "delivery_country": "FR"})
    told = ("offer_id", "quantity", "terms_version", "carrier")
    body = {
        "market": "FR",
        "lines": [{name: line[name] for name in told} for line in quote["lines"]],
        "buyer": {"name": "Zoé Müller", "email": "zoe@example.org"},
        "delivery_address": ADDRESS,
    }
    placed = shop.ask("order", "POST /v1/orders", body)
    shop.known |= {"order_id": placed["order"]["order_id"], "buyer": placed["access_token"]}
    shop.ask("unpaid order", "GET /v1/orders/{order_id}", key="buyer")
    confirm = f"/v1/payment_intents/{placed['payment']['payment_intent_id']}/confirm"
    key = {"Authorization": f"Bearer {SECRET_KEY}"}
    shop.world.stripe.answer("POST", confirm, key, b"payment_method=pm_card_visa")
    shop.settle()


def _deliver(shop: GoldenRun) -> None:
    order, line = "/v1/orders/{order_id}", "/v1/seller/orders/{order_id}/lines/1"
    for name, below in (("paid order", ""), ("timeline", "/timeline"), ("carbon", "/carbon")):
        shop.ask(name, f"GET {order}{below}", key="buyer")
    shop.ask("seller's orders", "GET /v1/seller/orders", key="seller")
    shop.ask("seller's order", "GET /v1/seller/orders/{order_id}", key="seller")
    shop.ask("acceptance", f"POST {line}/acceptance", key="seller")
    shop.ask("shipment", f"POST {line}/shipment", PARCEL, key="seller")
    shop.settle()
    shop.ask("receipt", f"POST {order}/lines/1/receipt", key="buyer")
    shop.ask("cancellation", f"POST {order}/cancellation", {"line_ids": ["2"]}, key="buyer")
    asked = {"order_id": shop.known["order_id"], "email": "zoe@example.org"}
    shop.ask("look-up", "POST /v1/order-lookups", asked)
    shop.settle()


def _count(shop: GoldenRun) -> None:
    shop.ask("deliveries", "GET /v1/seller/webhook-deliveries", key="seller")
    since = {"endpoint_id": shop.known["endpoint_id"], "since": "2026-11-20T00:00:00Z"}
    shop.ask("redelivery", "POST /v1/seller/webhook-redeliveries", since, key="seller")
    shop.settle()
    shop.ask("balance", "GET /v1/seller/balance", key="seller")
    shop.ask("trial balance", "GET /v1/ops/ledger/trial-balance", key="ops")
    shop.ask("seller", "GET /v1/seller", key="seller")


ACTS: tuple[Callable[[GoldenRun], None], ...] = (_sell, _look, _buy, _deliver, _count)


@cache
def golden() -> Mapping[str, tuple[Kept, ...]]:
    """Every call of the run, by the name of its request, or of its function for those of workers."""
    with opened("golden run") as world:
        shop = GoldenRun(world)
        for act in ACTS:
            act(shop)
        found: dict[str, list[Kept]] = {}
        for each in shop.kept:
            found.setdefault(each.name if each.function == "api_handler" else each.function, []).append(each)
        return {name: tuple(calls) for name, calls in found.items()}
