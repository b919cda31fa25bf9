"""How transfers to sellers and sellers' debts are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.payments.transfers.transfer import MadeTransfer


class TransfersOfSeller(GlobalSecondaryIndex["TransferItem"]):  # type: ignore[no-untyped-call]
    """A seller's transfers by the time at which their line was shipped."""

    class Meta:
        index_name = "of_seller"
        projection = KeysOnlyProjection()

    seller_id = HashKey()
    opened_at = RangeKey()


class WaitingTransfers(GlobalSecondaryIndex["TransferItem"]):  # type: ignore[no-untyped-call]
    """Transfers that were not made yet (`seller#<id>`), and those that failed (`operators`). Sparse."""

    class Meta:
        index_name = "waiting"
        projection = IncludeProjection(["holds"])

    waiting_for = HashKey()
    changed_at = RangeKey()


class TransferItem(Table):
    """What one line brings its seller.

    The holds of a line may be set before it is shipped: until then the item has nothing but `holds` and `version`.
    `version` counts every change. `made` are the transfers at Stripe, `operation_id` is what was last asked of Stripe.
    """

    class Meta:
        table_name = named("transfers")

    order_id = HashKey()
    line_id = RangeKey()
    holds = NumberAttribute()
    version = NumberAttribute()
    seller_id = UnicodeAttribute(null=True)
    sku = UnicodeAttribute(null=True)
    product_id = UnicodeAttribute(null=True)
    market = UnicodeAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    net_minor = NumberAttribute(null=True)
    payment_intent_id = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    opened_at = UnicodeAttribute(null=True)
    changed_at = UnicodeAttribute(null=True)
    delivered_at = UnicodeAttribute(null=True)
    available_at = UnicodeAttribute(null=True)
    made = StructAttribute[tuple[MadeTransfer, ...]](tuple[MadeTransfer, ...], null=True)
    tries = NumberAttribute(null=True)
    operation_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    waiting_for = UnicodeAttribute(null=True)
    of_seller = TransfersOfSeller()
    waiting = WaitingTransfers()


class SellerDebtItem(Table):
    """What a seller owes the platform for one line, because the money could not be taken back at Stripe."""

    class Meta:
        table_name = named("seller_debts")

    seller_id = HashKey()
    debt_key = RangeKey()
    owed_minor = NumberAttribute()
    since = UnicodeAttribute()
