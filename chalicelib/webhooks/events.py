"""Events: which facts are sent to a seller, in which order, and with which content."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, get_args

import msgspec

from chalicelib.facts.aftersales import ClaimFact, MessagePosted, ReturnFact
from chalicelib.facts.boxes import BuyBoxChanged
from chalicelib.facts.offers import OfferSoldOut
from chalicelib.facts.orders import (
    LineAccepted,
    LineCancelled,
    LineDelivered,
    LineFact,
    LineRefunded,
    LineShipped,
    OrderFact,
    OrderPaid,
    RefundFailed,
    RefundPaidByBankTransfer,
    RefundRequested,
)
from chalicelib.facts.payments import (
    DisputeClosed,
    DisputeOpened,
    PayoutCreated,
    PayoutFact,
    PayoutFailed,
    PayoutPaid,
    TransferFact,
    TransferFailed,
    TransferPaid,
    TransferReversed,
)
from chalicelib.kernel.fact_store import Fact
from chalicelib.webhooks.case_events import OF_CASES, CaseEventType, case_content, is_for_seller

EventType = Literal[
    "order.paid",
    "order.cancelled",
    "line.accepted",
    "line.shipped",
    "line.delivered",
    "line.cancelled",
    "refund.requested",
    "refund.succeeded",
    "refund.failed",
    "dispute.opened",
    "dispute.closed",
    "offer.box_won",
    "offer.box_lost",
    "offer.sold_out",
    "transfer.paid",
    "transfer.failed",
    "transfer.reversed",
    "payout.created",
    "payout.paid",
    "payout.failed",
    CaseEventType,
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
# Sent to one endpoint on request, whatever its subscriptions.
TEST_EVENT = "endpoint.test"

_OF_LINES: dict[type[LineFact], EventType] = {
    LineAccepted: "line.accepted",
    LineShipped: "line.shipped",
    LineDelivered: "line.delivered",
    LineCancelled: "line.cancelled",
}
_OF_MONEY: dict[type[TransferFact | PayoutFact], EventType] = {
    TransferPaid: "transfer.paid",
    TransferFailed: "transfer.failed",
    TransferReversed: "transfer.reversed",
    PayoutCreated: "payout.created",
    PayoutPaid: "payout.paid",
    PayoutFailed: "payout.failed",
}

RefundFact = RefundRequested | LineRefunded | RefundPaidByBankTransfer | RefundFailed
_OF_REFUNDS: dict[type[OrderFact], EventType] = {
    RefundRequested: "refund.requested",
    LineCancelled: "refund.requested",
    LineRefunded: "refund.succeeded",
    RefundPaidByBankTransfer: "refund.succeeded",
    RefundFailed: "refund.failed",
}
# Refunds change no version: they are sent after the steps of their seller's lines, in the order in which they happened.
AFTER_STEPS = 999_999


class AnnouncedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded fact: its id, its time and its content."""

    fact_id: str
    occurred_at: str
    fact: Fact


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What one seller is sent about one fact. `sequence_key` sorts the events of a subject in the order of delivery."""

    seller_id: str
    type: str
    fact_id: str
    occurred_at: str
    version: int
    content: dict[str, Any]

    @property
    def sequence_key(self) -> str:
        """Sorts by the version of what changed, if it has one, then by fact id."""
        return f"{self.version:06d}#{self.fact_id}#{self.type}"

    @property
    def body(self) -> str:
        """The message body, the same at every attempt."""
        said = {"type": self.type, "timestamp": self.occurred_at, "data": self.content}
        return msgspec.json.encode(said).decode()


def events(story: Sequence[AnnouncedFact]) -> list[Event]:
    """The events of a subject's facts for all sellers, oldest first. Needs all facts of an order."""
    found = [event for told in story for event in _of_fact(told)]
    found += _ended(story)
    return sorted(found, key=lambda event: event.sequence_key)


def _of_fact(told: AnnouncedFact) -> Iterator[Event]:
    fact = told.fact
    if isinstance(fact, OrderPaid):
        yield from _paid(told, fact)
    elif isinstance(fact, BuyBoxChanged):
        yield from _passed(told, fact)
    elif isinstance(fact, ReturnFact | ClaimFact | MessagePosted):
        yield from _of_case(told, fact)
    elif isinstance(fact, OfferSoldOut):
        content = {"offer_id": fact.offer_id, "product_id": fact.product_id}
        yield _event(told, fact.seller_id, "offer.sold_out", content=content)
    elif isinstance(fact, RefundFact):
        yield from _refunded(told, fact)
    elif isinstance(fact, DisputeOpened | DisputeClosed):
        yield from _disputed(told, fact)
    elif isinstance(fact, TransferFact | PayoutFact) and type(fact) in _OF_MONEY:
        yield _event(told, fact.seller_id, _OF_MONEY[type(fact)], content=_of_money(fact), version=fact.version)
    elif isinstance(fact, LineFact) and type(fact) in _OF_LINES:
        content = _of_order(fact.order_id) | {"line_id": fact.line_id, "product_id": fact.product_id}
        if isinstance(fact, LineAccepted):
            content["ship_by"] = fact.ship_by
        if isinstance(fact, LineCancelled):
            content |= {"by": fact.by, "reason": fact.reason}
        yield _event(told, fact.seller_id, _OF_LINES[type(fact)], content=content, version=fact.version)
        if isinstance(fact, LineCancelled):
            yield from _refunded(told, fact)


