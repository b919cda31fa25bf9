"""Refunding: each refund is stored with the operation that asks Stripe for it, and never exceeds what was paid."""

from collections.abc import Collection, Mapping

import msgspec

from chalicelib.facts.orders import LateMoneyArrived, RefundRequested
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries
from chalicelib.orders.lifecycle import RELEASED
from chalicelib.orders.line import Line
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.payments import money_commands, refund_adoptions, refund_policy, refund_queries, refunded_lines, refunds
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.ledger.postings import refund_postings
from chalicelib.payments.refund import Bearer, Refund, RefundedLine, RefundReason
from chalicelib.payments.refund_adoptions import Source
from chalicelib.payments.refund_lifecycle import FIRST
from chalicelib.payments.refund_parts import NO_PARTS, Part, Parts, paid_by_part, parts_of, taken_in_order
from chalicelib.payments.refunds import Origin

ALL_PARTS = tuple(Part)


class RefundTooLarge(Problem):
    """`left` is what can still be refunded of the line, of the parts that were asked for."""

    slug, status, title = "refund-too-large", 409, "The amount exceeds what is left of the line"


class LineRefund(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back of a line: an amount taken from the parts in their order, or all that is left of them.

    Sales tax follows each part, the contribution the goods. Of the shipping goes back at most `shipping_minor_max`: the
    cost of standard shipping, tax included, where the law returns no more (Directive 2011/83/EU art. 13(2)).
    `bearer` is the policy's for the reason unless it is named. `paid_from` is the refund on suspense whose money it is.
    """

    line_id: str
    reason: RefundReason
    parts: Collection[Part] = ALL_PARTS
    amount_minor: int | None = None
    shipping_minor_max: int | None = None
    bearer: Bearer | None = None
    request_key: str | None = None
    paid_from: str | None = None


class PlannedRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund, the acts that store it, and its share of every account (minor units, debits positive)."""

    refund: Refund
    acts: tuple[transactions.Act, ...]
    postings: Mapping[str, int]


class _Share(msgspec.Struct, frozen=True, kw_only=True):
    """What a refund gives back of each part and undoes of its sale; `left_minor` is the most it could have given."""

    left_minor: int
    parts: Parts = NO_PARTS
    undone: Parts = NO_PARTS


def plan(order: Order, wanted: LineRefund) -> PlannedRefund:
    """A refund of a line that is paid, with its fact `RefundRequested`.

    The caller commits `acts` together with `cap_act` in its own transaction, at most one refund of a line in each, and
    then sends `command(refund)`. The commit is a Conflict if the line had another refund since: plan again. Where the
    platform gave back all of the parts before and the seller bears, the refund is of 0 and undoes the sale alone.
    Raises: NotFound for a line the order does not have; RefundTooLarge for more than is left, or if nothing is left.
    """
    return plan_after(order, wanted, before=refunded_lines.of_line(order.order_id, wanted.line_id))


def plan_after(
    order: Order, wanted: LineRefund, *, before: RefundedLine, source: Source | None = None
) -> PlannedRefund:
    """`plan`, for a line whose earlier refunds are known already, or for one that another source paid."""
    line = queries.line(order, wanted.line_id)
    bearer = wanted.bearer or refund_policy.bearer_of(wanted.reason, clock.timestamp())
    origin = Origin(reason=wanted.reason, bearer=bearer, request_key=wanted.request_key, paid_from=wanted.paid_from)
    share = _share(line, wanted, before) if order.state == "PAID" else _Share(left_minor=0)
    if bearer == "PLATFORM":
        share = msgspec.structs.replace(share, undone=Parts(service_fee_minor=share.parts.service_fee_minor))
    is_too_large = wanted.amount_minor is not None and wanted.amount_minor > share.left_minor
    if is_too_large or not share.parts.total_minor + share.undone.total_minor:
        raise RefundTooLarge(left=Money(share.left_minor, order.currency))
    planned = _planned(order, line, before, origin=origin, share=share, source=source)
    if not planned.refund.amount_minor:
        return planned
    return msgspec.structs.replace(planned, acts=(*planned.acts, record_act(_requested(line, planned.refund))))


def _share(line: Line, wanted: LineRefund, before: RefundedLine) -> _Share:
    """What goes back of each part, and what of its sale is undone where the seller bears.

    The sale of a part that goes back whole is undone whole: what the platform gave of it before is not the seller's to
    keep.
    """
    paid = paid_by_part(line.amounts)
    left, unsold = paid.minus(before.requested), paid.minus(before.reversing)
    within = left
    if wanted.shipping_minor_max is not None:
        shipping_minor = max(0, min(left.shipping_minor, wanted.shipping_minor_max - before.requested.shipping_minor))
        within = msgspec.structs.replace(left, shipping_minor=shipping_minor)
    everything = taken_in_order(within.total_minor, within, wanted.parts)
    parts = everything if wanted.amount_minor is None else taken_in_order(wanted.amount_minor, within, wanted.parts)
    ended = {
        part for part in wanted.parts if parts.of(part) == left.of(part) and (parts.of(part) or parts == everything)
    }
    undone = parts_of(unsold.of(part) if part in ended else parts.of(part) for part in Part)
    return _Share(left_minor=everything.total_minor, parts=parts, undone=undone)


def _requested(line: Line, refund: Refund) -> RefundRequested:
    return RefundRequested(
        order_id=refund.order_id,
        refund_id=refund.refund_id,
        line_id=line.line_id,
        seller_id=line.seller_id,
        product_id=line.product_id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        reason=refund.reason,
        bearer=refund.bearer,
        sku=line.sku,
    )


def plan_cancelled(order: Order, lines: Collection[Line]) -> list[PlannedRefund]:
    """The refunds of what is left of each line; none for a line whose sale was undone whole before."""
    counted = refunded_lines.of_order(order.order_id)
    origin = Origin(reason="CANCELLED", bearer=refund_policy.bearer_of("CANCELLED", clock.timestamp()))
    planned = []
    for line in lines:
        before = counted.get(line.line_id, RefundedLine())
        share = _share(line, LineRefund(line_id=line.line_id, reason="CANCELLED"), before)
        if share.parts.total_minor + share.undone.total_minor:
            planned.append(_planned(order, line, before, origin=origin, share=share))
    return planned


def _planned(
    order: Order, line: Line, before: RefundedLine, *, origin: Origin, share: _Share, source: Source | None = None
) -> PlannedRefund:
    refund = refunds.line_refund(
        order.order_id,
        f"{line.line_id}-{before.refunds + 1}",
        origin,
        parts=share.parts,
        reverses=share.undone,
        currency=order.currency,
    )
    postings = refund_postings(line.seller_id, line.amounts, refunds.reversal_of(refund, before.reversing))
    counted = refunded_lines.request_act(refund, before, paid_minor=line.amounts.paid_minor)
    if source is None:
        stored = refunds.request_acts(refund, order.payment_intent_id or "")
    else:
        stored = refund_adoptions.request_acts(refund, source)
    return PlannedRefund(refund=refund, acts=(counted, *stored), postings=postings)


def cap_act(order: Order, refund_minor: int) -> transactions.Act:
    """The act that counts an amount among the order's refunds. Conflict above what was captured."""
    return transactions.update(
        OrderItem(order.order_id),
        OrderItem.refunding_minor.add(refund_minor),
        condition=OrderItem.refunding_minor <= order.captured_minor - refund_minor,
    )


def command(refund: Refund) -> money_commands.Command:
    """The command that asks Stripe for the refund's latest try."""
    return money_commands.ResolveOperation(refund.order_id, refund.operation_id)


def return_late_money(order: Order, intent_id: str) -> None:
    """Book money that can no longer become an order as owed back, and ask for its refund."""
    journal_id = f"late_capture#{intent_id}"
    total_minor = order.total_minor
    journal = Journal(
        order_id=order.order_id,
        journal_id=journal_id,
        currency=order.currency,
        postings={Account.STRIPE: total_minor, Account.OWED_BACK: -total_minor},
    )
    taken = transactions.update(
        OrderItem(order.order_id),
        OrderItem.payment_intent_id.set(intent_id),
        OrderItem.captured_minor.set(total_minor),
        OrderItem.refunding_minor.set(total_minor),
        OrderItem.refunded_minor.set(0),
        condition=OrderItem.state.is_in(*sorted(RELEASED)) & OrderItem.payment_intent_id.does_not_exist(),
    )
    refund = refunds.late_money_refund(order.order_id, amount_minor=total_minor, currency=order.currency)
    transactions.commit(
        [
            taken,
            *journals.book_acts(journal),
            *refunds.request_acts(refund, intent_id),
            record_act(LateMoneyArrived(order_id=order.order_id, journal_id=journal_id)),
        ]
    )
    money_commands.send(command(refund))


def retry(order_id: str, refund_id: str, *, tries: int) -> Refund:
    """Ask Stripe once more for a refund that failed or was refused after `tries` tries; a repetition asks no more.

    Raises: NotFound, RefundNotOwed, Conflict if it was retried or paid otherwise at the same moment.
    """
    order = queries.order(order_id)
    refund = refund_queries.find(order_id, refund_id)
    if refund.tries == tries:
        transactions.commit(refunds.retry_acts(refund, order.payment_intent_id or ""))
        refund = refund_queries.find(order_id, refund_id)
    if refund.state == FIRST:
        money_commands.send(command(refund))
    return refund
