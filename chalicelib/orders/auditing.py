"""Auditing: recompute an order's money from what was agreed and compare it with what was booked, to the cent."""

from collections.abc import Iterable, Mapping

import msgspec

from chalicelib.orders.line import Line
from chalicelib.orders.models import Order
from chalicelib.orders.refunding import REFUND_LINE
from chalicelib.payments import ledger
from chalicelib.payments.amounts import OWED_BACK, SELLER_PREFIX, STRIPE, merged, refund_postings, sale_postings
from chalicelib.payments.attempts import Attempt
from chalicelib.payments.ledger import Journal


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
    refunded = {
        attempt.attempt_id.removeprefix(f"{REFUND_LINE}#")
        for attempt in Attempt.query(order.order_id, consistent_read=True)
        if attempt.operation == REFUND_LINE and attempt.state == "OK"
    }
    return equation(order, ledger.journals_of(order.order_id), refunded)


def equation(order: Order, journals: Iterable[Journal], refunded_lines: Iterable[str]) -> OrderAudit:
    """Check journals against the order's frozen lines. Pure.

    Everything booked must equal the sale of every line less the refunded ones; what Stripe was asked for must equal
    what the order says was captured and refunded; and captured = refunded + sellers' net + commission + VAT on it
    + service fee + its VAT + facilitator tax + contribution + what is owed back.
    """
    kept = list(journals)
    booked = merged([journal.postings for journal in kept])
    captured = sum(journal.postings[STRIPE] for journal in kept if journal.postings[STRIPE] > 0)
    returned = -sum(journal.postings[STRIPE] for journal in kept if journal.postings[STRIPE] < 0)
    terms = {account: -minor for account, minor in sorted(booked.items()) if account != STRIPE}
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
                "the order says another amount was captured": captured == int(order.captured_minor or 0),
                "the order says another amount was refunded": returned == int(order.refunded_minor or 0),
                "more was refunded than captured": returned <= captured,
                "the accounts are not what the lines agreed": booked == _agreed(order, booked, refunded_lines),
            }.items()
            if not holds
        ),
    )


def _agreed(order: Order, booked: Mapping[str, int], refunded_lines: Iterable[str]) -> dict[str, int]:
    if order.state != "PAID":
        # An unpaid order has no money, or late money on its way back.
        waiting = booked.get(OWED_BACK, 0)
        return {STRIPE: -waiting, OWED_BACK: waiting} if waiting else {}
    gone = set(refunded_lines)
    sold = [sale_postings(line.seller_id, line.amounts) for line in order.lines]
    taken_back = [_refund(line) for line in order.lines if line.line_id in gone]
    return merged([*sold, *taken_back])


def _refund(line: Line) -> dict[str, int]:
    return refund_postings(line.seller_id, line.amounts, refunded_before_minor=0, refund_minor=line.amounts.paid_minor)


def sellers_net_minor(audit: OrderAudit) -> int:
    """What all sellers of the order are owed together."""
    return sum(minor for account, minor in audit.terms.items() if account.startswith(SELLER_PREFIX))
