"""How the endpoints of sellers and the messages for them are stored."""

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.webhooks.lifecycle import Outcome

SLOTS = "slots"


class EndpointTable(Table):
    """The table of endpoints; each kind of item in it is a class below."""

    class Meta:
        table_name = named("webhook_endpoints")

    seller_id = HashKey()
    endpoint_id = RangeKey()


class Endpoint(EndpointTable):
    """One URL of a seller.

    `subscriptions` maps an event type to the time of its subscription: older events are not sent.
    """

    url = UnicodeAttribute()
    subscriptions = StructAttribute[dict[str, str]](dict[str, str])
    description = UnicodeAttribute()
    state = UnicodeAttribute()
    disabled_why = UnicodeAttribute(null=True)
    disabled_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    version = NumberAttribute()
    secret_number = NumberAttribute()
    rotated_at = UnicodeAttribute(null=True)
    timeouts_in_a_row = NumberAttribute()
    failures_in_a_row = NumberAttribute()
    failing_since = UnicodeAttribute(null=True)
    last_success_at = UnicodeAttribute(null=True)
    last_failure_at = UnicodeAttribute(null=True)


class EndpointSlots(EndpointTable):
    """How many endpoints a seller has, under the sort key SLOTS: the condition that keeps them within their limit."""

    slots = NumberAttribute()


class DeliveryAttempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt: its time, outcome, duration, and the status of the answer if there was one."""

    at: str
    outcome: Outcome
    status: int | None = None
    milliseconds: int = 0


class OfSeller(GlobalSecondaryIndex["WebhookDelivery"]):  # type: ignore[no-untyped-call]
    """The log of a seller in the order of events; also finds a delivery by its id."""

    class Meta:
        index_name = "of_seller"
        projection = KeysOnlyProjection()

    seller_id = HashKey()
    delivery_id = RangeKey()


class Due(GlobalSecondaryIndex["WebhookDelivery"]):  # type: ignore[no-untyped-call]
    """Messages to be tried again, by minute and shard. Only messages with a due time are in it."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_slot = HashKey()
    seller_id = RangeKey()


class WebhookDelivery(Table):
    """One message for one endpoint. `ordering_key` is endpoint and subject; `sequence_key` sorts within it."""

    class Meta:
        table_name = named("webhook_deliveries")

    ordering_key = HashKey()
    sequence_key = RangeKey()
    delivery_id = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    event_type = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    body = UnicodeAttribute()
    state = UnicodeAttribute()
    tries = NumberAttribute()
    attempts = StructAttribute[tuple[DeliveryAttempt, ...]](tuple[DeliveryAttempt, ...], null=True)
    answer = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    due_slot = UnicodeAttribute(null=True)
    expires_epoch = NumberAttribute(null=True)
    of_seller = OfSeller()
    due = Due()
