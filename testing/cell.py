"""One cell in this process: queues and keys on the AWS of the application's clients, Stripe's double, a manual clock.

The AWS (moto, in memory, the local cloud) has its tables already. On moto use one thread and small tables: it accepts
both of two writers and copies a table for each transaction.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from chalicelib import subscriptions
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers.publishing import publish
from chalicelib.gateways import stripe
from chalicelib.kernel import deadlines, fact_relay
from chalicelib.kernel.deadlines import DeadlineItem
from chalicelib.kernel.fact_store import FactItem, recorded_fact
from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.mails import order_links
from chalicelib.orders import queries
from chalicelib.orders.checkout import placing
from chalicelib.orders.checkout.placing import Placed
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import OrderRequest
from chalicelib.payments import money_worker, stripe_webhook
from chalicelib.people import key_ring
from chalicelib.sellers.profile.seller import Seller
from doubles.clock_and_randomness import ManualClock, SeededRandomness
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.events import Delivery
from doubles.stripe_double.in_process import InProcessHttpClient
from testing import builders

Handler = Callable[[Mapping[str, Any]], Mapping[str, Any]]
HANDLERS: dict[str, Handler] = {
    "money": lambda event: money_worker.work(event, subscriptions.FINISHERS),
    "reactions": lambda event: fact_relay.react(event, subscriptions.SUBSCRIPTIONS),
    "mails": lambda event: fact_relay.react(event, subscriptions.SUBSCRIPTIONS),
    "links": lambda event: order_links.send_links(event),
}
# No carrier is asked: the buyer confirms what arrived.
WITHOUT_CARRIERS: deadlines.Handlers = {
    kind: deadlines.Handler(lambda _: None) if handler.runs_last else handler
    for kind, handler in subscriptions.DEADLINES.items()
}
QUEUES = tuple(HANDLERS)
EVERY_QUEUE = (*QUEUES, "ranking", "webhooks.fifo", "slow_webhooks.fifo", "webhook_tasks")


class CellClock(clock.Clock, Protocol):
    """A clock that a test moves."""

    moment: datetime

    def advance(self, **span: int) -> None: ...


class Cell:
    """What happens in a cell. Ids stand for products and offers, as in requests.

    `failed` holds the bodies of messages that failed, where a test allows it; None lets a failed message raise.
    """

    def __init__(self, source: CellClock) -> None:
        self.clock = source
        self.stripe = self.stripe_double()(
            lambda: int(source.moment.timestamp()),
            random.Random(7),
            settings.stripe_webhook_secret,
            frozenset({settings.stripe_secret_key}),
        )
        stripe.use_http_client(InProcessHttpClient(self.stripe, sleep=source.sleep))
        self.failed: list[str] | None = None
        self._relayed: set[str] = set()

    def stripe_double(self) -> type[StripeDouble]:
        return StripeDouble

    def a_seller(self, **changed: Any) -> Seller:
        return builders.a_seller(**changed)

    def a_product(self, **changed: Any) -> str:
        """A product; its id."""
        return builders.a_product(**changed).product_id

    def an_offer(self, seller: Seller, product_id: str, *, sku: str = builders.SKU, **changed: Any) -> str:
        """An offer on sale in FR and DE; its id."""
        return publish(seller, sku, builders.a_draft(product_id, **changed))[0].publication.offer_id

    def order_request(self, *offer_ids: str, **changed: Any) -> OrderRequest:
        return builders.an_order_request(*offer_ids, **changed)

    def place(self, *offer_ids: str, **changed: Any) -> Placed:
        """Place an order under a fresh key from a fresh address of origin."""
        key = str(UUID(bytes=randomness.random_bytes(16)))
        request = self.order_request(*offer_ids, **changed)
        return placing.place_order(request, idempotency_key=key, origin=key[:8])

    def pay(self, placed: Placed, card: str = "pm_card_visa") -> str:
        """Confirm the payment as the buyer's browser does; the intent's status after it."""
        self.confirm(placed.payment.intent_id, card)
        return stripe.intent(placed.payment.intent_id).status

    def confirm(self, intent_id: str, card: str = "pm_card_visa") -> None:
        """Confirm a PaymentIntent at Stripe; a declined card is no error here."""
        authorization = {"Authorization": f"Bearer {settings.stripe_secret_key}"}
        path = f"/v1/payment_intents/{intent_id}/confirm"
        self.stripe.answer("POST", path, authorization, f"payment_method={card}".encode())

    def receive(self, event: Delivery) -> None:
        """Receive one event of Stripe."""
        stripe_webhook.receive_event(event.body, event.headers["Stripe-Signature"])

    def deliver_events(self) -> int:
        """Receive every due event of Stripe; how many there were."""
        events = self.stripe.due_events()
        for event in events:
            self.receive(event)
            self.stripe.delivered(event.event_id, 200)
        return len(events)

    def settle(self) -> None:
        """Deliver events, work money commands, relay facts and work their reactions until nothing is left."""
        while self.deliver_events() + self.work("money") + self.relay_facts() + self.work_reactions():
            pass

    def paid_order(self, *offer_ids: str, **changed: Any) -> Order:
        """An order that is placed and paid, with nothing left to do."""
        placed = self.place(*offer_ids, **changed)
        self.pay(placed)
        self.settle()
        return queries.order(placed.order.order_id)

    def stock(self, offer_id: str) -> tuple[int, int, int, int]:
        """(available, reserved, sold, written off)."""
        item = StockItem.get(offer_id, consistent_read=True)
        return int(item.available), int(item.reserved), int(item.sold), int(item.written_off)

    def relay_facts(self) -> int:
        """Pass on the facts that are new since the last call; how many."""
        fresh = [item for item in FactItem.scan(consistent_read=True) if item.fact_id not in self._relayed]
        for item in sorted(fresh, key=lambda item: item.fact_id):
            fact_relay.pass_on(recorded_fact(item), subscriptions.SUBSCRIPTIONS)
            self._relayed.add(item.fact_id)
        return len(fresh)

    def check_deadlines(self, handlers: deadlines.Handlers = subscriptions.DEADLINES) -> int:
        """Act on the deadlines that have passed; how many. Hours in which none waits are passed over unread."""
        waiting = {item.due_hour[:13] for item in DeadlineItem.scan()}
        now = clock.now()
        # The last hour that is over is read too: the cursor moves past it.
        recent = now - 2 * deadlines.SWEEP.slot - deadlines.SWEEP.closes_after
        hours = [hour for hour in deadlines.SWEEP.slots(now) if hour > recent or clock.stamp(hour)[:13] in waiting]
        return deadlines.check_hours(hours, handlers)

    def work_reactions(self) -> int:
        """Work what facts lead to; how many messages."""
        return self.work("reactions") + self.work("mails") + self.work("links")

    def work(self, queue: str) -> int:
        """Hand a batch of a queue to its function; how many messages. One that fails is not tried again."""
        sqs, url = aws.client("sqs"), getattr(settings, f"{queue}_queue_url")
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=0)
        messages = found.get("Messages", [])
        records = [
            {"messageId": message["MessageId"], "body": message["Body"], "attributes": message["Attributes"]}
            for message in messages
        ]
        failures = HANDLERS[queue]({"Records": records})["batchItemFailures"]
        failed = {failure["itemIdentifier"] for failure in failures}
        bodies = [record["body"] for record in records if record["messageId"] in failed]
        assert self.failed is not None or not bodies, f"{queue}: {bodies}"
        self.failed = None if self.failed is None else [*self.failed, *bodies]
        if messages:
            done = [{"Id": one["MessageId"], "ReceiptHandle": one["ReceiptHandle"]} for one in messages]
            sqs.delete_message_batch(QueueUrl=url, Entries=done)
        return len(messages)


OpenedCell = TypeVar("OpenedCell", bound=Cell)


@contextmanager
def open_cell(
    kind: Callable[[CellClock], OpenedCell],
    source: CellClock | None = None,
    chance: randomness.Randomness | None = None,
    *,
    queues: Sequence[str] = QUEUES,
) -> Iterator[OpenedCell]:
    """A cell of the given kind on tables that exist already; by default its clock is held and its randomness seeded."""
    source = source or ManualClock()
    clock.use(source)
    randomness.use(chance or SeededRandomness(1))
    key_ring.key_encryption_key.cache_clear()
    try:
        create_queues(queues)
        create_sender_and_key()
        yield kind(source)
    finally:
        stripe.use_http_client(None)
        clock.use(clock.SystemClock())
        randomness.use(randomness.SystemRandomness())
        key_ring.key_encryption_key.cache_clear()


def create_queues(names: Sequence[str] = QUEUES) -> None:
    """Queues of the cell by their names in the template."""
    for name in names:
        fifo = {"Attributes": {"FifoQueue": "true"}} if name.endswith(".fifo") else {}
        aws.client("sqs").create_queue(QueueName=f"rebound-{settings.cell}-{name}", **fifo)


def create_sender_and_key() -> None:
    """The address that mails are sent from, and the key that encrypts the keys of people."""
    aws.client("sesv2").create_email_identity(EmailIdentity=settings.mail_sender)
    key_id = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    aws.client("kms").create_alias(AliasName=settings.kms_key_id, TargetKeyId=key_id)


def create_bucket(name: str = settings.files_bucket) -> None:
    """A bucket of the cell; of its files by default."""
    where = {"LocationConstraint": "eu-west-3"}
    aws.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=where)
