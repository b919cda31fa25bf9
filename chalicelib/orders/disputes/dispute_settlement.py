"""Settling disputes that the bank decided: each cent of a lost one is booked in one place, a won one frees refunds.

What the bank gave the buyer pays first what the buyer is owed: refunds that failed or were refused, older ones first.
The rest is a refund of the lines it is about, borne as the policy says. What is beyond that the buyer had twice: it is
the platform's loss, and rings. Facts of disputes and refunds lead here; each step is a transaction on condition that
the dispute and the order's refunds are as they were read.
"""

from collections.abc import Sequence

from chalicelib.facts.payments import DisputeLossBooked
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.cancellation.refunding import LineRefund
from chalicelib.orders.disputes.dispute_updates import sold_lines
from chalicelib.orders.disputes.disputed_lines import LinePart, named_parts
from chalicelib.orders.order import Order
from chalicelib.payments import money_commands, refund_adoptions, refund_queries, refunded_lines
from chalicelib.payments.disputes import dispute_acts, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.payments.disputes.dispute_policy import bearer_of
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.journals import AlreadyBooked
from chalicelib.payments.money_commands import SettleDisputes
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_adoptions import Taken
from chalicelib.payments.refund_lifecycle import FIRST, OWED, RefundState
from chalicelib.payments.transfers import holds

# Stripe's code where it refuses the refund of a disputed charge.
CHARGE_DISPUTED = "charge_disputed"
# A refund takes five items of a transaction's hundred.
REFUNDS_AT_ONCE_MAX = 15
# A metric: minor units of a lost dispute that exceed what the order had left.
EXCESS = "disputes_exceeding_orders"


def settle(command: SettleDisputes) -> None:
    """Book what the decided disputes of an order lead to, and ask for the refunds that a won one frees; idempotent.

    What waits for a refund under way is booked when that ends: its fact leads here again.
    Raises: Conflict if the order kept changing.
    """
    for found in dispute_queries.of_order(command.order_id):
        while _take_step(command.order_id, found.dispute_id):  # each step leaves less to settle
            pass
    _retry_refused(command.order_id)


def _take_step(order_id: str, dispute_id: str) -> bool:
    """Commit the next step of a dispute; whether there was one."""
    return transactions.retry_on_conflict(
        lambda: _commit_step(order_id, dispute_id), Conflict, AlreadyBooked, OperationExists
    )


def _commit_step(order_id: str, dispute_id: str) -> bool:
    """Commit the next step of a dispute; whether there was one."""
    order, found = queries.order(order_id), dispute_queries.find(order_id, dispute_id)
    if found is None or found.is_open:
        return False
    known = refund_queries.of_order(order_id)
    acts = _unbooking_acts(found, known) or _settling_acts(order, found, known) or _release_acts(order, found)
    if not acts:
        return False
    transactions.commit(acts)
    paid = [one for one in refund_queries.of_order(order_id) if one.state == FIRST and one.paid_from == dispute_id]
    money_commands.send(*(refunding.command(refund) for refund in paid))
    return True


def _unbooking_acts(found: Dispute, known: Sequence[Refund]) -> list[transactions.Act]:
    """Take back what was booked as the platform's loss where a refund that failed since explains it, or where the bank
    gave the money back."""
    owed_minor = sum(refund.amount_minor for refund in known if refund.state in OWED)
    needed_minor = owed_minor if found.state is DisputeState.LOST else found.settled_minor
    amount_minor = min(found.loss_minor, max(needed_minor, -found.left_minor))
    return _loss_acts(found, -amount_minor) if amount_minor > 0 else []


def _settling_acts(order: Order, found: Dispute, known: Sequence[Refund]) -> list[transactions.Act]:
    """The next step of a loss: owed refunds, else lines, else the platform's own."""
    if found.state is not DisputeState.LOST or found.left_minor <= 0:
        return []
    acts, settled_minor = _owed_acts(found, known)
    if not acts:
        acts, settled_minor = _line_acts(order, found)
    if acts:
        return [*acts, dispute_acts.change_act(found, settled_minor=found.settled_minor + settled_minor)]
    under_way = (FIRST, RefundState.PENDING)
    if any(refund.state in under_way and not refund.paid_from for refund in known):
        return []
    log.write("dispute-exceeds-order", order_id=order.order_id, dispute_id=found.dispute_id)
    log.measure(EXCESS, found.left_minor)
    return _loss_acts(found, found.left_minor)


