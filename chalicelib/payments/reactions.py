"""What payments does on facts: it adds every booked journal to the totals."""

from chalicelib.facts.orders import (
    LateMoneyArrived,
    LateMoneyReturned,
    LineRefunded,
    OrderPaid,
    RefundFailed,
    RefundPaidByBankTransfer,
)
from chalicelib.kernel.fact_store import Recorded
from chalicelib.payments.ledger.trial_balance import add_to_day_totals


def tally_journal(
    _: Recorded,
    body: OrderPaid | LineRefunded | LateMoneyArrived | LateMoneyReturned | RefundFailed | RefundPaidByBankTransfer,
) -> None:
    """Add the journal the fact names, if it names one, to the platform's totals."""
    if body.journal_id is not None:
        add_to_day_totals(body.order_id, body.journal_id)
