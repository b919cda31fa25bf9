"""The market that is measured: the demo market of cell eu on the in-memory AWS, behind the functions that ship."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import msgspec

import app
from bench.basket import Basket
from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.people import key_ring
from doubles.in_memory_aws.world import World
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.in_process import InProcessHttpClient
from local.demo_tables import seed
from local.places import ROOT
from local.proxy_events import Arrived, Resources, event_of
from local.template import merged

SERVICES = ("dynamodb", "sqs", "kms", "sesv2", "s3")
QUEUES = ("reactions", "money", "mails", "links", "ranking", "webhooks.fifo", "slow_webhooks.fifo", "webhook_tasks")
REGION = "eu-west-3"

Event = dict[str, Any]


class Market:
    """A whole cell in this process: requests go through `app(event, context)`, messages through the functions."""

    def __init__(self, source: clock.Clock, dice: random.Random) -> None:
        self.world = World(lambda: source.now().timestamp(), dice, region=REGION)
        for service in SERVICES:
            self.world.attach(aws.client(service))
        self._create()
        self.stripe = StripeDouble(
            lambda: int(source.now().timestamp()),
            random.Random(dice.random()),
            settings.stripe_webhook_secret,
            frozenset({settings.stripe_secret_key}),
        )
        stripe.use_http_client(InProcessHttpClient(self.stripe))
        self._resources = Resources(app.app.routes)
        self._relayed = 0

    def _create(self) -> None:
        """The tables as the template ships them; queues and key by their names."""
        template = merged(ROOT / ".chalice" / "template", {"cell": settings.cell})
        for resource in template["Resources"].values():
            if resource.get("Type") == "AWS::DynamoDB::Table":
                self.world.dynamodb.create(resource["Properties"])
        for queue in QUEUES:
            self.world.queues.create(f"rebound-{settings.cell}-{queue}")
        self.world.keyring.create(settings.kms_key_id)
        self.world.buckets.create(settings.files_bucket)
        seed(settings.cell)

    def event(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", *, origin: str = "192.0.2.7"
    ) -> Event:
        """A request as API Gateway hands it over; `origin` is the caller's address."""
        bare, _, query = path.partition("?")
        matched = self._resources.match(bare)
        if matched is None:
            raise LookupError(path)
        return event_of(Arrived(method, bare, query, list(headers.items()), body, origin), matched, ())

    def placing(self, basket: Basket, idempotency_key: str, *, origin: str = "192.0.2.7") -> Event:
        """The click: an order of the basket."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        return self.event("POST", "/v1/orders", headers, msgspec.json.encode(basket.request), origin=origin)

    def pay(self, intent_id: str) -> None:
        """Confirm a payment as the buyer's browser does at Stripe."""
        self.stripe.answer(
            "POST",
            f"/v1/payment_intents/{intent_id}/confirm",
            {"Authorization": f"Bearer {settings.stripe_secret_key}"},
            urlencode({"payment_method": "pm_card_visa"}).encode(),
        )

    def stripe_events(self) -> list[Event]:
        """Every event Stripe has to deliver now, as a request to our event route; each counts as delivered."""
        requests = []
        for delivery in self.stripe.due_events():
            headers = {"Content-Type": "application/json", **delivery.headers}
            requests.append(self.event("POST", "/v1/stripe/events", headers, delivery.body))
            self.stripe.delivered(delivery.event_id, 200)
        return requests

    def new_facts(self) -> list[Event]:
        """The facts recorded since the last call, as the stream hands them over."""
        records = self.world.stream(f"rebound-{settings.cell}-facts", self._relayed)
        self._relayed += len(records)
        return records

    def work(self, queue: str, function: Any) -> int:
        """Let a function work a queue until it is empty; how many messages there were. AssertionError for a failure."""
        worked = 0
        while (event := self.world.queue(f"rebound-{settings.cell}-{queue}").take())["Records"]:
            answer = function(event, None)
            assert answer == {"batchItemFailures": []}, f"{queue}: {answer}"
            self.world.queue(f"rebound-{settings.cell}-{queue}").finish(event, answer)
            worked += len(event["Records"])
        return worked


def answered(event: Event, status: int = 200) -> Any:
    """The body that the application answers to a request. Raises: AssertionError (another status)."""
    answer = app.app(event, None)
    assert answer["statusCode"] == status, f"{event['path']}: {answer}"
    return answer["body"]


@contextmanager
def market(source: clock.Clock, dice: randomness.Randomness) -> Iterator[Market]:
    """A newly seeded market on the given clock and randomness; removed from the process afterwards."""
    clock.use(source)
    randomness.use(dice)
    _forget()
    try:
        yield Market(source, random.Random(1))
    finally:
        stripe.use_http_client(None)
        clock.use(clock.SystemClock())
        randomness.use(randomness.SystemRandomness())
        _forget()


def _forget() -> None:
    aws.client.cache_clear()
    aws._session.cache_clear()
    key_ring.key_encryption_key.cache_clear()
