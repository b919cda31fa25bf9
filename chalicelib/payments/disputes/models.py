"""How disputes are stored."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.payments.disputes.dispute import EvidenceFile, Movement


class DisputesByState(GlobalSecondaryIndex["DisputeItem"]):  # type: ignore[no-untyped-call]
    """Disputes by state and the time they were opened at."""

    class Meta:
        index_name = "by_state"
        projection = KeysOnlyProjection()

    state = HashKey()
    opened_at = RangeKey()


class WaitingDisputes(GlobalSecondaryIndex["DisputeItem"]):  # type: ignore[no-untyped-call]
    """Disputes by what they wait for. Sparse: `waiting_for` is absent when nothing is left to do."""

    class Meta:
        index_name = "waiting"
        projection = IncludeProjection(["answer_by"])

    waiting_for = HashKey()
    looked_at = RangeKey()


class DisputesById(GlobalSecondaryIndex["DisputeItem"]):  # type: ignore[no-untyped-call]
    """The order of a dispute."""

    class Meta:
        index_name = "by_id"
        projection = KeysOnlyProjection()

    dispute_id = HashKey()


class DisputeItem(Table):
    """What a cardholder's bank disputes of an order's payment; `dispute_id` is Stripe's.

    `version` counts every change of what is known; `looked_at` is when Stripe was last asked.
    """

    class Meta:
        table_name = named("disputes")

    order_id = HashKey()
    dispute_id = RangeKey()
    amount_minor = NumberAttribute()
    currency = UnicodeAttribute()
    reason = UnicodeAttribute()
    state = UnicodeAttribute()
    opened_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    looked_at = UnicodeAttribute()
    closed_at = UnicodeAttribute(null=True)
    answer_by = UnicodeAttribute(null=True)
    moved = StructAttribute[tuple[Movement, ...]](tuple[Movement, ...])
    settled_minor = NumberAttribute()
    loss_minor = NumberAttribute()
    is_held = BooleanAttribute()
    answers = NumberAttribute()
    files = StructAttribute[tuple[EvidenceFile, ...]](tuple[EvidenceFile, ...], null=True)
    version = NumberAttribute()
    waiting_for = UnicodeAttribute(null=True)
    by_state = DisputesByState()
    waiting = WaitingDisputes()
    by_id = DisputesById()


class SellerDisputeItem(Table):
    """One seller's line or lines in a disputed order, listed by `<opened_at>#<dispute id>`. Never changed."""

    class Meta:
        table_name = named("seller_disputes")

    seller_id = HashKey()
    listed_at = RangeKey()
    order_id = UnicodeAttribute()
    dispute_id = UnicodeAttribute()
