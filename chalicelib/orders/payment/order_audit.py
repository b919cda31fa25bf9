"""Audit of an order: its money recomputed from what was agreed and compared with what was booked, to the cent."""

from collections.abc import Collection, Iterable
from functools import reduce

import msgspec

from chalicelib.orders import queries
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments import refund_queries
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import MONEY, Account, seller_of
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.ledger.postings import (
    bank_transfer_postings,
    merged,
    owed_postings,
    paid_from,
    repayment_postings,
    sale_postings,
    suspense_postings,
)
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import FINAL, RefundState
from chalicelib.payments.refund_parts import NO_PARTS, Part, Parts, paid_by_part
from chalicelib.payments.refunds import funds_of, is_suspended, reversal_of
from chalicelib.payments.transfers import queries as transfer_queries
from chalicelib.payments.transfers import transfer_audit
from chalicelib.payments.transfers.transfer import Transfer

READS_MAX = 4


class OrderAudit(msgspec.Struct, frozen=True, kw_only=True):
    """The equation of one order: captured = refunded + disputed + transferred + the terms.

    `disputed_minor` is what disputes took from the balance, fees included. `faults` is empty when all agrees.
    """

    order_id: str
    state: str
    currency: str
    captured_minor: int
    refunded_minor: int
    disputed_minor: int
    transferred_minor: int
    terms: dict[str, int]
    faults: tuple[str, ...]


def audit_order(order: Order) -> OrderAudit:
    """Read an order's journals, refunds, transfers and disputes and check it; what changed meanwhile is read again."""
    for _ in range(READS_MAX):
        audit = equation(
            order,
            journals.journals_of(order.order_id),
            refund_queries.of_order(order.order_id),
            transfer_queries.of_order(order.order_id),
            disputes=dispute_queries.of_order(order.order_id),
        )
        if not audit.faults:
            break
        # Money moves with the order's item or a transfer's in one transaction: what was read apart is read again.
        order = queries.order(order.order_id)
    return audit


def equation(
    order: Order,
    journals: Iterable[Journal],
    order_refunds: Collection[Refund],
    transfers: Collection[Transfer] = (),
    *,
    disputes: Collection[Dispute] = (),
) -> OrderAudit:
    """Check journals against the order's frozen lines and its refunds. Pure.

    Everything booked must equal the sale of every line less its booked refunds, whether their money reached the buyer
    or is owed; what Stripe and the bank paid must equal what the order says was captured and refunded; and captured =
    refunded + disputed + transferred + sellers' net still owed + commission + VAT on it + service fee + its VAT +
    facilitator tax + contribution + owed back - goodwill - suspense - what banks hold - what disputes cost. A debt
    that is netted is a term of both its orders.
    """
    kept = list(journals)
    settled = [journal for journal in kept if transfer_audit.is_settlement(journal)]
    traded = [journal for journal in kept if journal not in settled]
    found = OrderAudit(
        order_id=order.order_id,
        state=order.state,
        currency=order.currency,
        captured_minor=sum(_paid_in(journal) for journal in traded if _is_capture(journal)),
        refunded_minor=-sum(_paid_in(journal) for journal in traded if not _is_of_payment(journal)),
        disputed_minor=-sum(_paid_in(journal) for journal in traded if _is_dispute(journal)),
        transferred_minor=transfer_audit.transferred_minor(settled),
        terms={account: -minor for account, minor in sorted(_summed(kept).items()) if account not in MONEY},
        faults=(),
    )
    checks = {
        "a journal does not sum to zero": all(sum(journal.postings.values()) == 0 for journal in kept),
        "a journal is in another currency": all(journal.currency == order.currency for journal in kept),
        **_checks_of_amounts(order, order_refunds, found),
        **_checks_of_disputes(order_refunds, disputes, found),
        "the accounts are not what the lines agreed": _summed(traded) == _agreed(order, order_refunds, disputes),
        **transfer_audit.checks(settled, transfers),
    }
    return msgspec.structs.replace(found, faults=tuple(fault for fault, holds in checks.items() if not holds))


def _checks_of_amounts(order: Order, order_refunds: Collection[Refund], found: OrderAudit) -> dict[str, bool]:
    """Each fault that the amounts can have, and whether they are free of it."""
    captured, returned, transferred = found.captured_minor, found.refunded_minor, found.transferred_minor
    # What is taken off suspense was decided when it was put there; what a bank took was never sent.
    decided = [refund for refund in order_refunds if funds_of(refund) is not Account.SUSPENSE]
    paid_back = [refund for refund in order_refunds if refund.state in FINAL and not refund.paid_from]
    return {
        "captured is not refunded, disputed, transferred and the terms": captured
        == returned + found.disputed_minor + transferred + sum(found.terms.values()),
        "the order says another amount was captured": captured == order.captured_minor,
        "the order says another amount was refunded": returned == order.refunded_minor,
        "the refunds are not what the order decided": _total(decided) == order.refunding_minor,
        "a refund is more than its line": not _are_too_much(order, order_refunds),
        "a line's refunds were not booked one after the other": _are_in_sequence(order_refunds),
        "more was refunded than captured": returned <= captured,
        "the refunds say another amount was refunded": returned == _total(paid_back),
    }


def _checks_of_disputes(
    order_refunds: Collection[Refund], disputes: Collection[Dispute], found: OrderAudit
) -> dict[str, bool]:
    """Each fault that the disputes can have, and whether they are free of it."""
    return {
        "the disputes say another amount was taken": found.disputed_minor == sum(map(_taken_by, disputes)),
        "a dispute settled another amount than its refunds and its loss": all(
            one.settled_minor == one.loss_minor + _paid_by(one, order_refunds) for one in disputes
        ),
    }


