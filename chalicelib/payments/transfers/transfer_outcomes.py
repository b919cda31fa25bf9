"""Outcomes of what was asked of Stripe for a transfer, each booked once: made, taken back, or refused."""

from collections.abc import Callable
from typing import Any

import msgspec

from chalicelib.facts.payments import DebtRecorded, TransferFailed, TransferPaid, TransferReversed
from chalicelib.gateways import stripe
from chalicelib.gateways.stripe_connect import StripeReversal, StripeTransfer
from chalicelib.kernel import deadlines
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.journals import AlreadyBooked, Journal
from chalicelib.payments.ledger.postings import transfer_postings
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import execute
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.payouts import funds
from chalicelib.payments.payouts.funds_entry import EntryKind
from chalicelib.payments.transfers import debts, queries
from chalicelib.payments.transfers.transfer import MadeTransfer, Transfer, outstanding_minor
from chalicelib.payments.transfers.transfer_acts import move_act
from chalicelib.payments.transfers.transfer_deadlines import next_look
from chalicelib.payments.transfers.transfer_lifecycle import TransferState
from chalicelib.payments.transfers.transfer_operations import REVERSAL, TRANSFER, line_of

# Stripe's codes for an account that cannot receive transfers now: the seller has to do something, not the operators.
ACCOUNT_CODES = frozenset({"account_invalid", "insufficient_capabilities_for_transfer"})


class TransferMismatch(Exception):
    """Stripe transferred or took back another amount or currency than was asked for."""


def finish(operation: StripeOperation) -> None:
    """Carry out an operation of a transfer, or find what became of it, and book it. Again is a no-op.

    Raises: OutcomeUnknown for the sweeper to ask again, TransferMismatch, Conflict if the line kept changing.
    """
    if operation.state != "STARTED":
        return
    try:
        if operation.kind == TRANSFER.name:
            made = execute(operation, TRANSFER)
            _retried(lambda: _book_transfer(operation, made))
        else:
            taken = execute(operation, REVERSAL)
            _retried(lambda: _book_reversal(operation, taken))
    except stripe.StripeRefused as refusal:
        code = refusal.code
        log.write("transfer-refused", order_id=operation.subject, operation_id=operation.operation_id, code=code)
        refused = _refuse_transfer if operation.kind == TRANSFER.name else _refuse_reversal
        _retried(lambda: refused(operation, code))


def _retried(attempt: Callable[[], None]) -> None:
    transactions.retry_on_conflict(attempt, Conflict, AlreadyBooked)


def _under_way(operation: StripeOperation) -> Transfer | None:
    """The transfer that waits for an operation; None once its outcome was stored."""
    transfer = queries.find(*line_of(operation))
    waits = (
        transfer is not None
        and transfer.state is TransferState.PROCESSING
        and transfer.operation_id == operation.operation_id
    )
    return transfer if waits else None


def _book_transfer(operation: StripeOperation, made: StripeTransfer) -> None:
    transfer = _under_way(operation)
    if transfer is None:
        return
    if (made.amount_minor, made.currency) != (operation.parameters["amount"], transfer.currency):
        raise TransferMismatch(operation.operation_id)
    entry = MadeTransfer(stripe_id=made.id, amount_minor=made.amount_minor)
    journal = _journal(transfer, f"transfer#{made.id}", made.amount_minor)
    transactions.commit(
        [
            stripe_operations.resolve_act(operation, "OK", stripe_id=made.id),
            move_act(transfer, TransferState.PAID, made=(*transfer.made, entry)),
            *journals.book_acts(journal),
            *_funds_acts(transfer, "TRANSFER", made.amount_minor, made.id),
            record_act(TransferPaid(**_about(transfer, made.amount_minor), journal_id=journal.journal_id)),
        ]
    )


def _book_reversal(operation: StripeOperation, taken: StripeReversal) -> None:
    transfer = _under_way(operation)
    if transfer is None:
        return
    if (taken.amount_minor, taken.currency) != (operation.parameters["amount"], transfer.currency):
        raise TransferMismatch(operation.operation_id)
    journal = _journal(transfer, f"transfer_reversal#{taken.id}", -taken.amount_minor)
    transactions.commit(
        [
            stripe_operations.resolve_act(operation, "OK", stripe_id=taken.id),
            move_act(transfer, TransferState.PAID, made=_less(transfer.made, taken)),
            *journals.book_acts(journal),
            *_lower_debt_acts(transfer, taken.amount_minor),
            *_funds_acts(transfer, "TRANSFER_REVERSAL", -taken.amount_minor, taken.id),
            record_act(TransferReversed(**_about(transfer, taken.amount_minor), journal_id=journal.journal_id)),
        ]
    )


