"""The list of a day's journals: what reconciliation expects to find at Stripe, and the mark that each was totalled."""

from collections.abc import Iterator
from typing import Any

import msgspec

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import tables, transactions
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.models import JournalDayItem, JournalItem

SHARDS = 4


class AlreadyListed(Exception):
    """The journal is in the list of its day, and in the day's totals."""


class ListedJournal(msgspec.Struct, frozen=True):
    """A journal that moved the platform's Stripe balance, by `stripe_minor` (minor units, signed)."""

    order_id: str
    journal_id: str
    currency: str
    stripe_minor: int
    booked_at: str


def list_act(item: JournalItem) -> transactions.Act:
    """The act that puts a journal into the list of the day it was booked on. Its refusal is AlreadyListed."""
    entry = JournalDayItem(
        tables.sharded_key(item.booked_at[:10], item.order_id, SHARDS),
        f"{item.order_id}#{item.journal_id}",
        currency=item.currency,
        stripe_minor=item.postings.get(Account.STRIPE, 0),
        booked_at=item.booked_at,
    )
    return transactions.put_new(entry, lambda _: AlreadyListed())


def stripe_journals_of(day: str) -> Iterator[ListedJournal]:
    """The journals of a day (`YYYY-MM-DD`) that moved the Stripe balance, read consistently, a page at a time.

    Uses the raw client: a day may have 100,000 of them, and a pynamodb model costs 80 µs each.
    """
    for shard in tables.sharded_keys(day, SHARDS):
        position: dict[str, Any] = {}
        while True:
            page = aws.client("dynamodb").query(
                TableName=JournalDayItem.Meta.table_name,
                KeyConditionExpression="day_shard = :shard",
                ExpressionAttributeValues={":shard": {"S": shard}},
                ConsistentRead=True,
                **position,
            )
            yield from (_value(item) for item in page["Items"] if item["stripe_minor"]["N"] != "0")
            if "LastEvaluatedKey" not in page:
                break
            position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _value(item: tables.RawItem) -> ListedJournal:
    order_id, _, journal_id = item["journal"]["S"].partition("#")
    return ListedJournal(
        order_id, journal_id, item["currency"]["S"], int(item["stripe_minor"]["N"]), item["booked_at"]["S"]
    )
