"""The relay: sends one queue message per recorded fact and reaction, at least once. A sweeper sends what was missed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from chalicelib.kernel import fact_store, queues
from chalicelib.kernel.fact_store import Fact, FactItem, Recorded
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import key_value, tables, transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.sweeps import Sweep

SWEEP = Sweep(
    cursor="cursor#facts",
    slot=timedelta(hours=1),
    read_after=timedelta(minutes=5),
    closes_after=timedelta(minutes=10),  # `read_after`, and as long again for an index that lags behind the table
    first_look_back=timedelta(hours=48),
)
# A message is kept for 14 days in its failure queue, and for another 14 after operators send it back on the last day.
DONE_KEEP_DAYS = 30
MARKS_READ_MAX = 100


class Recomputation(msgspec.Struct, frozen=True):
    """A function of current state. `touched` lists the subjects of a fact, each with an optional detail of it.

    All facts of a batch happened before the batch is handled, so each subject is recomputed once per batch.
    """

    touched: Callable[[Any], Iterable[tuple[str, str | None]]]
    recompute: Callable[[str, Collection[str]], None]


class Reaction(msgspec.Struct, frozen=True):
    """What a room does when a fact is announced. `queue` selects the worker."""

    name: str
    does: Callable[[Recorded, Any], None] | Recomputation
    queue: Literal["reactions", "mails"] = "reactions"


Subscriptions = Mapping[type[Fact], tuple[Reaction, ...]]


class ReactionMessage(msgspec.Struct, frozen=True):
    """The queue message: one reaction to one fact."""

    reaction: str
    fact: Recorded


def relay(event: Mapping[str, Any], subscriptions: Subscriptions) -> dict[str, Any]:
    """Relay the facts of a stream batch; stop at the first one that fails, where the stream resumes."""
    for record in event["Records"]:
        try:
            item = FactItem.from_raw_data(record["dynamodb"]["NewImage"])
            pass_on(fact_store.recorded_fact(item), subscriptions)
        except Exception as error:  # noqa: BLE001 - the stream resumes here and bisects a batch with a bad record
            log.failure("relay-failed", error)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def pass_on(fact: Recorded, subscriptions: Subscriptions) -> None:
    """Queue every reaction to a fact, then mark the fact as relayed. May send twice, but never drops a fact."""
    for queue, url in (
        ("reactions", settings.reactions_queue_url),
        ("mails", settings.mails_queue_url),
    ):
        bodies = [
            msgspec.json.encode(ReactionMessage(reaction.name, fact)).decode()
            for reaction in _reactions_to(fact.name, subscriptions)
            if reaction.queue == queue
        ]
        if bodies:
            queues.send(url, bodies)
    transactions.write(transactions.put(key_value.item(_mark(fact.fact_id))))


def react(event: Mapping[str, Any], subscriptions: Subscriptions) -> dict[str, Any]:
    """Run the reactions of a queue batch; only those that fail are redelivered."""
    batch = _Batch(subscriptions)
    for record in event["Records"]:
        batch.look_at(record["body"])
    return queues.work(event, lambda body, _: batch.handle(body))


class _Batch:
    """A batch of messages: the subjects they touch, and which of those were recomputed."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._kinds = {kind.__name__: kind for kind in subscriptions}
        self._reactions = {each.name: each for reactions in subscriptions.values() for each in reactions}
        self._known: dict[tuple[Any, str], set[str]] = {}
        self._recomputed: set[tuple[Any, str]] = set()

    def look_at(self, body: str) -> None:
        """Collect what a message touches. One that cannot be decoded fails later, in `handle`, on its own."""
        try:
            reaction, _, fact = self._read(body)
        except (KeyError, msgspec.MsgspecError):
            return
        if isinstance(reaction.does, Recomputation):
            for thing, known in reaction.does.touched(fact):
                self._known.setdefault((reaction.does.recompute, thing), set()).update([known] if known else [])

    def handle(self, body: str) -> None:
        """Run a message's reaction, unless another message of the batch caused the same recomputation."""
        reaction, recorded, fact = self._read(body)
        if not isinstance(reaction.does, Recomputation):
            return reaction.does(recorded, fact)
        for thing, _ in reaction.does.touched(fact):
            key = (reaction.does.recompute, thing)
            if key not in self._recomputed:
                reaction.does.recompute(thing, self._known[key])
                self._recomputed.add(key)
        return None

    def _read(self, body: str) -> tuple[Reaction, Recorded, Fact]:
        message = msgspec.json.decode(body, type=ReactionMessage)
        fact = msgspec.json.decode(message.fact.body, type=self._kinds[message.fact.name])
        return self._reactions[message.reaction], message.fact, fact


def sweep(subscriptions: Subscriptions) -> int:
    """Relay again every fact older than five minutes without a mark; returns the number of facts."""
    settled = clock.now() - SWEEP.read_after

    def resend(hour: datetime) -> int:
        missing = _unmarked(_keys_of(hour, settled))
        for subject, fact_id in missing:
            pass_on(fact_store.recorded_fact(FactItem.get(subject, fact_id)), subscriptions)
        return len(missing)

    return SWEEP.run(resend)


def _keys_of(hour: datetime, settled: datetime) -> list[tuple[str, str]]:
    """(subject, fact id) of the hour's facts recorded before `settled`."""
    prefix, until = clock.stamp(hour)[:13], fact_store.first_id_of(settled)
    return [
        (key.subject, key.fact_id)
        for hour_shard in tables.sharded_keys(prefix, fact_store.HOUR_SHARDS)
        for key in FactItem.hours.query(hour_shard, FactItem.fact_id < until)
    ]


def _unmarked(keys: list[tuple[str, str]]) -> list[tuple[str, str]]:
    marked: set[str] = set()
    for start in range(0, len(keys), MARKS_READ_MAX):
        batch = [_mark(fact_id) for _, fact_id in keys[start : start + MARKS_READ_MAX]]
        marked |= {item.key for item in KeyValueItem.batch_get(batch, consistent_read=True)}
    return [key for key in keys if _mark(key[1]) not in marked]


def _reactions_to(name: str, subscriptions: Subscriptions) -> list[Reaction]:
    return [reaction for kind, reactions in subscriptions.items() for reaction in reactions if kind.__name__ == name]


def _mark(fact_id: str) -> str:
    return f"relayed#{fact_id}"


class AlreadyDone(Exception):
    """This reaction to this fact ran before."""


def once(fact: Recorded, reaction: str) -> transactions.Act:
    """The act that makes a table reaction run at most once.

    Refusal: AlreadyDone.
    """
    mark = key_value.item(f"done#{fact.fact_id}#{reaction}", keep_days=DONE_KEEP_DAYS)
    return transactions.put_new(mark, lambda _: AlreadyDone())
