"""Settling a line with its seller: what the books owe is transferred, what was paid too much is taken back.

Deadlines, ended cases, refunds and changed accounts lead here, each as a command to the money worker. What is due is
read from the line's journals. The decision is committed with the operation that asks Stripe, on the condition that
neither the transfer, its holds nor the line's refunds changed since they were read.
"""

from chalicelib.facts.payments import DebtNetted
from chalicelib.gateways import stripe
from chalicelib.kernel import deadlines
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments import money_commands, refunded_lines
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.journals import AlreadyBooked, Journal
from chalicelib.payments.ledger.postings import netting_postings
from chalicelib.payments.money_commands import SettleLine
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists, Plan, StripeOperation
from chalicelib.payments.refund import RefundedLine
from chalicelib.payments.transfers import debts, queries, transfer_outcomes
from chalicelib.payments.transfers.debts import SellerDebt
from chalicelib.payments.transfers.transfer import (
    Circumstances,
    Transfer,
    netted_parts,
    outstanding_minor,
    to_take_back,
    wait_reasons,
)
from chalicelib.payments.transfers.transfer_acts import move_act, touch_act
from chalicelib.payments.transfers.transfer_deadlines import next_look
from chalicelib.payments.transfers.transfer_lifecycle import TransferState
from chalicelib.payments.transfers.transfer_operations import reversal_plan, transfer_plan
from chalicelib.sellers import queries as sellers

NOT_MADE = frozenset({TransferState.PENDING, TransferState.FAILED})


def settle(command: SettleLine) -> None:
    """Transfer or take back what is due of a line, if anything is and can be now. Again is a no-op.

    Raises: OutcomeUnknown while Stripe does not answer, Conflict if the line kept changing.
    """
    operation = transactions.retry_on_conflict(
        lambda: _begin(command.order_id, command.line_id), Conflict, OperationExists, AlreadyBooked
    )
    if operation is not None:
        transfer_outcomes.finish(operation)


def _begin(order_id: str, line_id: str) -> StripeOperation | None:
    """Decide what is to be asked of Stripe and commit it; None if nothing is."""
    transfer = queries.find(order_id, line_id)
    # What is under way ends first, and its fact leads here again.
    if transfer is None or transfer.state is TransferState.PROCESSING:
        return None
    refunded = refunded_lines.of_line(order_id, line_id)
    if refunded.requested_minor != refunded.booked_minor:
        return None  # its booking leads here again
    due_minor = outstanding_minor(transfer, journals.journals_of(order_id))
    if due_minor < 0:
        return _take_back(transfer, refunded, -due_minor)
    if due_minor > 0:
        # What Stripe refused is for the operators.
        return None if transfer.state is TransferState.FAILED else _pay(transfer, refunded, due_minor)
    if transfer.state in NOT_MADE:
        ended = move_act(transfer, TransferState.ABORTED, reason="NOTHING_DUE")
        transactions.commit([ended, refunded_lines.as_read_act(order_id, line_id, refunded)])
    return None


def _pay(transfer: Transfer, refunded: RefundedLine, due_minor: int) -> StripeOperation | None:
    account = sellers.seller(transfer.seller_id).stripe_account
    around = Circumstances(
        now=clock.timestamp(),
        has_account=account is not None,
        may_receive=account is not None and account.may_receive,
        refund_runs=False,
    )
    reasons = wait_reasons(transfer, around)
    if reasons and {"NO_ACCOUNT", "ACCOUNT_RESTRICTED"}.issuperset(reasons):
        _look_again(transfer)
    if reasons or account is None:
        return None
    found = debts.debts_of(transfer.seller_id, transfer.currency)
    owed = [debt for debt in found if not _is_own(debt, transfer)][: debts.NETTED_MAX]
    parts = netted_parts(due_minor, [debt.owed_minor for debt in owed])
    acts = [refunded_lines.as_read_act(transfer.order_id, transfer.line_id, refunded)]
    # More was credited to the line than it owed: its own debt is over.
    acts += [debts.settle_act(debt, debt.owed_minor) for debt in found if _is_own(debt, transfer)]
    acts += _netting_acts(transfer, [(debt, part) for debt, part in zip(owed, parts, strict=True) if part])
    left_minor = due_minor - sum(parts)
    if left_minor == 0:
        ended = TransferState.PAID if transfer.made else TransferState.ABORTED
        transactions.commit([move_act(transfer, ended, reason="NETTED", tries=transfer.tries + 1), *acts])
        return None
    charge_id = stripe.intent(transfer.payment_intent_id).charge_id
    plan = transfer_plan(transfer, left_minor, charge_id=charge_id, account_id=account.account_id)
    return _start(transfer, plan, acts)


