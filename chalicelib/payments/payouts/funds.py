"""A seller's funds at Stripe: every transfer, what was taken back and every payout, numbered, with the balance.

An entry is written in the transaction that books its cause, under the number after the last one. So a payout's entries
are a range of numbers, and they add up to its amount.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from pynamodb.expressions.update import Action as Change

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import tables, transactions
from chalicelib.kernel.values.money import EXPONENT
from chalicelib.payments.payouts.funds_entry import EntryKind, Funds, FundsEntry
from chalicelib.payments.payouts.models import FundsEntryItem, FundsItem

SHARDS = 4


def read(seller_id: str, currency: str) -> Funds:
    """A seller's funds in a currency, read consistently; empty before the first transfer."""
    try:
        item = FundsItem.get(seller_id, currency, consistent_read=True)
    except FundsItem.DoesNotExist:
        return Funds(seller_id=seller_id, currency=currency)
    return Funds(
        seller_id=seller_id,
        currency=currency,
        balance_minor=int(item.balance_minor),
        entries=int(item.entries),
        paid_through=int(item.paid_through or 0),
        carried_minor=int(item.carried_minor or 0),
        failed_payout_id=item.failed_payout_id,
    )


def entry(kind: EntryKind, amount_minor: int, **about: str) -> FundsEntry:
    """An entry that is booked now; `about` names its order, line, sku, object at Stripe and payout."""
    return FundsEntry(kind=kind, amount_minor=amount_minor, booked_at=clock.timestamp(), **about)


def add_acts(funds: Funds, added: FundsEntry) -> list[transactions.Act]:
    """The acts that add an entry to the funds. Conflict if another one was added since they were read."""
    return [_moved_act(funds, added), _entry_act(funds, added)]


def pay_out_acts(funds: Funds, added: FundsEntry) -> list[transactions.Act]:
    """The acts that add a payout's entry: entries after it belong to the next one. Conflict as for `add_acts`."""
    changes = [
        FundsItem.paid_through.set(funds.entries + 1),
        FundsItem.carried_minor.set(funds.balance_minor + added.amount_minor),
        FundsItem.failed_payout_id.remove(),
    ]
    return [_moved_act(funds, added, *changes), _entry_act(funds, added)]


def take_back_acts(funds: Funds, returned: FundsEntry, *, failed_payout_id: str | None) -> list[transactions.Act]:
    """The acts that add what a payout did not bring to the bank, and name a payout that failed there."""
    changes = [FundsItem.failed_payout_id.set(failed_payout_id)] if failed_payout_id else []
    return [_moved_act(funds, returned, *changes), _entry_act(funds, returned)]


def _moved_act(funds: Funds, added: FundsEntry, *changes: Change) -> transactions.Act:
    as_read = FundsItem.entries == funds.entries if funds.entries else FundsItem.entries.does_not_exist()
    return transactions.update(
        FundsItem(funds.seller_id, funds.currency),
        FundsItem.funded_shard.set(tables.sharded_key("funded", funds.seller_id, SHARDS)),
        FundsItem.balance_minor.add(added.amount_minor),
        FundsItem.entries.add(1),
        *changes,
        condition=as_read,
    )


def _entry_act(funds: Funds, added: FundsEntry) -> transactions.Act:
    key = _entry_key(funds.currency, funds.entries + 1)
    return transactions.put_new(FundsEntryItem(funds.seller_id, key, **msgspec.structs.asdict(added)))


def entries(seller_id: str, currency: str, first: int, last: int) -> Iterator[FundsEntry]:
    """The entries numbered `first` to `last`, both included, in order."""
    if first > last:
        return
    between = FundsEntryItem.entry_key.between(_entry_key(currency, first), _entry_key(currency, last))
    for item in FundsEntryItem.query(seller_id, between, consistent_read=True):
        stated = {name: value for name, value in item.attribute_values.items() if name in FundsEntry.__struct_fields__}
        yield msgspec.convert(stated, FundsEntry)


def funds_of(seller_id: str) -> list[Funds]:
    """A seller's funds in every currency that it was ever transferred money in, read consistently."""
    return [found for currency in EXPONENT if (found := read(seller_id, currency)).entries]


def funded(shard: str, limit: int, start: dict[str, Any] | None) -> tuple[list[tuple[str, str]], dict[str, Any] | None]:
    """A page of (seller id, currency) of a shard's sellers with funds, and where the next page starts."""
    page = FundsItem.funded.query(shard, limit=limit, last_evaluated_key=start)
    found = [(item.seller_id, item.entry_key) for item in page]
    return found, page.last_evaluated_key


def _entry_key(currency: str, number: int) -> str:
    return f"{currency}#{number:09d}"
