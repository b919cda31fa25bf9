"""How operations, refunds, events, journals, balances and reconciliations are stored."""

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.reconciliation.day_result import UnexplainedMoney
from chalicelib.payments.refund_parts import Parts


class UnresolvedOperations(GlobalSecondaryIndex["StripeOperationItem"]):  # type: ignore[no-untyped-call]
    """Operations without an outcome. Sparse: the shard is removed with the outcome."""

    class Meta:
        index_name = "unresolved"
        projection = KeysOnlyProjection()

    unresolved_shard = HashKey()
    started_at = RangeKey()


class StripeOperationItem(Table):
    """One request to Stripe: committed before the call, with its idempotency key and frozen parameters."""

    class Meta:
        table_name = named("stripe_operations")

    subject = HashKey()
    operation_id = RangeKey()
    kind = UnicodeAttribute()
    account = UnicodeAttribute(null=True)
    idempotency_key = UnicodeAttribute()
    parameters = StructAttribute[dict[str, Any]](dict[str, Any])
    state = UnicodeAttribute()
    started_at = UnicodeAttribute()
    started_by = UnicodeAttribute()
    unresolved_shard = UnicodeAttribute(null=True)
    stripe_id = UnicodeAttribute(null=True)
    client_secret = UnicodeAttribute(null=True)
    refusal_code = UnicodeAttribute(null=True)
    unresolved = UnresolvedOperations()


class WaitingRefunds(GlobalSecondaryIndex["RefundItem"]):  # type: ignore[no-untyped-call]
    """Refunds that wait for Stripe or for the operators. Sparse: `waiting_for` is removed when nothing is awaited."""

    class Meta:
        index_name = "waiting"
        projection = KeysOnlyProjection()

    waiting_for = HashKey()
    looked_at = RangeKey()


class RefundItem(Table):
    """One amount that goes back to a buyer.

    `parts` is what goes back of each part of the line, `reverses` what of each part's sale it undoes.
    `refunded_before_minor` is what of the line was booked as refunded before this refund was, `reversed_before` what of
    its sale was undone: absent until it is booked itself. `owed_minor` is what of the refund is on `owed_back`: all of
    it or nothing. `changed_at` is when it took on its state, `looked_at` when Stripe was last asked for it.
    """

    class Meta:
        table_name = named("refunds")

    order_id = HashKey()
    refund_id = RangeKey()
    line_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute()
    bearer = UnicodeAttribute(null=True)
    amount_minor = NumberAttribute()
    parts = StructAttribute[Parts](Parts)
    reverses = StructAttribute[Parts](Parts)
    refunded_before_minor = NumberAttribute(null=True)
    reversed_before = StructAttribute[Parts](Parts, null=True)
    owed_minor = NumberAttribute()
    currency = UnicodeAttribute()
    state = UnicodeAttribute()
    tries = NumberAttribute()
    operation_id = UnicodeAttribute()
    requested_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    looked_at = UnicodeAttribute()
    waiting_for = UnicodeAttribute(null=True)
    paid_from = UnicodeAttribute(null=True)
    assigned_minor = NumberAttribute()
    bank_transfers = NumberAttribute()
    request_key = UnicodeAttribute(null=True)
    stripe_id = UnicodeAttribute(null=True)
    code = UnicodeAttribute(null=True)
    bank_reference = UnicodeAttribute(null=True)
    paid_on = UnicodeAttribute(null=True)
    waiting = WaitingRefunds()


class RefundedLineItem(Table):
    """The refunds of one line together: how many there are, what they ask for and undo, and what of them is booked."""

    class Meta:
        table_name = named("refunded_lines")

    order_id = HashKey()
    line_id = RangeKey()
    refunds = NumberAttribute()
    requested_minor = NumberAttribute()
    booked_minor = NumberAttribute()
    requested = StructAttribute[Parts](Parts)
    reversing = StructAttribute[Parts](Parts)
    reversed = StructAttribute[Parts](Parts, null=True)


class UnmatchedEvents(GlobalSecondaryIndex["InboxEntry"]):  # type: ignore[no-untyped-call]
    """Events whose object is unknown. Sparse."""

    class Meta:
        index_name = "unmatched"
        projection = KeysOnlyProjection()

    unmatched_shard = HashKey()
    received_at = RangeKey()


