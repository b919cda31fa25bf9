"""Auditing: recompute an order's money from what was agreed and compare it with what was booked, to the cent."""

from collections.abc import Collection, Iterable

import msgspec

from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments import refunds
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import Account, seller_of
from chalicelib.payments.ledger.amounts import (
    merged,
    owed_postings,
    refund_postings,
    repayment_postings,
    sale_postings,
)
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refunds import RefundItem


class OrderAudit(msgspec.Struct, frozen=True, kw_only=True):
    """The equation of one order: captured = refunded + the terms. `faults` is empty when everything agrees."""

    order_id: str
    state: str
    currency: str
    captured_minor: int
    refunded_minor: int
    terms: dict[str, int]
    faults: tuple[str, ...]


def audit_order(order: Order) -> OrderAudit:
    """Read an order's journals and refunds and check it."""
    return equation(order, journals.journals_of(order.order_id), refunds.of_order(order.order_id))


def equation(order: Order, journals: Iterable[Journal], order_refunds: Collection[RefundItem]) -> OrderAudit:
    """Check journals against the order's frozen lines and its refunds. Pure.

    Everything booked must equal the sale of every line less the refunded ones, whether the money reached the buyer or
    is owed; what Stripe did must equal what the order says was captured and refunded; and captured = refunded +
    sellers' net + commission + VAT on it + service fee + its VAT + facilitator tax + contribution + what is owed back.
    """
    kept = list(journals)
    booked = merged([journal.postings for journal in kept])
    captured = sum(journal.postings.get(Account.STRIPE, 0) for journal in kept if _is_capture(journal))
    returned = -sum(journal.postings.get(Account.STRIPE, 0) for journal in kept if not _is_capture(journal))
    paid_back = [refund for refund in order_refunds if refund.state == RefundState.SUCCEEDED]
    terms = {account: -minor for account, minor in sorted(booked.items()) if account != Account.STRIPE}
    return OrderAudit(
        order_id=order.order_id,
        state=order.state,
        currency=order.currency,
        captured_minor=captured,
        refunded_minor=returned,
        terms=terms,
        faults=tuple(
            fault
            for fault, holds in {
                "captured is not refunded plus the terms": captured == returned + sum(terms.values()),
                "a journal does not sum to zero": all(sum(journal.postings.values()) == 0 for journal in kept),
                "a journal is in another currency": all(journal.currency == order.currency for journal in kept),
                "the order says another amount was captured": captured == order.captured_minor,
                "the order says another amount was refunded": returned == order.refunded_minor,
                "the refunds are not what the order decided": _total(order_refunds) == order.refunding_minor,
                "a refund is more than its line": not any(_is_too_much(order, refund) for refund in order_refunds),
                "more was refunded than captured": returned <= captured,
                "the refunds say another amount was refunded": returned == _total(paid_back),
                "the accounts are not what the lines agreed": booked == _agreed(order, order_refunds),
            }.items()
            if not holds
        ),
    )


def _is_capture(journal: Journal) -> bool:
    return journal.journal_id.startswith(("capture#", "late_capture#"))


def _total(order_refunds: Iterable[RefundItem]) -> int:
    return sum(int(refund.amount_minor) for refund in order_refunds)


def _is_too_much(order: Order, refund: RefundItem) -> bool:
    """Whether a refund is above what was paid for its line, or in a paid order belongs to none."""
    if order.state != "PAID":
        return int(refund.amount_minor) > order.captured_minor
    paid_minor = {line.line_id: line.amounts.paid_minor for line in order.lines}.get(refund.line_id or "", 0)
    return int(refund.refunded_before_minor) + int(refund.amount_minor) > paid_minor


def _agreed(order: Order, order_refunds: Collection[RefundItem]) -> dict[str, int]:
    """What every account must hold by the order's lines and refunds."""
    undone = [
        refund
        for refund in order_refunds
        if (refund.owed_minor or refund.state == RefundState.SUCCEEDED) and not _is_too_much(order, refund)
    ]
    if order.state != "PAID":
        # An unpaid order has no money, or late money on its way back.
        return merged([repayment_postings(-int(refund.owed_minor)) for refund in undone])
    lines = {line.line_id: line for line in order.lines}
    sold = [sale_postings(line.seller_id, line.amounts) for line in order.lines]
    return merged([*sold, *(_undoing(refund, lines[refund.line_id or ""]) for refund in undone)])


def _undoing(refund: RefundItem, line: Line) -> dict[str, int]:
    share = owed_postings if refund.owed_minor else refund_postings
    return share(
        line.seller_id,
        line.amounts,
        refunded_before_minor=int(refund.refunded_before_minor),
        refund_minor=int(refund.amount_minor),
    )


def sellers_net_minor(audit: OrderAudit) -> int:
    """What all sellers of the order are owed together."""
    return sum(minor for account, minor in audit.terms.items() if seller_of(account))