def _summed(kept: Iterable[Journal]) -> dict[str, int]:
    return merged([journal.postings for journal in kept])


def _paid_in(journal: Journal) -> int:
    return sum(minor for account, minor in journal.postings.items() if account in MONEY)


def _is_capture(journal: Journal) -> bool:
    return journal.journal_id.startswith(("capture#", "late_capture#"))


def _is_dispute(journal: Journal) -> bool:
    return journal.journal_id.startswith("dispute#")


def _is_of_payment(journal: Journal) -> bool:
    return _is_capture(journal) or _is_dispute(journal)


def _taken_by(dispute: Dispute) -> int:
    """What a dispute took from Stripe's balance: what the bank has, and the fees."""
    return dispute.withdrawn_minor + dispute.fees_minor


def _paid_by(dispute: Dispute, order_refunds: Iterable[Refund]) -> int:
    return _total(refund for refund in order_refunds if refund.paid_from == dispute.dispute_id)


def _total(order_refunds: Iterable[Refund]) -> int:
    return sum(refund.amount_minor for refund in order_refunds)


def _by_line(order_refunds: Iterable[Refund]) -> dict[str | None, list[Refund]]:
    lines: dict[str | None, list[Refund]] = {}
    for refund in order_refunds:
        lines.setdefault(refund.line_id, []).append(refund)
    return lines


def _are_too_much(order: Order, order_refunds: Collection[Refund]) -> bool:
    """Whether the refunds of a line are above what was paid for one of its parts, or undo more of it than was sold, or
    in a paid order belong to no line."""
    if order.state != "PAID":
        return _total(order_refunds) > order.captured_minor
    paid: dict[str | None, Parts] = {line.line_id: paid_by_part(line.amounts) for line in order.lines}
    of_lines = [refund for refund in order_refunds if not is_suspended(refund)]
    if any(refund.parts.total_minor != refund.amount_minor or refund.line_id not in paid for refund in of_lines):
        return True
    return any(
        max(given.of(part), undone.of(part)) > paid[line_id].of(part)
        for line_id, found in _by_line(of_lines).items()
        for given, undone in [(_sum(refund.parts for refund in found), _sum(refund.reverses for refund in found))]
        for part in Part
    )


def _sum(many: Iterable[Parts]) -> Parts:
    return reduce(Parts.plus, many, NO_PARTS)


def _are_in_sequence(order_refunds: Collection[Refund]) -> bool:
    """Whether what each booked refund found booked before it is exactly what the others of its line had booked."""
    for line_id, found in _by_line(order_refunds).items():
        if line_id is None:
            continue  # late money, or on suspense: of no line
        before_minor, undone = 0, NO_PARTS
        for refund in sorted(_booked(found), key=_place):
            if (refund.refunded_before_minor, refund.reversed_before) != (before_minor, undone):
                return False
            before_minor, undone = before_minor + refund.amount_minor, undone.plus(refund.reverses)
    return True


def _place(refund: Refund) -> tuple[int, int]:
    """The place of a booked refund among those of its line. One of 0 is before the next one of an amount."""
    return refund.refunded_before_minor or 0, refund.amount_minor


def _booked(order_refunds: Iterable[Refund]) -> list[Refund]:
    return [refund for refund in order_refunds if refund.refunded_before_minor is not None]


def _agreed(order: Order, order_refunds: Collection[Refund], disputes: Collection[Dispute]) -> dict[str, int]:
    """What every account must hold by the order's lines, refunds and disputes."""
    paid = [_payment_of(refund) for refund in order_refunds if refund.state in FINAL]
    paid += [_disputed(dispute) for dispute in disputes]
    if order.state != "PAID":
        # An unpaid order has no money, or late money on its way back.
        return merged([*(repayment_postings(-refund.amount_minor) for refund in order_refunds), *paid])
    if _are_too_much(order, order_refunds):
        return {}
    lines = {line.line_id: line for line in order.lines}
    sold = [sale_postings(line.seller_id, line.amounts) for line in order.lines]
    undone = [_owed(refund, lines.get(refund.line_id or "")) for refund in _booked(order_refunds)]
    return merged([*sold, *undone, *paid])


def _owed(refund: Refund, line: Line | None) -> dict[str, int]:
    """A booked refund before its payment: its part of the sale is undone or it lies on suspense, and it is owed."""
    if line is None:
        return paid_from(Account.OWED_BACK, suspense_postings(refund.amount_minor))
    return owed_postings(line.seller_id, line.amounts, reversal_of(refund, refund.reversed_before or NO_PARTS))


def _payment_of(refund: Refund) -> dict[str, int]:
    if refund.state is RefundState.PAID_BY_BANK_TRANSFER:
        return bank_transfer_postings(refund.amount_minor)
    return paid_from(funds_of(refund), repayment_postings(refund.amount_minor))


def _disputed(dispute: Dispute) -> dict[str, int]:
    """What a dispute moved, and of a loss what neither an owed refund nor a line explains."""
    return {
        Account.STRIPE: -_taken_by(dispute),
        Account.DISPUTED: dispute.withdrawn_minor - dispute.loss_minor,
        Account.STRIPE_FEES: dispute.fees_minor,
        Account.DISPUTE_LOSSES: dispute.loss_minor,
    }


def sellers_net_minor(audit: OrderAudit) -> int:
    """What all sellers of the order are owed together."""
    return sum(minor for account, minor in audit.terms.items() if seller_of(account))