class InboxEntry(Table):
    """A signed Stripe event, once. `account` is the connected account it is about, absent for the platform's own."""

    class Meta:
        table_name = named("inbox")

    event_id = HashKey()
    kind = UnicodeAttribute()
    object_kind = UnicodeAttribute()
    object_id = UnicodeAttribute()
    account = UnicodeAttribute(null=True)
    received_at = UnicodeAttribute()
    unmatched_shard = UnicodeAttribute(null=True)
    unmatched = UnmatchedEvents()


class JournalItem(Table):
    """One money event of an order: postings that sum to zero. Never updated, never deleted."""

    class Meta:
        table_name = named("journals")

    order_id = HashKey()
    journal_id = RangeKey()
    currency = UnicodeAttribute()
    postings = StructAttribute[dict[str, int]](dict[str, int])
    line_id = UnicodeAttribute(null=True)
    booked_at = UnicodeAttribute()


class SellerBalance(Table):
    """What the platform owes a seller in a currency: the sum of the postings on the seller's account."""

    class Meta:
        table_name = named("balances")

    seller_id = HashKey()
    currency = RangeKey()
    owed_minor = NumberAttribute()
    journals = NumberAttribute()


class JournalDayItem(Table):
    """A journal in the list of its day, put when it is added to the totals. `stripe_minor` is what it posts there."""

    class Meta:
        table_name = named("journal_days")

    day_shard = HashKey()
    journal = RangeKey()
    currency = UnicodeAttribute()
    stripe_minor = NumberAttribute()
    booked_at = UnicodeAttribute()


class ReconciliationItem(Table):
    """A day's reconciliation (scope `days`), or one of the pages it read (scope: the day). `content` is JSON."""

    class Meta:
        table_name = named("reconciliations")

    scope = HashKey()
    part = RangeKey()
    content = UnicodeAttribute()
    version = NumberAttribute(null=True)


class OpenMoney(GlobalSecondaryIndex["UnexplainedMoneyItem"]):  # type: ignore[no-untyped-call]
    """What is not explained yet. Sparse."""

    class Meta:
        index_name = "open"
        projection = KeysOnlyProjection()

    open_shard = HashKey()
    since = RangeKey()


class UnexplainedMoneyItem(Table):
    """One movement of a day without its counterpart, kept once it is explained."""

    class Meta:
        table_name = named("unexplained_money")

    day = HashKey()
    entry_id = RangeKey()
    found = StructAttribute[UnexplainedMoney](UnexplainedMoney)
    since = UnicodeAttribute()
    open_shard = UnicodeAttribute(null=True)
    open = OpenMoney()


class EntriesOfOrder(GlobalSecondaryIndex["SellerEntryItem"]):  # type: ignore[no-untyped-call]
    """The entries about an order, of all its sellers."""

    class Meta:
        index_name = "of_order"
        projection = KeysOnlyProjection()

    order_id = HashKey()
    entry_id = RangeKey()


class SellerEntryItem(Table):
    """One posting on a seller's account, listed by `<booked_at>#<order>#<line>#<journal>`. Never changed."""

    class Meta:
        table_name = named("seller_entries")

    seller_id = HashKey()
    entry_id = RangeKey()
    kind = UnicodeAttribute()
    order_id = UnicodeAttribute()
    line_id = UnicodeAttribute()
    sku = UnicodeAttribute()
    currency = UnicodeAttribute()
    amount_minor = NumberAttribute()
    booked_at = UnicodeAttribute()
    journal_id = UnicodeAttribute(null=True)
    parts = StructAttribute[dict[str, int]](dict[str, int], null=True)
    of_order = EntriesOfOrder()


class LedgerDay(Table):
    """A day's totals per account, in shards, tallied from journals; all sellers' accounts are one."""

    class Meta:
        table_name = named("ledger_days")

    currency = HashKey()
    day_shard = RangeKey()
    journals = NumberAttribute()
    # One attribute per account of the chart, flat: DynamoDB's ADD changes top-level attributes only.
    locals().update({account.value: NumberAttribute(default=0) for account in Account})
