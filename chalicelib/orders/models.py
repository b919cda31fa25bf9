"""How orders, seller orders, sold serials and counters are stored."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.storage.tables import CompactAttribute, HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.orders.line import Line
from chalicelib.orders.order import SellerOrderLine

# What lines are deflated against: text that most lines have, the likeliest last. An entry is never changed, only added
# to by a next one: stored lines are read with the entry they were written with.
LINE_DICTIONARIES = (
    (
        b" 64 GB 128 GB 256 GB 512 GB 1 TB Samsung Galaxy Apple iPhone Apple MacBook Apple iPad"
        b'DHL Express","Chronopost","Colissimo","UPS","DPD","smartphone","laptop","tablet"'
        b'"commission_vat_rule":"NONE""commission_vat_rule":"REVERSE_CHARGE""identifier_kind":"NONE","identifier_kind":"SERIAL"'
        b'"grade":"FAIR","grade":"PREMIUM","grade":"GOOD","terms":[null,12,"REGULAR"],["NEW",24,"MARGINAL"]'
        b',"tax_minor":'
        b'[{"line_id":"1","offer_id":"off_us_"[{"line_id":"1","offer_id":"off_eu_","terms_version":1,"seller_id":"sel_eu_"'
        b',"sku":"","product_id":"prd_eu_","title":"","category":"","grade":"EXCELLENT","terms":["STANDARD",12,"MARGINAL"],'
        b'"amounts":{"price_minor":00,"shipping_minor":0,"fee_minor":,"fee_vat_minor":,"contribution_minor":'
        b',"commission_minor":,"commission_vat_minor":},"carrier":"","delivery_days":,"commission_vat_rule":"DOMESTIC",'
        b'"identifier_kind":"IMEI","carbon_category":"","vat_rate_bp":2000},{"line_id":"'
    ),
)


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
    lines = CompactAttribute[tuple[Line, ...]](tuple[Line, ...], LINE_DICTIONARIES)
    total_minor = NumberAttribute()
    person_id = UnicodeAttribute()
    mail_key = UnicodeAttribute()
    body_hash = BinaryAttribute(legacy_encoding=False)
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
    tax_calculation_id = UnicodeAttribute(null=True)
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


class TaxConfirmationItem(Table):
    """The figures of a quarter (`<year>-<quarter>`) that a seller confirmed, as JSON."""

    class Meta:
        table_name = named("tax_confirmations")

    seller_id = HashKey()
    quarter = RangeKey()
    confirmed = UnicodeAttribute()


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
