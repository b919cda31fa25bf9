"""Following disputes: what is new of one at Stripe is stored, and what its bank moved is booked, each once.

The stored dispute is read before Stripe is asked, and written on condition that it is as read: what is written is
always newer than what was there, whatever order events arrive in.
"""

from chalicelib.facts.payments import DisputeClosed, DisputedLine, DisputeFundsMoved, DisputeOpened
from chalicelib.gateways import stripe, stripe_disputes
from chalicelib.gateways.stripe_disputes import StripeDispute
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments import money_commands
from chalicelib.payments.disputes import dispute_acts, dispute_news, dispute_policy, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute, is_announced, is_closing, waiting_for
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.journals import AlreadyBooked
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.payments.transfers import holds

TRIES_MAX = 4


class DisputeMismatch(Exception):
    """Stripe disputes an order's payment in another currency than it was paid in."""


def follow_dispute(dispute_id: str) -> None:
    """Store a dispute as Stripe has it; again, it changes nothing.

    Raises: UnknownStripeObject for one of a payment that is not booked as an order's (yet), DisputeMismatch, Conflict
    if the dispute kept changing.
    """
    order_id = dispute_queries.order_id_of(dispute_id)
    for _ in range(TRIES_MAX):
        before = dispute_queries.find(order_id, dispute_id) if order_id else None
        found = _at_stripe(dispute_id)
        order = queries.order(order_id) if order_id else _order_of(found)
        order_id = order.order_id
        try:
            return _store(order, before, found)
        except (Conflict, AlreadyBooked):
            continue  # another worker stored it between the read and the write: read again
    raise Conflict()


def _at_stripe(dispute_id: str) -> StripeDispute:
    try:
        return stripe_disputes.dispute(dispute_id)
    except stripe.StripeRefused as refusal:
        raise UnknownStripeObject(dispute_id) from refusal


def _order_of(found: StripeDispute) -> Order:
    """The order of a disputed payment, once its money is booked: what is taken from it is booked after it."""
    if not found.payment_intent_id:
        raise UnknownStripeObject(found.id)
    order_id = stripe.intent(found.payment_intent_id).order_id
    order = queries.find_order(order_id) if order_id else None
    if order is None or order.payment_intent_id != found.payment_intent_id or not order.captured_minor:
        raise UnknownStripeObject(found.id)
    return order


def _store(order: Order, before: Dispute | None, found: StripeDispute) -> None:
    if found.currency != order.currency:
        raise DisputeMismatch(found.id)
    now = dispute_news.as_found(before, found, order_id=order.order_id, now=clock.timestamp())
    if now is not before:
        return transactions.commit(_acts(order, before, now))
    dispute_acts.note_look(now)
    if waiting_for(now) == "SETTLEMENT":  # its facts led there before; the command may have failed
        money_commands.send(money_commands.SettleDisputes(order.order_id))
    return None


def _acts(order: Order, before: Dispute | None, now: Dispute) -> list[transactions.Act]:
    lines = sold_lines(order)
    acts = [dispute_acts.store_act(before, now), *_booking_acts(before, now)]
    if before is None:
        acts += dispute_acts.listing_acts(now, (line.seller_id for line in lines))
    if is_announced(before, now):
        acts.append(record_act(_opened(now, lines)))
    if is_closing(before, now):
        acts.append(record_act(_closed(now, lines)))
    was_held = before is not None and before.is_held
    if now.is_held and not was_held:
        acts += [holds.hold_act(order.order_id, line.line_id) for line in lines]
    if was_held and not now.is_held:
        acts += [act for line in lines for act in holds.release_acts(order.order_id, line.line_id)]
    return acts


def sold_lines(order: Order) -> tuple[Line, ...]:
    """The lines that a dispute of the order's payment is about; none where late money could not become an order."""
    return order.lines if order.state is LineState.PAID else ()


def _booking_acts(before: Dispute | None, now: Dispute) -> list[transactions.Act]:
    acts: list[transactions.Act] = []
    for one in now.moved[len(before.moved) if before else 0 :]:
        journal = dispute_acts.movement_journal(now, one)
        moved = DisputeFundsMoved(
            order_id=now.order_id,
            dispute_id=now.dispute_id,
            version=now.version,
            journal_id=journal.journal_id,
            amount_minor=one.amount_minor,
            currency=now.currency,
        )
        acts += [*journals.book_acts(journal), record_act(moved)]
    return acts


def _disputed(lines: tuple[Line, ...]) -> tuple[DisputedLine, ...]:
    return tuple(DisputedLine(line_id=line.line_id, seller_id=line.seller_id, sku=line.sku) for line in lines)


def _opened(now: Dispute, lines: tuple[Line, ...]) -> DisputeOpened:
    return DisputeOpened(
        order_id=now.order_id,
        dispute_id=now.dispute_id,
        version=now.version,
        amount_minor=now.amount_minor,
        currency=now.currency,
        reason=now.reason,
        state=now.state,
        answer_by=now.answer_by,
        lines=_disputed(lines),
    )


def _closed(now: Dispute, lines: tuple[Line, ...]) -> DisputeClosed:
    is_lost = now.state is DisputeState.LOST
    return DisputeClosed(
        order_id=now.order_id,
        dispute_id=now.dispute_id,
        version=now.version,
        outcome=now.state,
        amount_minor=now.amount_minor,
        currency=now.currency,
        reason=now.reason,
        bearer=dispute_policy.bearer_of(now.reason, now.changed_at) if is_lost else None,
        lines=_disputed(lines),
    )