def _loss_acts(found: Dispute, amount_minor: int) -> list[transactions.Act]:
    journal = dispute_acts.loss_journal(found, amount_minor)
    booked = DisputeLossBooked(
        order_id=found.order_id,
        dispute_id=found.dispute_id,
        version=found.version + 1,
        journal_id=journal.journal_id,
        amount_minor=amount_minor,
        currency=found.currency,
    )
    changed = dispute_acts.change_act(
        found,
        settled_minor=found.settled_minor + amount_minor,
        loss_minor=found.loss_minor + amount_minor,
    )
    return [changed, *journals.book_acts(journal), record_act(booked)]


def _owed_acts(found: Dispute, known: Sequence[Refund]) -> tuple[list[transactions.Act], int]:
    """The acts by which a loss pays what is owed, and how much of it that takes."""
    acts: list[transactions.Act] = []
    settled_minor = 0
    owed = sorted((one for one in known if one.state in OWED), key=lambda each: each.requested_at)
    for refund in owed[:REFUNDS_AT_ONCE_MAX]:
        paid_minor = min(found.left_minor - settled_minor, refund.amount_minor)
        source = Taken(dispute_id=found.dispute_id)
        if paid_minor == refund.amount_minor:
            acts += refund_adoptions.pay_acts(refund, source)
        elif paid_minor:
            number = 1 + sum(one.refund_id.startswith(f"{refund.refund_id}-") for one in known)
            acts += refund_adoptions.split_acts(refund, paid_minor, source, number=number)
        settled_minor += paid_minor
    return acts, settled_minor


def _line_acts(order: Order, found: Dispute) -> tuple[list[transactions.Act], int]:
    """The acts that refund the lines a loss is about, and how much of it that takes."""
    counted = refunded_lines.of_order(order.order_id)
    left = [
        LinePart(line.line_id, line.amounts.paid_minor - counted.get(line.line_id, RefundedLine()).requested_minor)
        for line in sold_lines(order)
    ]
    # What lies on suspense is refunded already, of a line that nobody has named yet.
    unrefunded_minor = order.captured_minor - order.refunding_minor
    named = named_parts(left, min(found.left_minor, unrefunded_minor))[:REFUNDS_AT_ONCE_MAX]
    settled_minor = sum(part.minor for part in named)
    acts: list[transactions.Act] = []
    for part in named:
        wanted = LineRefund(
            line_id=part.line_id,
            reason="DISPUTE",
            amount_minor=part.minor,
            bearer=bearer_of(found.reason, found.closed_at or found.changed_at),
        )
        before = counted.get(part.line_id, RefundedLine())
        source = Taken(dispute_id=found.dispute_id)
        acts += refunding.plan_after(order, wanted, before=before, source=source).acts
    return [*acts, refunding.cap_act(order, settled_minor)] if acts else [], settled_minor


def _release_acts(order: Order, found: Dispute) -> list[transactions.Act]:
    """The acts that lift the holds of a dispute whose loss is settled."""
    if not found.is_held or found.left_minor > 0:
        return []
    lifted = [act for line in sold_lines(order) for act in holds.release_acts(order.order_id, line.line_id)]
    return [dispute_acts.change_act(found, is_held=False), *lifted]


def _retry_refused(order_id: str) -> None:
    """Ask once more for refunds that Stripe refused because of a dispute, where it was decided for the platform since.

    Stripe may refuse again for another reason: what was asked for after the decision is not asked for again.
    """
    disputes = dispute_queries.of_order(order_id)
    closed_at = max((one.closed_at or "" for one in disputes), default="")
    if any(one.is_open or one.state is DisputeState.LOST for one in disputes):
        return
    for refund in refund_queries.of_order(order_id):
        if refund.state is not RefundState.REFUSED or refund.code != CHARGE_DISPUTED:
            continue
        operation = stripe_operations.find(order_id, refund.operation_id)
        if operation is not None and operation.started_at < closed_at:
            refunding.retry(order_id, refund.refund_id, tries=refund.tries)
