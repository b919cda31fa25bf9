"""The outbox: facts become messages for the endpoints that subscribed to them, in the order in which they happened.

Reactions may run twice and out of order, and a message must not overtake an earlier one of its subject. So a reaction
to a fact also puts the missing messages of all earlier facts of the subject, under keys that sort in the order of
events.
"""

from collections.abc import Iterable
from datetime import timedelta

import msgspec

from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.facts.orders import (
    LineAccepted,
    LineCancelled,
    LineDelivered,
    LineRefunded,
    LineShipped,
    OrderFact,
    OrderPaid,
    RefundFailed,
    RefundPaidByBankTransfer,
    RefundRequested,
)
from chalicelib.facts.payments import (
    PayoutCreated,
    PayoutFailed,
    PayoutPaid,
    TransferFailed,
    TransferPaid,
    TransferReversed,
)
from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Fact, Recorded
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.webhooks import delivery_queues, queries
from chalicelib.webhooks.case_events import OF_CASES
from chalicelib.webhooks.delivery_queues import OrderingKey
from chalicelib.webhooks.events import AnnouncedFact, Event, events
from chalicelib.webhooks.lifecycle import FIRST
from chalicelib.webhooks.models import Endpoint, WebhookDelivery

TOLD: dict[str, type[Fact]] = {
    kind.__name__: kind
    for kind in (
        OrderPaid,
        LineAccepted,
        LineShipped,
        LineDelivered,
        LineCancelled,
        RefundRequested,
        LineRefunded,
        RefundPaidByBankTransfer,
        RefundFailed,
        BuyBoxChanged,
        OfferSoldOut,
        TransferPaid,
        TransferFailed,
        TransferReversed,
        PayoutCreated,
        PayoutPaid,
        PayoutFailed,
        *OF_CASES,
    )
}
# Products and offers have unbounded histories: at most this many facts are read with the one in hand.
STORY_MAX = 300
# Older facts are not announced. Messages are kept longer than that, so none is made twice.
NEWS_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=90)


def enqueue_deliveries(fact: Recorded, seller_ids: Iterable[str]) -> None:
    """Put the messages of a fact and of those before it for the endpoints of sellers, and enqueue them."""
    listening = {seller_id: found for seller_id in seller_ids if (found := queries.endpoints_of(seller_id))}
    if not listening:
        return
    told = events([_told(each) for each in _story_with(fact) if each.name in TOLD])
    ordering_keys = []
    for seller_id, endpoints in sorted(listening.items()):
        for endpoint in endpoints:
            wanted = [event for event in told if event.seller_id == seller_id and _wants(endpoint, event)]
            if wanted:
                ordering_key = OrderingKey(seller_id, endpoint.endpoint_id, fact.subject)
                put_missing(ordering_key, wanted)
                ordering_keys.append(ordering_key)
    delivery_queues.enqueue(ordering_keys)


def _story_with(fact: Recorded) -> list[Recorded]:
    """The facts announced together: all of an order's, or those of another subject up to this one.

    All lines of an order decide whether it is cancelled for a seller, and versions, not ids, order its facts.
    """
    if issubclass(TOLD[fact.name], OrderFact):
        return fact_store.story_of(fact.subject, TOLD)
    return fact_store.story_until(fact, STORY_MAX)


def put_missing(ordering_key: OrderingKey, wanted: list[Event]) -> None:
    """Put the messages of an ordering key that do not exist yet; `wanted` is in the order of delivery."""
    kept = queries.kept_keys(ordering_key.name, wanted[0].sequence_key)
    for event in wanted:
        if event.sequence_key not in kept:
            transactions.put_if_absent(_item(ordering_key, event))


def delivery_id(endpoint_id: str, event: Event) -> str:
    """The id of a message: derived from endpoint and event, so always the same. Sorts by the time of the fact."""
    which = ids.derived_id(queries.DELIVERY, endpoint_id, event.sequence_key).rpartition("_")[2]
    return f"{queries.DELIVERY}_{settings.cell}_{event.fact_id[:10]}{which[-16:]}"


def _told(recorded: Recorded) -> AnnouncedFact:
    said = msgspec.json.decode(recorded.body, type=TOLD[recorded.name])
    return AnnouncedFact(fact_id=recorded.fact_id, occurred_at=recorded.occurred_at, fact=said)


def _wants(endpoint: Endpoint, event: Event) -> bool:
    """Whether the endpoint was subscribed to the event when it happened, within the last NEWS_FOR."""
    since = endpoint.subscriptions.get(event.type)
    return since is not None and event.occurred_at >= max(since, clock.stamp(clock.now() - NEWS_FOR))


def _item(ordering_key: OrderingKey, event: Event) -> WebhookDelivery:
    return WebhookDelivery(
        ordering_key.name,
        event.sequence_key,
        delivery_id=delivery_id(ordering_key.endpoint_id, event),
        seller_id=ordering_key.seller_id,
        event_type=event.type,
        occurred_at=event.occurred_at,
        body=event.body,
        state=FIRST,
        tries=0,
        expires_epoch=clock.epoch_seconds(clock.now() + KEPT_FOR),
    )
