"""A buyer's report of a line: not received, damaged in transit, or another device; once however often it is sent."""

from datetime import timedelta

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.claims import claim as claims
from chalicelib.aftersales.claims import claim_steps, queries
from chalicelib.aftersales.claims.claim import Claim, ClaimKind, ClaimWish
from chalicelib.aftersales.claims.claim_lifecycle import FIRST
from chalicelib.aftersales.claims.stored_items import store_claim_act
from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.facts.aftersales import ClaimOpened
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import IdempotencyKeyReused, Problem
from chalicelib.markets import directory
from chalicelib.markets.due_dates import arrival_day, end_of_day, local_day, working_days_end_at
from chalicelib.orders import queries as order_queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order, SellerOrderLine


class ParcelNotDue(Problem):
    """`due_at` is when the parcel is late."""

    slug, status, title = "parcel-not-due", 409, "The parcel may still arrive in time"


class ClaimTooLate(Problem):
    """`ended_at` is when the time for this report ended; a return may still be possible."""

    slug, status, title = "claim-too-late", 409, "The time to report this is over"


class ClaimNotPossible(Problem):
    """`state` is the line's state, `delivery_proof` how its delivery is known."""

    slug, status, title = "claim-not-possible", 409, "This cannot be reported of the device now"


class _ReportedBefore(Exception):
    """The same request was carried out meanwhile."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer reports."""

    line_id: str
    kind: ClaimKind
    wish: ClaimWish
    description: str | None = None


def report(order: Order, wanted: Report, request: idempotency.Request) -> tuple[Claim, bool]:
    """Open a claim; returns it and whether an earlier request under this key did.

    Raises: NotFound, ParcelNotDue, ClaimTooLate, ClaimNotPossible, CaseOpen, RefundedBefore, TooManyCases,
    IdempotencyKeyReused, Conflict.
    """
    claim_id = ids.derived_id(queries.CLAIM, request.route, request.principal, request.key)
    return transactions.retry_on_conflict(lambda: _attempt(order, wanted, request, claim_id))


def _attempt(order: Order, wanted: Report, request: idempotency.Request, claim_id: str) -> tuple[Claim, bool]:
    earlier = queries.find(claim_id)
    if earlier is not None:
        if earlier.fingerprint != request.fingerprint:
            raise IdempotencyKeyReused()
        return earlier, True
    line = order_queries.line(order, wanted.line_id)
    history = open_cases.history_of(order.order_id, line.line_id)
    opening = open_cases.open_acts(history, claim_id)
    _require_reportable(order, line, wanted.kind)
    opened = _opened(order, line, wanted, claim_id=claim_id, fingerprint=request.fingerprint)
    fact = ClaimOpened(**claim_steps.names(opened), kind=opened.kind, answer_by=opened.due_by or "")
    acts = [
        store_claim_act(opened, lambda _: _ReportedBefore()),
        *opening,
        claim_steps.due_act(opened),
        record_act(fact),
        *note_acts(order.person_id, claim_id, wanted.description),
    ]
    try:
        transactions.commit(acts)
    except _ReportedBefore:
        return queries.claim(claim_id), True
    return opened, False


def _opened(order: Order, line: Line, wanted: Report, *, claim_id: str, fingerprint: str) -> Claim:
    now = clock.timestamp()
    opened = Claim(
        claim_id=claim_id,
        order_id=order.order_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        sku=line.sku,
        product_id=line.product_id,
        person_id=order.person_id,
        market=order.market,
        kind=wanted.kind,
        wish=wanted.wish,
        state=FIRST,
        fingerprint=fingerprint,
        opened_at=now,
        changed_at=now,
        state_at=now,
    )
    return msgspec.structs.replace(opened, due_by=claims.due_by(opened, directory.market(order.market)))


def _require_reportable(order: Order, line: Line, kind: ClaimKind) -> None:
    seller_order = order_queries.seller_order(order, line.seller_id)
    step = order_queries.seller_order_line(seller_order, line.line_id)
    if kind == "NOT_RECEIVED" and step.state is LineState.SHIPPED:
        market = directory.market(order.market)
        late_at = end_of_day(market, arrival_day(market, order.created_at, line.delivery_days))
        if clock.timestamp() < late_at:
            raise ParcelNotDue(due_at=late_at)
        return
    confirmed = kind == "NOT_RECEIVED" and step.delivery_proof == "RECEIPT"
    if step.state is not LineState.DELIVERED or step.delivered_at is None or confirmed:
        raise ClaimNotPossible(state=step.state, delivery_proof=step.delivery_proof)
    ended_at = _reportable_until(order, step, kind)
    if clock.timestamp() >= ended_at:
        raise ClaimTooLate(ended_at=ended_at)


def _reportable_until(order: Order, step: SellerOrderLine, kind: ClaimKind) -> str:
    """Damage in transit within three working days, the rest within the days of the free return."""
    market, delivered_at = directory.market(order.market), step.delivered_at or ""
    if kind == "DAMAGED_IN_TRANSIT":
        days = market.windows.transit_damage_working_days.at(delivered_at)
        return working_days_end_at(market, delivered_at, days)
    days = market.windows.free_return_days.at(delivered_at)
    return end_of_day(market, local_day(market, delivered_at) + timedelta(days=days))
