"""A whole cell in the local cloud: the application in this process, called by many at once, on real tables and queues.

Many threads use it at once, on tables that refuse the second of two writers and on the machine's own clock, which only
`pass_time` moves.
"""

import importlib
import threading
import uuid
from collections import Counter
from typing import Any

import msgspec

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders.models import OrderItem
from chalicelib.orders.payloads import Buyer
from chalicelib.sellers.profile.seller import Seller
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.events import Delivery
from local.gateway import Context, Gateway
from local.proxy_events import Answered, Arrived
from testing import builders
from testing.aws_in_process import every_table
from testing.cell import Cell, CellClock
from tests.journeys.event_source import EventSource
from tests.journeys.stripe_connection import LockedStripeDouble, StripeConnection

PRICE_MINOR = 34_900
_JSON = "application/json"


class Reply(msgspec.Struct, frozen=True):
    """What the application answered: `raw` as sent, `body` as read."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return msgspec.json.decode(self.raw)

    @property
    def problem(self) -> str:
        """The slug of the problem it states; empty for none."""
        return str(self.body["type"]).rpartition("/")[2] if self.status >= 400 else ""


class CloudCell(Cell):
    """A cell whose orders, events and messages go through the application's HTTP routes and functions.

    Every buyer has an IP address and an email address of their own.
    """

    stripe: LockedStripeDouble

    def __init__(self, source: CellClock) -> None:
        super().__init__(source)
        self.app = importlib.import_module("app")
        self._gateway = Gateway(self.app.app)
        self.stripe_connection = StripeConnection(self.stripe)
        self.money = EventSource(settings.money_queue_url, self.app.money_worker)
        self.reactions = EventSource(settings.reactions_queue_url, self.app.react)
        self._buyers = 0
        self._counting = threading.Lock()
        stripe.use_http_client(self.stripe_connection.client)

    def stripe_double(self) -> type[StripeDouble]:
        return LockedStripeDouble

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str) -> Reply:
        """One HTTP request as API Gateway hands it on; a value goes as JSON, bytes as they are."""
        sent = {"Content-Type": _JSON, **{name.replace("_", "-"): text for name, text in headers.items()}}
        if key:
            sent["Authorization"] = f"Bearer {key}"
        raw = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
        answered = self._gateway.handle(Arrived(method, path, "", list(sent.items()), raw, "127.0.0.1"))
        return reply_of(answered)

    def a_seller_and_key(self) -> tuple[Seller, str]:
        """A seller and a key that may do everything a seller may."""
        seller = self.a_seller()
        return seller, issue_key("seller", seller.seller_id, SCOPES["seller"])

    def an_ops_key(self) -> str:
        return issue_key("ops", "race", SCOPES["ops"])

    def basket(self, *offer_ids: str, terms_version: int = 1, **changed: Any) -> dict[str, Any]:
        """An order as a buyer of their own sends it: one device of each offer (repeat an id for more)."""
        with self._counting:
            self._buyers += 1
        buyer = Buyer(name="Zoé Müller 🙂", email=f"buyer{self._buyers}@example.org")
        request = builders.an_order_request(*offer_ids, buyer=buyer, terms_version=terms_version)
        basket: dict[str, Any] = msgspec.to_builtins(request)
        return basket | changed

    def send_order(self, basket: dict[str, Any], idempotency_key: str = "", *, origin: str = "") -> Reply:
        """Send an order, under a fresh key and from an address of its own unless given."""
        origin = origin or f"2001:db8::{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}"
        idempotency_key = idempotency_key or str(uuid.uuid4())
        return self.ask("POST", "/v1/orders", basket, Idempotency_Key=idempotency_key, X_Forwarded_For=origin)

    def pay_for(self, placed: Reply, card: str = "pm_card_visa") -> None:
        """Pay an order as the buyer's browser does; a declined card is no error here."""
        self.confirm(placed.body["payment"]["payment_intent_id"], card)

    def a_paid_order(self, *offer_ids: str) -> Reply:
        """An order, placed, paid and quiet; the answer to placing it."""
        placed = self.send_order(self.basket(*offer_ids))
        assert placed.status == 201, placed.raw
        self.pay_for(placed)
        self.settle()
        assert OrderItem.get(placed.body["order"]["order_id"]).state == "PAID"
        return placed

    def receive(self, event: Delivery) -> None:
        """Deliver a Stripe event."""
        signature = event.headers["Stripe-Signature"]
        received = self.ask("POST", "/v1/stripe/events", event.body, Stripe_Signature=signature)
        assert received.status == 200, received.raw

    def take_events(self) -> list[Delivery]:
        """Every due Stripe event, taken off Stripe's hands: the test delivers them, or not."""
        events = self.stripe.due_events()
        for event in events:
            self.stripe.delivered(event.event_id, 200)
        return events

    def work(self, queue: str) -> int:
        """Work a whole queue; mails stay in theirs, because no test of this cell reads one."""
        return {"money": self.money, "reactions": self.reactions}[queue].deliver_all()

    def work_reactions(self) -> int:
        return self.work("reactions")

    def watch_deadlines(self) -> None:
        """What the schedule does every five minutes."""
        self.app.watch_deadlines(schedule_event(), Context())

    def expire_orders(self) -> None:
        """What the schedule does every minute."""
        self.app.expire_orders(schedule_event(), Context())

    def pass_time(self, **span: int) -> None:
        """Move the cell's clock, and with it the double's, forward."""
        self.clock.advance(**span)

    def counts(self) -> Counter[str]:
        """How many items each table holds, by its short name."""
        prefix = f"rebound-{settings.cell}-"
        return Counter({table.Meta.table_name.removeprefix(prefix): table.count() for table in every_table()})


def reply_of(answered: Answered) -> Reply:
    return Reply(answered.status, {name.lower(): text for name, text in answered.headers}, answered.body)


def schedule_event() -> dict[str, Any]:
    """What EventBridge sends when a schedule is due, as far as Chalice reads it."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "account": "123456789012",
        "region": "eu-west-3",
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "time": clock.timestamp(),
        "resources": [],
        "detail": {},
    }
