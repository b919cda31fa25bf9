"""Response bodies about refunds, built from values."""

from collections.abc import Mapping

from chalicelib.kernel.values.money import Money
from chalicelib.orders import answers, refund_answers
from chalicelib.orders.cancellation.refund_decisions import LineRefundDecision
from chalicelib.orders.line import Line
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.ledger.postings import Reversal, refund_postings
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import NO_PARTS
from chalicelib.payments.refunds import is_suspended


def refund(found: Refund) -> answers.BuyerRefund:
    """A refund as its buyer sees it."""
    return {
        "refund_id": found.refund_id,
        "line_id": found.line_id,
        "state": found.state,
        "reason": found.reason,
        "amount": Money(found.amount_minor, found.currency),
        "requested_at": found.requested_at,
        "changed_at": found.changed_at,
        "bank_transfer": _bank_transfer(found),
    }


def _bank_transfer(found: Refund) -> answers.PaidByBankTransfer | None:
    if found.state is not RefundState.PAID_BY_BANK_TRANSFER or found.bank_reference is None or found.paid_on is None:
        return None
    return {"reference": found.bank_reference, "paid_on": found.paid_on}


def operators_refund(found: Refund) -> refund_answers.OperatorsRefund:
    """A refund as the operators see it."""
    return {
        **refund(found),
        "order_id": found.order_id,
        "bearer": found.bearer,
        "parts": _parts(found),
        "unassigned": Money(_unassigned_minor(found), found.currency),
        "tries": found.tries,
        "stripe_id": found.stripe_id,
        "code": found.code,
    }


def _unassigned_minor(found: Refund) -> int:
    return found.amount_minor - found.assigned_minor if is_suspended(found) else 0


def _parts(found: Refund) -> refund_answers.RefundedParts:
    return {
        "goods": Money(found.parts.goods_minor, found.currency),
        "shipping": Money(found.parts.shipping_minor, found.currency),
        "service_fee": Money(found.parts.service_fee_minor, found.currency),
    }


def decided_refund(decided: LineRefundDecision) -> refund_answers.DecidedRefund:
    """A refund that the operators decided, with what each account gives."""
    return {
        **operators_refund(decided.refund),
        "dry_run": decided.is_dry_run,
        "shares": _shares(decided.postings, decided.refund.currency),
    }


def _shares(postings: Mapping[str, int], currency: str) -> list[refund_answers.AccountShare]:
    return [
        {"account": str(account), "amount": Money(minor, currency)}
        for account, minor in sorted(postings.items())
        if account != Account.STRIPE
    ]


def seller_refund(decided: LineRefundDecision) -> refund_answers.SellerRefund:
    """A refund of a seller's line, with what it costs the seller."""
    found, line, postings = decided.refund, decided.line, decided.postings
    return {
        "refund_id": found.refund_id,
        "order_id": found.order_id,
        "line_id": line.line_id,
        "sku": line.sku,
        "state": found.state,
        "reason": found.reason,
        "amount": Money(found.amount_minor, found.currency),
        "parts": _parts(found),
        "commission": Money(postings.get(Account.COMMISSION, 0), found.currency),
        "commission_vat": Money(postings.get(Account.COMMISSION_VAT, 0), found.currency),
        "net": Money(postings.get(seller_account(line.seller_id), 0), found.currency),
        "dry_run": decided.is_dry_run,
    }


def net_left_minor(line: Line, refunded: RefundedLine) -> int:
    """What the seller is owed for a line after every refund of it that was decided."""
    undone = Reversal(amount_minor=refunded.requested_minor, reverses=refunded.reversing, before=NO_PARTS)
    taken_minor = refund_postings(line.seller_id, line.amounts, undone).get(seller_account(line.seller_id), 0)
    return line.amounts.seller_net_minor - taken_minor