def _refuse_transfer(operation: StripeOperation, code: str) -> None:
    """An account that cannot receive now puts the transfer off; anything else is for the operators."""
    transfer = _under_way(operation)
    if transfer is None:
        return
    resolved = stripe_operations.resolve_act(operation, "REFUSED", refusal_code=code)
    if code in ACCOUNT_CODES:
        available_at = transfer.available_at or clock.timestamp()
        again = deadlines.schedule_act(next_look(transfer.order_id, transfer.line_id, available_at))
        transactions.commit([resolved, move_act(transfer, _without_transfer(transfer), reason=code), again])
        return
    failed = TransferFailed(**_about(transfer, operation.parameters["amount"]), code=code)
    moved = move_act(transfer, TransferState.FAILED, reason=code)
    transactions.commit([resolved, moved, record_act(failed)])


def _without_transfer(transfer: Transfer) -> TransferState:
    return TransferState.PAID if transfer.made else TransferState.PENDING


def _refuse_reversal(operation: StripeOperation, code: str) -> None:
    """What cannot be taken back at Stripe, as a rule because the seller was paid out, is a debt from now on."""
    transfer = _under_way(operation)
    if transfer is None:
        return
    owed_minor = -outstanding_minor(transfer, journals.journals_of(transfer.order_id))
    transactions.commit(
        [
            stripe_operations.resolve_act(operation, "REFUSED", refusal_code=code),
            move_act(transfer, TransferState.PAID, reason=code),
            *(debt_acts(transfer, owed_minor) if owed_minor > 0 else ()),
        ]
    )


def debt_acts(transfer: Transfer, owed_minor: int) -> list[transactions.Act]:
    """The acts that record what a seller owes for a line, to be netted from later transfers.

    The act that moves the line's transfer belongs to the same transaction: it makes sure that nothing else changed.
    """
    line = (transfer.order_id, transfer.line_id)
    debt = debts.debt_of(transfer.seller_id, transfer.currency, line, owed_minor)
    return [debts.record_act(debt), record_act(DebtRecorded(**_about(transfer, owed_minor)))]


def _lower_debt_acts(transfer: Transfer, taken_minor: int) -> list[transactions.Act]:
    """The act that lowers the line's debt by what was taken back after all; none where there is no debt."""
    debt = debts.find_debt(transfer.seller_id, transfer.currency, transfer.order_id, transfer.line_id)
    return [] if debt is None else [debts.settle_act(debt, min(debt.owed_minor, taken_minor))]


def _less(made: tuple[MadeTransfer, ...], taken: StripeReversal) -> tuple[MadeTransfer, ...]:
    return tuple(
        msgspec.structs.replace(one, reversed_minor=one.reversed_minor + taken.amount_minor)
        if one.stripe_id == taken.transfer_id
        else one
        for one in made
    )


def _journal(transfer: Transfer, journal_id: str, amount_minor: int) -> Journal:
    return Journal(
        order_id=transfer.order_id,
        journal_id=journal_id,
        currency=transfer.currency,
        postings=transfer_postings(transfer.seller_id, amount_minor),
        line_id=transfer.line_id,
    )


def _funds_acts(transfer: Transfer, kind: EntryKind, amount_minor: int, stripe_id: str) -> list[transactions.Act]:
    line = {"order_id": transfer.order_id, "line_id": transfer.line_id, "sku": transfer.sku}
    entry = funds.entry(kind, amount_minor, stripe_id=stripe_id, **line)
    return funds.add_acts(funds.read(transfer.seller_id, transfer.currency), entry)


def _about(transfer: Transfer, amount_minor: int) -> dict[str, Any]:
    """What every fact of a transfer says."""
    return {
        "order_id": transfer.order_id,
        "line_id": transfer.line_id,
        "seller_id": transfer.seller_id,
        "sku": transfer.sku,
        "currency": transfer.currency,
        "amount_minor": amount_minor,
        "version": transfer.version + 1,
    }
