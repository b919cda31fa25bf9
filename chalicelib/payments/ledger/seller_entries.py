"""Sellers' entries: every posting on a seller's account with the line it is about, in the order of booking.

An index for sellers' bookkeeping, written by reactions under natural keys. The journals are the truth: each entry's
amount is that of its journal, but for the sale, whose journal has all lines of the order in one.
"""

from collections import Counter
from typing import Any

import msgspec

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import seller_account
from chalicelib.payments.ledger.seller_entry import SellerEntry, SellerEntryKind
from chalicelib.payments.models import SellerEntryItem
from chalicelib.payments.transfers.transfer import SellerShare

# Kinds of entries by the kind in front of a journal's id.
_KINDS: dict[str, SellerEntryKind] = {
    "refund": "REFUND",
    "refund_owed": "REFUND",
    "transfer": "TRANSFER",
    "transfer_reversal": "TRANSFER_REVERSAL",
    "netting": "NETTING",
    "refund_disputed": "DISPUTE",
}


def enter_sale(booked_at: str, share: SellerShare, amounts: LineAmounts) -> None:
    """List a line's sale, once, however often and why it is announced."""
    parts = {
        "price_minor": amounts.price_minor,
        "shipping_minor": amounts.shipping_minor,
        "commission_minor": -amounts.commission_minor,
        "commission_vat_minor": -amounts.commission_vat_minor,
    }
    _put(booked_at, share, kind="SALE", amount_minor=share.net_minor, parts=parts)


def enter_journal(booked_at: str, share: SellerShare, journal_id: str) -> None:
    """List what a journal of a line posts on its seller's account; nothing if it posts nothing there."""
    journal = journals.journal(share.order_id, journal_id)
    amount_minor = -journal.postings.get(seller_account(share.seller_id), 0)
    if amount_minor:
        kind = _KINDS.get(journal_id.partition("#")[0], "ADJUSTMENT")
        _put(booked_at, share, kind=kind, amount_minor=amount_minor, journal_id=journal_id)


def _put(booked_at: str, share: SellerShare, *, kind: SellerEntryKind, amount_minor: int, **more: Any) -> None:
    entry_id = f"{booked_at}#{share.order_id}#{share.line_id}#{more.get('journal_id', 'sale')}"
    item = SellerEntryItem(
        share.seller_id,
        entry_id,
        kind=kind,
        order_id=share.order_id,
        line_id=share.line_id,
        sku=share.sku,
        currency=share.currency,
        amount_minor=amount_minor,
        booked_at=booked_at,
        **more,
    )
    transactions.put_if_absent(item)


def entries_of(
    seller_id: str, since: str | None, limit: int, start: dict[str, Any] | None
) -> tuple[list[SellerEntry], dict[str, Any] | None]:
    """A page of a seller's entries booked at `since` or later, the oldest first, and where the next page starts."""
    later = SellerEntryItem.entry_id >= since if since else None
    page = SellerEntryItem.query(seller_id, later, limit=limit, last_evaluated_key=start, consistent_read=True)
    found = [_value(item) for item in page]
    return found, page.last_evaluated_key


def entries_between(seller_id: str, first: str, before: str) -> list[SellerEntry]:
    """Every entry booked from `first` (included) to `before` (not included), the oldest first."""
    between = SellerEntryItem.entry_id.between(first, before)
    return [_value(item) for item in SellerEntryItem.query(seller_id, between, consistent_read=True)]


def sums_before(seller_id: str, before: str) -> dict[str, int]:
    """What a seller's entries booked before a day or time come to, in minor units by currency, read consistently.

    Every entry is read anew, because one can be listed late. Uses the raw client: 100,000 of them take a second.
    """
    sums: Counter[str] = Counter()
    position: dict[str, Any] = {}
    while True:
        page = aws.client("dynamodb").query(
            TableName=SellerEntryItem.Meta.table_name,
            KeyConditionExpression="seller_id = :seller AND entry_id < :before",
            ExpressionAttributeValues={":seller": {"S": seller_id}, ":before": {"S": before}},
            ProjectionExpression="currency, amount_minor",
            ConsistentRead=True,
            **position,
        )
        for item in page["Items"]:
            sums[item["currency"]["S"]] += int(item["amount_minor"]["N"])
        if "LastEvaluatedKey" not in page:
            return dict(sums)
        position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def entries_of_order(seller_id: str, order_id: str) -> list[SellerEntry]:
    """A seller's entries about one order, the oldest first. An order has 40 lines at most."""
    keys = [(item.seller_id, item.entry_id) for item in SellerEntryItem.of_order.query(order_id)]
    own = [key for key in keys if key[0] == seller_id]
    found = [_value(item) for item in SellerEntryItem.batch_get(own, consistent_read=True)]
    return sorted(found, key=lambda entry: entry.entry_id)


def _value(item: SellerEntryItem) -> SellerEntry:
    stated = {name: value for name, value in item.attribute_values.items() if name in SellerEntry.__struct_fields__}
    return msgspec.convert(stated, SellerEntry)
