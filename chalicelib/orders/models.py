"""How orders, seller orders, sold serials and counters are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.orders.line import Line
from chalicelib.orders.order import SellerOrderLine


class Expiry(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    """Orders by the minute in which their reservation ends.

    The key never changes: a payment costs no index write, and the sweeper reads each minute once, by its cursor.
    """

    class Meta:
        index_name = "expiry"
        projection = KeysOnlyProjection()

    expiry_minute = HashKey()
    order_id = RangeKey()


class OrderItem(Table):
    """What a buyer pays at once. `state` is that of all its lines until payment; then seller orders hold theirs."""

    class Meta:
        table_name = named("orders")

    order_id = HashKey()
    state = UnicodeAttribute()
    market = UnicodeAttribute()
    currency = UnicodeAttribute()
    language = UnicodeAttribute()
    delivery_country = UnicodeAttribute()
    lines = StructAttribute[tuple[Line, ...]](tuple[Line, ...])
    total_minor = NumberAttribute()
    person_id = UnicodeAttribute()
    mail_key = UnicodeAttribute()
    body_hash = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    expiry_minute = UnicodeAttribute()
    token_version = NumberAttribute(null=True)
    payment_intent_id = UnicodeAttribute(null=True)
    paid_at = UnicodeAttribute(null=True)
    captured_minor = NumberAttribute(null=True)
    refunding_minor = NumberAttribute(null=True)
    refunded_minor = NumberAttribute(null=True)
    last_decline = UnicodeAttribute(null=True)
    declines = NumberAttribute(null=True)
    expiry = Expiry()


class SellerOrderItem(Table):
    """One seller's lines of one order: the only place where the state of a paid line is stored."""

    class Meta:
        table_name = named("seller_orders")

    seller_id = HashKey()
    seller_order_id = RangeKey()
    order_id = UnicodeAttribute()
    lines = StructAttribute[tuple[SellerOrderLine, ...]](tuple[SellerOrderLine, ...])
    version = NumberAttribute()


class SerialItem(Table):
    """A sold serial number; `line` is `<order id>/<line id>` while the buyer has the device."""

    class Meta:
        table_name = named("serials")

    serial_key = HashKey()
    line = UnicodeAttribute()


class OrderLimit(Table):
    """An exact counter: unpaid orders per email address, orders per origin and hour, requests for an order's link per
    day and per origin and hour, links mailed before payment, and one item per counted request. The item of the last
    request for a link has its id and the time from which the next one is allowed.
    """

    class Meta:
        table_name = named("order_limits")

    key = HashKey()
    counted = NumberAttribute()
    request_id = UnicodeAttribute(null=True)
    free_at = UnicodeAttribute(null=True)
    expires_epoch = NumberAttribute(null=True)
