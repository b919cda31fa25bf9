"""A whole cell at a desk: tables and queues in moto, the Stripe double in process, a clock and dice one can hold.

One thread and small tables only: moto lets two writers win and copies a table for each transaction.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from chalicelib import subscriptions
from chalicelib.catalog import stored_items
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.draft import OfferDraft, OfferDraftShipping
from chalicelib.catalog.offers.publishing import publish
from chalicelib.catalog.products.creation import described_as
from chalicelib.catalog.products.product import Description, ReferencePrice
from chalicelib.catalog.products.product import SafetyContact as Maker
from chalicelib.gateways import stripe
from chalicelib.kernel import fact_relay
from chalicelib.kernel.fact_store import FactItem, recorded_fact
from chalicelib.kernel.runtime import aws, clock, randomness
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.money import Money
from chalicelib.mails import order_links
from chalicelib.orders import queries
from chalicelib.orders.checkout import placing
from chalicelib.orders.checkout.placing import Placed
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Buyer, OrderRequest, PostalAddress, QuotedLine
from chalicelib.payments import money_worker, stripe_webhook
from chalicelib.people import key_ring
from chalicelib.sellers.onboarding.admission import admit_seller
from chalicelib.sellers.profile.seller import Seller, Trader
from doubles.clock_and_randomness import ManualClock, SeededRandomness
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.in_process import InProcessHttpClient

QUEUES = ("reactions", "money", "mails", "links")


class Desk:
    """What a test does at the desk."""

    def __init__(self, held: ManualClock) -> None:
        self.clock = held
        self.stripe = StripeDouble(
            lambda: int(held.moment.timestamp()),
            random.Random(7),
            settings.stripe_webhook_secret,
            frozenset({settings.stripe_secret_key}),
        )
        stripe.use_http_client(InProcessHttpClient(self.stripe, sleep=held.sleep))
        self._relayed: set[str] = set()
        # The bodies of messages that failed, where a test says that they may; else a failing message fails the test.
        self.failed: list[str] | None = None

    def a_seller(self, country: str = "FR", *, vat_number_checked: bool = False) -> Seller:
        trader = Trader(
            legal_name="Phénix Mobile SARL",
            trade_name="Phénix Mobile",
            postal_address="3 rue du Port, 69002 Lyon",
            country=country,
            email="shop@phenix.example",
            phone="+33 4 00 00 00 00",
            register_name="RCS Lyon",
            register_number="000 000 000",
            vat_number=f"{country}00000000000" if vat_number_checked else None,
            vat_number_checked_on="2026-01-02" if vat_number_checked else None,
            self_certified_on="2026-01-02",
        )
        return admit_seller(trader)

    def a_product(self, category: str = "iphones", **attributes: Any) -> str:
        description = Description(
            category=category,
            title="Apple iPhone 13 128 GB Midnight",
            brand="Apple",
            model="iPhone 13",
            attributes=attributes,
            weight_grams=174,
            manufacturer=Maker(
                name="Apple", postal_address="Hollyhill, Cork", electronic_address="https://apple.example"
            ),
            reference_price=(
                ReferencePrice(amount_minor=90_900, currency="EUR", source="launch price", dated="2021-09-24"),
            ),
        )
        product = described_as(description, ids.new_id("prd"), clock.timestamp())
        stored_items.product_item(product).save()
        return product.product_id

    def an_offer(self, seller: Seller, product_id: str, *, sku: str = "IP13-GOOD", **given: Any) -> str:
        """An offer on sale in FR and DE; returns its id."""
        price_minor, stock = given.get("price_minor", 34_900), given.get("stock", 5)
        draft = OfferDraft(
            product_id=product_id,
            grade=given.get("grade", "GOOD"),
            terms=AgreedTerms(
                battery="STANDARD", guarantee_months=given.get("guarantee_months", 24), vat_scheme="MARGINAL"
            ),
            prices={code: Money(price_minor, "EUR") for code in ("FR", "DE")},
            shipping=(
                OfferDraftShipping(
                    carrier="colissimo", delivery_days=2, cost=Money(490, "EUR"), countries=("FR", "DE")
                ),
            ),
            stock=stock,
        )
        return publish(seller, sku, draft)[0].publication.offer_id

    def order_request(self, *offer_ids: str, **changed: Any) -> OrderRequest:
        """A buyer's request for one device of each offer (repeat an id for more)."""
        lines = tuple(
            QuotedLine(offer_id=offer_id, quantity=offer_ids.count(offer_id), terms_version=1)
            for offer_id in sorted(set(offer_ids))
        )
        given: dict[str, Any] = {
            "market": "FR",
            "lines": lines,
            "buyer": Buyer(name="Zoé Müller 🙂", email="zoe@example.org"),
            "delivery_address": PostalAddress(
                street="12 rue des Lilas", postal_code="75011", city="Paris", country="FR"
            ),
        }
        return OrderRequest(**(given | changed))

    def place(self, *offer_ids: str, **changed: Any) -> Placed:
        """Place an order under a fresh key from a fresh address of origin."""
        key = str(UUID(bytes=randomness.random_bytes(16)))
        request = self.order_request(*offer_ids, **changed)
        return placing.place_order(request, idempotency_key=key, origin=key[:8])

    def pay(self, placed: Placed, card: str = "pm_card_visa") -> str:
        """Confirm the payment as the buyer's browser does; the intent's status after it."""
        body = f"payment_method={card}".encode()
        path = f"/v1/payment_intents/{placed.payment.intent_id}/confirm"
        key = {"Authorization": f"Bearer {settings.stripe_secret_key}"}
        self.stripe.answer("POST", path, key, body)
        return stripe.intent(placed.payment.intent_id).status

    def deliver_events(self) -> int:
        """Hand every due Stripe event to the event route's use case; how many there were."""
        deliveries = self.stripe.due_events()
        for delivery in deliveries:
            stripe_webhook.receive_event(delivery.body, delivery.headers["Stripe-Signature"])
            self.stripe.delivered(delivery.event_id, 200)
        return len(deliveries)

    def settle(self) -> None:
        """Let everything that is on its way arrive: events, money commands, facts and their reactions."""
        while self.deliver_events() + self._work_money() + self._relay_facts() + self._react() + self._mail_links():
            pass

    def paid_order(self, *offer_ids: str, **changed: Any) -> Order:
        """An order, placed, paid and quiet."""
        placed = self.place(*offer_ids, **changed)
        self.pay(placed)
        self.settle()
        return queries.order(placed.order.order_id)

    def stock(self, offer_id: str) -> tuple[int, int, int, int]:
        """(available, reserved, sold, written off)."""
        item = StockItem.get(offer_id)
        return int(item.available), int(item.reserved), int(item.sold), int(item.written_off)

    def _work_money(self) -> int:
        return self._work("money", lambda event: money_worker.work(event, subscriptions.FINISHERS))

    def _react(self) -> int:
        return sum(
            self._work(queue, lambda event: fact_relay.react(event, subscriptions.SUBSCRIPTIONS))
            for queue in ("reactions", "mails")
        )

    def _work(self, queue: str, handle: Any) -> int:
        """Take a queue's messages as its function would; one that fails is out of tries at once."""
        sqs, url = aws.client("sqs"), getattr(settings, f"{queue}_queue_url")
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=0)
        messages = found.get("Messages", [])
        records = [
            {"messageId": message["MessageId"], "body": message["Body"], "attributes": message["Attributes"]}
            for message in messages
        ]
        failed = {failure["itemIdentifier"] for failure in handle({"Records": records})["batchItemFailures"]}
        bodies = [record["body"] for record in records if record["messageId"] in failed]
        assert self.failed is not None or not bodies, f"{queue}: {bodies}"
        self.failed = None if self.failed is None else [*self.failed, *bodies]
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def _mail_links(self) -> int:
        return self._work("links", order_links.send_links)

    def _relay_facts(self) -> int:
        fresh = [item for item in FactItem.scan() if item.fact_id not in self._relayed]
        for item in sorted(fresh, key=lambda item: item.fact_id):
            fact_relay.pass_on(recorded_fact(item), subscriptions.SUBSCRIPTIONS)
            self._relayed.add(item.fact_id)
        return len(fresh)


@contextmanager
def desk() -> Iterator[Desk]:
    """A desk on tables that exist already (the `tables` fixture)."""
    held = ManualClock()
    clock.use(held)
    randomness.use(SeededRandomness(1))
    key_ring.key_encryption_key.cache_clear()
    for queue in QUEUES:
        aws.client("sqs").create_queue(QueueName=f"rebound-{settings.cell}-{queue}")
    aws.client("sesv2").create_email_identity(EmailIdentity=settings.mail_sender)
    key_id = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    aws.client("kms").create_alias(AliasName=settings.kms_key_id, TargetKeyId=key_id)
    try:
        yield Desk(held)
    finally:
        stripe.use_http_client(None)
        clock.use(clock.SystemClock())
        randomness.use(randomness.SystemRandomness())
        key_ring.key_encryption_key.cache_clear()