def _refunded(told: AnnouncedFact, fact: RefundFact | LineCancelled) -> Iterator[Event]:
    """What became of a refund of a seller's line; nothing of one without money or of late money."""
    amount_minor = fact.refund_minor if isinstance(fact, LineCancelled) else fact.amount_minor
    if not (fact.seller_id and fact.refund_id and amount_minor):
        return
    content = _of_order(fact.order_id) | {
        "line_id": fact.line_id,
        "sku": fact.sku,
        "refund_id": fact.refund_id,
        "amount": {"amount_minor": amount_minor, "currency": fact.currency},
    }
    if isinstance(fact, RefundRequested):
        content |= {"reason": fact.reason, "bearer": fact.bearer}
    if isinstance(fact, LineCancelled):
        content |= {"reason": "CANCELLED", "bearer": "SELLER"}
    if isinstance(fact, RefundFailed):
        content["code"] = fact.code
    yield _event(told, fact.seller_id, _OF_REFUNDS[type(fact)], content=content, version=AFTER_STEPS)


def _disputed(told: AnnouncedFact, fact: DisputeOpened | DisputeClosed) -> Iterator[Event]:
    """What becomes of a dispute of an order, to each of its sellers with that seller's lines."""
    content = _of_order(fact.order_id) | {"dispute_id": fact.dispute_id, "reason": fact.reason}
    if isinstance(fact, DisputeOpened):
        kind: EventType = "dispute.opened"
        content |= {"state": fact.state, "answer_by": fact.answer_by}
    else:
        kind = "dispute.closed"
        content |= {"outcome": fact.outcome, "bearer": fact.bearer}
    for seller_id in sorted({line.seller_id for line in fact.lines}):
        own = [{"line_id": line.line_id, "sku": line.sku} for line in fact.lines if line.seller_id == seller_id]
        yield _event(told, seller_id, kind, content=content | {"lines": own}, version=AFTER_STEPS)


def _of_case(told: AnnouncedFact, fact: ReturnFact | ClaimFact | MessagePosted) -> Iterator[Event]:
    if is_for_seller(fact):
        version = 0 if isinstance(fact, MessagePosted) else fact.version
        yield _event(told, fact.seller_id, OF_CASES[type(fact)], content=case_content(fact), version=version)


def _paid(told: AnnouncedFact, paid: OrderPaid) -> Iterator[Event]:
    for seller_id in sorted({line.seller_id for line in paid.lines}):
        lines = [
            {"line_id": line.line_id, "offer_id": line.offer_id, "product_id": line.product_id}
            for line in paid.lines
            if line.seller_id == seller_id
        ]
        content = _of_order(paid.order_id) | {"market": paid.market, "accept_by": paid.accept_by, "lines": lines}
        yield _event(told, seller_id, "order.paid", content=content)


def _passed(told: AnnouncedFact, passed: BuyBoxChanged) -> Iterator[Event]:
    where = {"product_id": passed.product_id, "market": passed.market, "grade": passed.grade}
    where["path"] = f"/v1/products/{passed.product_id}/offers?market={passed.market}&grade={passed.grade}"
    # A seller whose own other offer wins the box gets both events.
    if passed.won_seller_id and passed.won_offer_id:
        content = where | {"offer_id": passed.won_offer_id}
        yield _event(told, passed.won_seller_id, "offer.box_won", content=content)
    if passed.lost_seller_id and passed.lost_offer_id:
        content = where | {"offer_id": passed.lost_offer_id}
        yield _event(told, passed.lost_seller_id, "offer.box_lost", content=content)


def _ended(story: Sequence[AnnouncedFact]) -> Iterator[Event]:
    """An order is cancelled for a seller when the last of the seller's lines is."""
    sold: dict[str, set[str]] = {}
    for told in story:
        if isinstance(told.fact, OrderPaid):
            for line in told.fact.lines:
                sold.setdefault(line.seller_id, set()).add(line.line_id)
    for told, fact in _in_order(story):
        left = sold.get(fact.seller_id, set())
        if fact.line_id in left:
            left.discard(fact.line_id)
            if not left:
                content = _of_order(fact.order_id)
                yield _event(told, fact.seller_id, "order.cancelled", content=content, version=fact.version)


def _in_order(story: Iterable[AnnouncedFact]) -> list[tuple[AnnouncedFact, LineCancelled]]:
    found = [(told, told.fact) for told in story if isinstance(told.fact, LineCancelled)]
    return sorted(found, key=lambda pair: (pair[1].version, pair[0].fact_id))


def _of_order(order_id: str) -> dict[str, Any]:
    return {"order_id": order_id, "path": f"/v1/seller/orders/{order_id}"}


def _of_money(fact: TransferFact | PayoutFact) -> dict[str, Any]:
    amount = {"amount_minor": fact.amount_minor, "currency": fact.currency}
    if isinstance(fact, PayoutFact):
        where = f"/v1/seller/payouts/{fact.payout_id}"
        content: dict[str, Any] = {"payout_id": fact.payout_id, "amount": amount, "path": where}
    else:
        content = _of_order(fact.order_id) | {"line_id": fact.line_id, "sku": fact.sku, "amount": amount}
    if isinstance(fact, TransferFailed | PayoutFailed):
        content["code"] = fact.code
    return content


def _event(told: AnnouncedFact, seller_id: str, event_type: str, *, content: dict[str, Any], version: int = 0) -> Event:
    return Event(
        seller_id=seller_id,
        type=event_type,
        fact_id=told.fact_id,
        occurred_at=told.occurred_at,
        version=version,
        content=content,
    )
