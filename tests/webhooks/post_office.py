"""A post office: sellers' endpoints on an internet of our own, the queues' event sources, and time that passes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from chalicelib.gateways import http_client
from chalicelib.gateways.http_client import Answered, Destination, Internet, Limits
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Fact, FactItem, Recorded
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.subscriptions import SUBSCRIPTIONS
from chalicelib.webhooks import delivery_worker, endpoints, queries, redelivery, sweeper
from chalicelib.webhooks.endpoints import EndpointRequest
from chalicelib.webhooks.events import EVENT_TYPES
from chalicelib.webhooks.models import Endpoint, WebhookDelivery
from doubles.clock_and_randomness import ManualClock, SeededRandomness
from doubles.in_memory_aws.world import World
from testing.aws_in_process import memory_cell
from testing.cell import EVERY_QUEUE, Cell, open_cell
from testing.clients import client_of
from tests.simulation.cell_template import create_tables

PUBLIC = "93.184.216.34"
QUEUES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "webhooks.fifo": delivery_worker.deliver,
    "slow_webhooks.fifo": delivery_worker.deliver_slow,
    "webhook_tasks": redelivery.run_tasks,
}


class Post(msgspec.Struct, frozen=True):
    """One message as it arrived."""

    host: str
    address: str
    headers: dict[str, str]
    body: bytes
    at: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> Any:
        return msgspec.json.decode(self.body)


Answer = Callable[[Post], Answered]


def taken(_: Post) -> Answered:
    return Answered(status=204)


def refusing(status: int, **more: Any) -> Answer:
    return lambda _: Answered(status=status, **more)


def hanging(_: Post) -> Answered:
    raise http_client.TimedOut


class PostOffice:
    """Endpoints by host with what they answer, every post in order, and the workers."""

    def __init__(self, world: World, held: ManualClock) -> None:
        self.world, self.clock = world, held
        self.answers: dict[str, Answer] = {}
        self.addresses: dict[str, tuple[str, ...]] = {}
        self.posts: list[Post] = []
        self._keys = 0

    def resolve(self, host: str) -> tuple[str, ...]:
        return self.addresses.get(host, (PUBLIC,))

    def post(self, to: Destination, headers: Mapping[str, str], body: bytes, limits: Limits) -> Answered:
        post = Post(to.host, to.address, dict(headers), body, clock.timestamp())
        self.posts.append(post)
        answer = self.answers.get(to.host, taken)
        if answer is hanging:
            self.clock.sleep(limits.total_seconds)
        return answer(post)

    def key(self, route: str = "webhook-endpoints") -> Request:
        self._keys += 1
        return Request(route=route, principal="seller", key=f"key-{self._keys}", fingerprint="")

    def an_endpoint(self, seller_id: str, host: str, *event_types: str) -> Endpoint:
        wanted = EndpointRequest(url=f"https://{host}/hook", event_types=event_types or EVENT_TYPES, description="")
        endpoint, _ = endpoints.create_endpoint(seller_id, wanted, self.key())
        return endpoint

    def happen(self, *happened: Fact) -> list[Recorded]:
        """Facts that are recorded one after another, and of which nobody has heard yet."""
        acts = [fact_store.record_act(fact) for fact in happened]
        for act in acts:
            transactions.commit([act])
        return [fact_store.recorded_fact(act.model) for act in acts if isinstance(act.model, FactItem)]

    def hear(self, recorded: Iterable[Recorded]) -> None:
        """The reactions of webhooks to facts, in the order they come in here."""
        kinds = {kind.__name__: kind for kind in SUBSCRIPTIONS}
        for fact in recorded:
            kind = kinds[fact.name]
            for reaction in SUBSCRIPTIONS[kind]:
                if reaction.name.startswith("webhooks."):
                    assert callable(reaction.does)
                    reaction.does(fact, msgspec.json.decode(fact.body, type=kind))

    def work(self) -> None:
        """Every worker takes what is there for it, until there is nothing."""
        while any(self.take_one(name) for name in QUEUES):
            pass

    def take_one(self, name: str) -> bool:
        """A worker of a queue deals with one message; whether there was one."""
        queue = self.world.queue(f"rebound-eu-{name}")
        event = queue.take(1)
        if not event["Records"]:
            return False
        answer = QUEUES[name](event)
        assert answer == {"batchItemFailures": []}
        queue.finish(event, answer)
        return True

    def pass_time(self, span: timedelta) -> None:
        """Time goes by. The sweeper comes where something is due, its cursor where empty minutes would have left it."""
        ends, looked = self.clock.moment + span, self.clock.moment
        self.work()
        while (due := self._next_due(looked)) is not None and due < ends:
            looked = due
            self.clock.moment = max(self.clock.moment, due + timedelta(seconds=1))
            stamp = clock.stamp(due.replace(second=0, microsecond=0))
            transactions.write(transactions.put(key_value.item(sweeper.SWEEP.cursor, stamp, keep_days=None)))
            sweeper.sweep_due()
            self.work()
        self.clock.moment = max(self.clock.moment, ends)

    def _next_due(self, after: datetime) -> datetime | None:
        waiting = [message.visible_at for message in self.world.queue("rebound-eu-webhook_tasks").messages]
        moments = [datetime.fromtimestamp(each, UTC) for each in waiting]
        moments += [clock.parse(each.due_at) for each in WebhookDelivery.scan() if each.due_at]
        return min((each for each in moments if each > after), default=None)

    @property
    def types(self) -> list[str]:
        """The types of all posts, as they arrived."""
        return [post.said["type"] for post in self.posts]

    def sent_to(self, host: str) -> list[Post]:
        return [post for post in self.posts if post.host == host]

    def log_of(self, seller_id: str) -> list[WebhookDelivery]:
        """A seller's deliveries, the latest first."""
        return queries.page_of_log(seller_id, 100, None, endpoint_id=None, state=None)[0]


@contextmanager
def opened(seed: int = 1) -> Iterator[PostOffice]:
    """A post office on the in-memory AWS, with a clock and dice of its own."""
    held = ManualClock()
    with (
        memory_cell(lambda: held.moment.timestamp(), seed=seed, recipe=client_of, create_tables=create_tables) as world,
        open_cell(Cell, held, SeededRandomness(seed), queues=EVERY_QUEUE),
    ):
        office = PostOffice(world, held)
        http_client.use(office)
        try:
            yield office
        finally:
            http_client.use(Internet())