def _look_again(transfer: Transfer) -> None:
    """Schedule another look at a line whose seller's account cannot receive money."""
    available_at = transfer.available_at or clock.timestamp()
    transactions.write(deadlines.schedule_act(next_look(transfer.order_id, transfer.line_id, available_at)))


def _is_own(debt: SellerDebt, transfer: Transfer) -> bool:
    return (debt.order_id, debt.line_id) == (transfer.order_id, transfer.line_id)


def _netting_acts(transfer: Transfer, settled: list[tuple[SellerDebt, int]]) -> list[transactions.Act]:
    """The acts that settle debts from a line's share: a journal on each side, booked once."""
    acts: list[transactions.Act] = []
    booked: list[Journal] = []
    for debt, part_minor in settled:
        owing = queries.transfer(debt.order_id, debt.line_id)
        sides = [
            _side(transfer, owing, part_minor, transfer.tries + 1),
            _side(owing, transfer, -part_minor, transfer.tries + 1),
        ]
        booked += [journal for journal, _ in sides]
        acts += [debts.settle_act(debt, part_minor), touch_act(owing), *(record_act(fact) for _, fact in sides)]
    return [*(journals.book_acts(*booked) if booked else ()), *acts]


def _side(transfer: Transfer, other: Transfer, part_minor: int, number: int) -> tuple[Journal, DebtNetted]:
    """One side of a debt that is netted: for the line that pays it, or, below 0, for the one that owed it."""
    journal = Journal(
        order_id=transfer.order_id,
        journal_id=f"netting#{transfer.line_id}#{other.order_id}#{other.line_id}#{number}",
        currency=transfer.currency,
        postings=netting_postings(transfer.seller_id, part_minor),
        line_id=transfer.line_id,
    )
    netted = DebtNetted(
        order_id=transfer.order_id,
        line_id=transfer.line_id,
        seller_id=transfer.seller_id,
        sku=transfer.sku,
        currency=transfer.currency,
        amount_minor=part_minor,
        version=transfer.version + 1,
        journal_id=journal.journal_id,
    )
    return journal, netted


def _take_back(transfer: Transfer, refunded: RefundedLine, owed_minor: int) -> StripeOperation | None:
    acts = [refunded_lines.as_read_act(transfer.order_id, transfer.line_id, refunded)]
    known = debts.find_debt(transfer.seller_id, transfer.currency, transfer.order_id, transfer.line_id)
    if known is not None and known.owed_minor >= owed_minor:
        if known.owed_minor > owed_minor:  # something was credited to the line since
            lowered = debts.settle_act(known, known.owed_minor - owed_minor)
            transactions.commit([touch_act(transfer), lowered, *acts])
        return None
    found = to_take_back(transfer, owed_minor)
    if found is not None:
        return _start(transfer, reversal_plan(transfer, *found), acts)
    state = TransferState.ABORTED if transfer.state in NOT_MADE else transfer.state
    acts += transfer_outcomes.debt_acts(transfer, owed_minor)
    transactions.commit([move_act(transfer, state, reason="NOTHING_DUE"), *acts])
    return None


def _start(transfer: Transfer, plan: Plan, acts: list[transactions.Act]) -> StripeOperation | None:
    started = move_act(
        transfer,
        TransferState.PROCESSING,
        tries=transfer.tries + 1,
        operation_id=plan.operation_id,
        reason=None,
    )
    transactions.commit([stripe_operations.start_act(plan), started, *acts])
    return stripe_operations.find(plan.subject, plan.operation_id)


def retry_failed(order_id: str, line_id: str) -> Transfer:
    """Have a transfer that Stripe refused tried again, by the operators' decision; one that did not fail is kept.

    Raises: NotFound, Conflict if it changed at the same moment.
    """
    transfer = queries.transfer(order_id, line_id)
    if transfer.state is TransferState.FAILED:
        transactions.write(move_act(transfer, TransferState.PENDING))
    money_commands.send(SettleLine(order_id, line_id))
    return queries.transfer(order_id, line_id)
