"""The buyer's request to send a device back: by which right, for what, once however often it is sent."""

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.line_history import LineHistory
from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.guarantees import queries as guarantees
from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import buyer_rights, due_times, queries, remedies, return_steps
from chalicelib.aftersales.returns.buyer_rights import DeliveredLine, Right, RightUntil
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.payloads import ReturnRequest
from chalicelib.aftersales.returns.return_lifecycle import FIRST
from chalicelib.aftersales.returns.stored_items import store_act
from chalicelib.facts.aftersales import ReturnOpened
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import IdempotencyKeyReused, Problem
from chalicelib.markets import directory
from chalicelib.orders import queries as order_queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order, SellerOrder


class NothingDelivered(Problem):
    """`state` is the line's state. What has not arrived is reported as not received."""

    slug, status, title = "not-delivered", 409, "The device has not been delivered"


class FaultMissing(Problem):
    slug, status, title = "fault-missing", 409, "A faulty device needs the part that fails"


class _RequestedBefore(Exception):
    """The same request was carried out meanwhile."""


class ReturnOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer can do with a delivered line now."""

    rights: tuple[RightUntil, ...]
    open_case: str | None
    history: LineHistory


def options(order: Order, line_id: str) -> ReturnOptions:
    """The buyer's rights of a line, and its open case.

    Raises: NotFound, NothingDelivered.
    """
    line = order_queries.line(order, line_id)
    history = open_cases.history_of(order.order_id, line_id)
    rights = rights_of(order, line, order_queries.seller_order(order, line.seller_id))
    return ReturnOptions(rights=rights, open_case=history.open_case, history=history)


def rights_of(order: Order, line: Line, seller_order: SellerOrder) -> tuple[RightUntil, ...]:
    """The rights of a line's buyer with their ends.

    Raises: NothingDelivered.
    """
    step = order_queries.seller_order_line(seller_order, line.line_id)
    if step.state is not LineState.DELIVERED or step.delivered_at is None:
        raise NothingDelivered(state=step.state)
    guarantee = guarantees.find(order.order_id, line.line_id)
    sold = DeliveredLine(
        ordered_at=order.created_at,
        delivered_at=step.delivered_at,
        deliveries=tuple(each.delivered_at for each in seller_order.lines if each.delivered_at is not None),
        guarantee_months=line.terms.guarantee_months,
        repairs=len(guarantee.extensions) if guarantee else 0,
    )
    return buyer_rights.rights(directory.market(order.market), sold)


def request_return(order: Order, wanted: ReturnRequest, request: idempotency.Request) -> tuple[DeviceReturn, bool]:
    """Open a return; returns it and whether an earlier request under this key did.

    Raises: NotFound, NothingDelivered, NoRightToReturn, WishNotAvailable, FaultMissing, CaseOpen, RefundedBefore,
    TooManyCases, IdempotencyKeyReused, Conflict.
    """
    return_id = ids.derived_id(queries.RETURN, request.route, request.principal, request.key)
    return transactions.retry_on_conflict(lambda: _attempt(order, wanted, request, return_id))


def _attempt(
    order: Order, wanted: ReturnRequest, request: idempotency.Request, return_id: str
) -> tuple[DeviceReturn, bool]:
    earlier = _requested_under(request, return_id)
    if earlier is not None:
        return earlier, True
    opened, history = _opened(order, wanted, request, return_id)
    fact = ReturnOpened(**return_steps.names(opened), reason=opened.reason, wish=opened.wish, answer_by=opened.due_by)
    acts = [
        store_act(opened, lambda _: _RequestedBefore()),
        *open_cases.open_acts(history, return_id),
        *return_steps.caused_acts(None, opened),
        record_act(fact),
        *note_acts(opened.person_id, return_id, wanted.description),
    ]
    try:
        transactions.commit(acts)
    except _RequestedBefore:
        return queries.device_return(return_id), True
    return opened, False


def _requested_under(request: idempotency.Request, return_id: str) -> DeviceReturn | None:
    earlier = queries.find(return_id)
    if earlier is not None and earlier.fingerprint != request.fingerprint:
        raise IdempotencyKeyReused()
    return earlier


def _opened(
    order: Order, wanted: ReturnRequest, request: idempotency.Request, return_id: str
) -> tuple[DeviceReturn, LineHistory]:
    line = order_queries.line(order, wanted.line_id)
    history = open_cases.history_of(order.order_id, line.line_id)
    if history.open_case is not None:
        raise open_cases.CaseOpen(case_id=history.open_case)
    rights = rights_of(order, line, order_queries.seller_order(order, line.seller_id))
    reason, now = ReturnReason(wanted.reason), clock.timestamp()
    right = buyer_rights.right_for(reason, rights, now)
    if reason.startswith("FAULTY") and wanted.fault is None:
        raise FaultMissing()
    available = remedies.wishes(reason, buyer_rights.in_force(rights, now), history.remedied(wanted.fault))
    remedies.require_wish(wanted.wish, available)
    opened = new_return(order, line, history, return_id=return_id, reason=reason, right=right)
    changes = {"wish": wanted.wish, "fault": wanted.fault, "fingerprint": request.fingerprint}
    return with_due_time(msgspec.structs.replace(opened, **changes)), history


def new_return(
    order: Order, line: Line, history: LineHistory, *, return_id: str, reason: ReturnReason, right: Right
) -> DeviceReturn:
    """A return of a line as it begins, with the wish for the money."""
    now = clock.timestamp()
    return DeviceReturn(
        return_id=return_id,
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        sku=line.sku,
        product_id=line.product_id,
        offer_id=history.offer_id or line.offer_id,
        person_id=order.person_id,
        market=order.market,
        ordered_at=order.created_at,
        state=FIRST,
        reason=reason,
        right=right,
        wish="REFUND",
        opened_at=now,
        changed_at=now,
        state_at=now,
    )


def with_due_time(opened: DeviceReturn) -> DeviceReturn:
    """A new return with the time its state has."""
    due_by = due_times.due_by(opened, directory.market(opened.market))
    return msgspec.structs.replace(opened, due_by=due_by)
