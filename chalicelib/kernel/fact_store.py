"""The store of facts: recorded in the transaction that caused them, and read again by subject."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import tables, transactions
from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named
from chalicelib.kernel.values import ids

HOUR_SHARDS = 8


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="name", omit_defaults=True):
    """Base of every fact. Its subject is the id of what it is about; it never holds personal data."""

    @property
    def subject(self) -> str:
        raise NotImplementedError


class Hours(GlobalSecondaryIndex["FactItem"]):  # type: ignore[no-untyped-call]
    """The facts of an hour, in eight shards. The relay's sweeper compares them with its marks."""

    class Meta:
        index_name = "hours"
        projection = KeysOnlyProjection()

    hour_shard = HashKey()
    fact_id = RangeKey()


class FactItem(Table):
    """A recorded fact: never updated, never deleted."""

    class Meta:
        table_name = named("facts")

    subject = HashKey()
    fact_id = RangeKey()
    name = UnicodeAttribute()
    body = UnicodeAttribute()
    hour_shard = UnicodeAttribute()
    hours = Hours()


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded fact, as it is sent to queues and reactions."""

    fact_id: str
    subject: str
    name: str
    body: str

    @property
    def occurred_at(self) -> str:
        """When it was recorded, from its ULID."""
        return clock.stamp(ids.ulid_moment(self.fact_id))


def record_act(fact: Fact) -> transactions.Act:
    """The act that records a fact, for the transaction of the change that caused it."""
    fact_id = ids.new_ulid()
    body = msgspec.json.encode(fact).decode()
    item = FactItem(
        fact.subject,
        fact_id,
        name=type(fact).__name__,
        body=body,
        hour_shard=hour_shard(clock.timestamp()[:13], fact_id),
    )
    return transactions.put_new(item)


def hour_shard(hour: str, fact_id: str) -> str:
    """`2026-11-23T06#3`: the sharded index key of an hour, so that no partition takes all writes."""
    return tables.sharded_key(hour, fact_id, HOUR_SHARDS)


def first_id_of(moment: datetime) -> str:
    """The smallest fact id of a moment, as a bound for ranges of ids."""
    return ids.ulid_of(moment, bytes(10))


def recorded_fact(item: FactItem) -> Recorded:
    return Recorded(fact_id=item.fact_id, subject=item.subject, name=item.name, body=item.body)


def story(subject: str) -> list[Recorded]:
    """All facts of a subject, oldest first, unbounded.

    For subjects with a bounded number of facts, such as orders: nobody can add to them without limit.
    """
    return [recorded_fact(item) for item in FactItem.query(subject)]


def story_of(subject: str, names: Collection[str]) -> list[Recorded]:
    """The facts of a subject with these names, oldest first, read consistently and unbounded."""
    named_so = FactItem.name.is_in(*sorted(names))
    return [recorded_fact(item) for item in FactItem.query(subject, filter_condition=named_so, consistent_read=True)]


def story_until(fact: Recorded, most: int) -> list[Recorded]:
    """A fact and the latest facts of its subject before it, oldest first, at most `most`, read consistently."""
    known = FactItem.query(
        fact.subject,
        FactItem.fact_id <= fact.fact_id,
        limit=most,
        scan_index_forward=False,
        consistent_read=True,
    )
    return [recorded_fact(item) for item in known][::-1]
