"""How sellers' funds at Stripe and their payouts are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named


class FundedSellers(GlobalSecondaryIndex["SellerFundsTable"]):  # type: ignore[no-untyped-call]
    """The sellers with funds, in shards. Sparse; its keys never change, so a movement costs no index write."""

    class Meta:
        index_name = "funded"
        projection = KeysOnlyProjection()

    funded_shard = HashKey()
    seller_id = RangeKey()


class SellerFundsTable(Table):
    """The table of funds; each kind of item in it is a class below."""

    class Meta:
        table_name = named("seller_funds")

    seller_id = HashKey()
    entry_key = RangeKey()
    funded_shard = UnicodeAttribute(null=True)
    funded = FundedSellers()


class FundsItem(SellerFundsTable):
    """What a seller has at Stripe in a currency, under the sort key of that currency.

    `entries` counts the entries, `paid_through` is the number of the latest payout's entry, `carried_minor` what was
    left after it. `failed_payout_id` is the latest payout that the bank returned, until another payout replaces it.
    """

    balance_minor = NumberAttribute()
    entries = NumberAttribute()
    paid_through = NumberAttribute(null=True)
    carried_minor = NumberAttribute(null=True)
    failed_payout_id = UnicodeAttribute(null=True)


class FundsEntryItem(SellerFundsTable):
    """One movement of a seller's funds, numbered from 1, under the sort key `<currency>#<number>`; never changed."""

    kind = UnicodeAttribute()
    amount_minor = NumberAttribute()
    booked_at = UnicodeAttribute()
    order_id = UnicodeAttribute(null=True)
    line_id = UnicodeAttribute(null=True)
    sku = UnicodeAttribute(null=True)
    stripe_id = UnicodeAttribute(null=True)
    payout_id = UnicodeAttribute(null=True)


class WaitingPayouts(GlobalSecondaryIndex["PayoutItem"]):  # type: ignore[no-untyped-call]
    """Payouts that the bank returned and no later one has replaced, and those Stripe has yet to finish. Sparse."""

    class Meta:
        index_name = "waiting"
        projection = KeysOnlyProjection()

    waiting_for = HashKey()
    looked_at = RangeKey()


class PayoutItem(Table):
    """One payout of a seller's funds to the seller's bank. Its entries are those numbered first to last."""

    class Meta:
        table_name = named("payouts")

    seller_id = HashKey()
    payout_id = RangeKey()
    account_id = UnicodeAttribute()
    currency = UnicodeAttribute()
    amount_minor = NumberAttribute()
    carried_minor = NumberAttribute()
    kept_minor = NumberAttribute()
    first_entry = NumberAttribute()
    last_entry = NumberAttribute()
    state = UnicodeAttribute()
    operation_id = UnicodeAttribute()
    created_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    looked_at = UnicodeAttribute()
    version = NumberAttribute()
    stripe_id = UnicodeAttribute(null=True)
    arrives_on = UnicodeAttribute(null=True)
    bank_reference = UnicodeAttribute(null=True)
    code = UnicodeAttribute(null=True)
    waiting_for = UnicodeAttribute(null=True)
    waiting = WaitingPayouts()
