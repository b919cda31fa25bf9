"""Deliveries: what wakes the functions, at least once and in no order: stream batches, messages, events, schedules."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from doubles.in_memory_aws.queue import Queue
from doubles.in_memory_aws.streams import Record, reordered
from doubles.in_memory_aws.world import World
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.events import Delivery
from tests.simulation.faults import Faults
from tests.simulation.functions import Functions, Run, http_event
from tests.simulation.scheduler import Scheduler
from tests.simulation.stored import PREFIX

FACTS = f"{PREFIX}facts"
QUEUES = {f"{PREFIX}reactions": "react", f"{PREFIX}money": "money_worker", f"{PREFIX}mails": "send_mails"}
SCHEDULES = {
    "expire_orders": 60,
    "watch_deadlines": 300,
    "sweep_facts": 300,
    "sweep_operations": 300,
    "audit_books": 300,
}

# Stripe sends an event for three days. Of a refund that failed after its success nothing else would ever tell.
NEVER_LOST = frozenset({"refund.failed"})

BATCH_MAX = 10
STREAM_ATTEMPTS_MAX = 9  # once, and 8 retries
# How long messages may stay unseen: a worker that is throttled, or one that was broken until somebody mended it.
LATE_SECONDS = {"late": (5, 900), "hours late": (3_600, 30_000)}
# What no worker can read: another version's message, and none at all.
POISON = ('{"type":"of another version","number":%d}', "message %d")


class Deliveries:
    """Everything between the application's functions."""

    def __init__(
        self,
        scheduler: Scheduler,
        functions: Functions,
        world: World,
        double: StripeDouble,
        *,
        faults: Faults,
        chance: random.Random,
    ) -> None:
        self._scheduler = scheduler
        self._functions = functions
        self._world = world
        self._double = double
        self._faults = faults
        self._chance = chance
        self._facts_read = len(self._stream_records())
        self._polls: dict[str, float] = {}
        self._calling: set[str] = set()
        self.stripe_is_silent: Callable[[], bool] = lambda: False
        self.taken: Callable[[dict[str, Any]], None] = lambda _: None
        # Objects of which Stripe's events come late at worst: nobody looks again at what is settled for good.
        self.never_lost: set[str] = set()
        # Objects of which Stripe sends no event.
        self.never_sent: set[str] = set()
        # The messages that can never be carried out, with their queues.
        self.poison: list[tuple[str, str]] = []

    def look(self, service: str, _operation: str) -> None:
        """Something took effect: whoever waits for it is woken soon."""
        if service == "dynamodb":
            if len(self._stream_records()) > self._facts_read:
                self._poll("facts", self._chance.uniform(0.1, 0.8), self._read_stream)
        elif service == "sqs":
            for name in QUEUES:
                self._watch(self._world.queue(name))
        elif service == "stripe":
            self.watch_events()

    def _poll(self, source: str, seconds: float, read: Callable[[], None]) -> None:
        """Read a source in a while, unless that is planned for earlier."""
        due = self._scheduler.monotonic() + seconds
        planned = self._polls.get(source)
        if planned is not None and planned <= due:
            return
        self._polls[source] = due

        def act() -> None:
            if self._polls.get(source) == due:
                del self._polls[source]
                read()

        self._scheduler.after(seconds, act)

    # The stream of facts.

    def _stream_records(self) -> list[Record]:
        stream = self._world.dynamodb.database.tables[FACTS].stream
        return stream.records if stream is not None else []

    def _inserted(self, after: int) -> list[Record]:
        return [record for record in self._world.stream(FACTS, after) if record["eventName"] == "INSERT"]

    def _read_stream(self) -> None:
        fresh = reordered(self._inserted(self._facts_read), self._chance)
        self._facts_read = len(self._stream_records())
        while fresh:
            size = 1 + self._chance.randrange(BATCH_MAX)
            batch, fresh = fresh[:size], fresh[size:]
            kind = self._faults.at("stream", "relay_facts")
            if kind == "late":
                self._scheduler.after(self._chance.uniform(5, 900), partial(self._relay, batch, 1))
            elif kind != "lost":
                self._relay(batch, 1)
            if kind == "doubled":
                self._relay(batch, 1)

    def _relay(self, batch: list[Record], attempt: int) -> None:
        def resume(run: Run) -> None:
            rest = _unfinished(batch, run)
            if not rest:
                return
            if attempt == STREAM_ATTEMPTS_MAX:
                return  # given up: the sweeper finds what has no mark
            middle = len(rest) // 2 if not run.has_answered and len(rest) > 1 else 0
            for part in (rest[:middle], rest[middle:]):
                if part:
                    self._scheduler.after(2.0**attempt, partial(self._relay, part, attempt + 1))

        self._functions.run("relay_facts", {"Records": batch}, resume, self._chance.uniform(0.0, 0.2))

    # The queues.

    def _watch(self, queue: Queue) -> None:
        if queue.messages:
            soonest = min(message.visible_at for message in queue.messages)
            idle = self._chance.choice((0.005, 0.6))
            pause = max(0.0, soonest - self._scheduler.epoch()) + self._chance.uniform(0.0, idle)
            self._poll(queue.name, pause, lambda: self._receive(queue))

    def _receive(self, queue: Queue) -> None:
        kind = self._faults.at("message", QUEUES[queue.name])
        if kind in LATE_SECONDS:
            self._hide(queue, *LATE_SECONDS[kind])
        if kind == "poison":
            self._send_poison(queue)
        event = queue.take(self._chance.choice((1, 1, 2, BATCH_MAX)))
        if event["Records"]:
            self.taken(event)
            if kind == "doubled":
                self._show_again(queue, event)
            self._functions.run(QUEUES[queue.name], event, lambda run: self._finish(queue, run))
        self._watch(queue)

    def _send_poison(self, queue: Queue) -> None:
        number = len(self.poison)
        body = POISON[number % len(POISON)] % number
        queue.send(body)
        self.poison.append((queue.name, body))

    def _hide(self, queue: Queue, least: float, most: float) -> None:
        """What is waiting stays unseen for a while, as if it had been sent later."""
        pause = self._chance.uniform(least, most)
        for message in queue.messages:
            message.visible_at = max(message.visible_at, self._scheduler.epoch() + pause)

    def _show_again(self, queue: Queue, event: dict[str, Any]) -> None:
        for record in event["Records"]:
            message = queue.held(record["receiptHandle"])
            if message is not None:
                message.visible_at = self._scheduler.epoch()

    def _finish(self, queue: Queue, run: Run) -> None:
        if run.has_answered:
            queue.finish(run.event, run.answer)
        self._watch(queue)

    # Stripe's events.

    def watch_events(self) -> None:
        """Hand out Stripe's events when they are due."""
        waiting = self._double.world.state["outbox"]
        if waiting:
            pause = max(0.0, min(entry["due_at"] for entry in waiting) - self._scheduler.epoch())
            self._poll("events", pause + self._chance.uniform(0.05, 2.0), self._send_events)

    def _send_events(self) -> None:
        if self.stripe_is_silent():
            self._poll("events", 600.0, self._send_events)
            return
        for delivery in self._double.due_events():
            event = msgspec.json.decode(delivery.body)
            kind = self._faults.at("event", event["type"])
            about = event["data"]["object"]["id"]
            if about in self.never_sent:
                self._report(delivery, 200)
                continue
            may_be_lost = about not in self.never_lost and event["type"] not in NEVER_LOST
            if kind == "late" or (kind == "lost" and not may_be_lost):
                self._report(delivery, 0)
                continue
            if kind == "lost":
                self._report(delivery, 200)
                continue
            self._send(delivery)
            if kind == "doubled":
                self._send(delivery)
        self.watch_events()

    def _send(self, delivery: Delivery) -> None:
        event = http_event("POST", "/v1/stripe/events", body=delivery.body, headers=dict(delivery.headers))

        def report(run: Run) -> None:
            self._report(delivery, run.answer["statusCode"] if run.has_answered else 502)
            self.watch_events()

        self._functions.run("api_handler", event, report, self._chance.choice((0.0, 0.5)) * self._chance.random())

    def _report(self, delivery: Delivery, status: int) -> None:
        waiting = self._double.world.state["outbox"]
        if any(entry["event"] == delivery.event_id and entry["out"] for entry in waiting):
            self._double.delivered(delivery.event_id, status)

    # The schedules.

    def fire(self, schedule: str) -> None:
        """One tick of a schedule; EventBridge runs it again once when it failed."""
        kind = self._faults.at("schedule", schedule)
        if kind == "missed":
            return

        def again(run: Run) -> None:
            if not run.has_answered:
                self._scheduler.after(60.0, lambda: self._run_schedule(schedule, lambda _: None))

        self._run_schedule(schedule, again)
        if kind == "doubled":
            self._run_schedule(schedule, again)

    def _run_schedule(self, schedule: str, then: Callable[[Run], None]) -> None:
        self._functions.run(schedule, _TICK, then, self._chance.uniform(0.0, 1.5))

    def redrive(self) -> int:
        """Ops give every failed message another chance; returns how many there were."""
        moved = 0
        for name in QUEUES:
            failed, queue = self._world.queue(f"{name}_failed"), self._world.queue(name)
            for message in failed.messages:
                message.visible_at = self._scheduler.epoch()
                queue.messages.append(message)
                moved += 1
            failed.messages.clear()
            self._watch(queue)
        return moved


_TICK: dict[str, Any] = {
    "version": "0",
    "account": "000000000000",
    "region": "eu-west-3",
    "detail": {},
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "2026-11-23T09:00:00Z",
    "id": "tick",
    "resources": [],
}


def _unfinished(batch: list[Record], run: Run) -> list[Record]:
    """Where a stream batch goes on: at the first failure the function named, or at its start if it died."""
    if not run.has_answered:
        return batch
    failures = run.answer["batchItemFailures"]
    if not failures:
        return []
    named = [failure["itemIdentifier"] for failure in failures]
    numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
    return batch[min(numbers.index(number) for number in named) :]
