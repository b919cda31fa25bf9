"""What payments does on facts: every booked journal is tallied."""

from chalicelib import facts
from chalicelib.kernel.facts import Recorded
from chalicelib.payments.tallying import tally


def tally_journal(
    fact: Recorded,
    body: facts.OrderPaid | facts.LineRefunded | facts.LateMoneyArrived | facts.LateMoneyReturned,
) -> None:
    """Add the journal the fact names to the platform's totals."""
    tally(fact, body.order_id, body.journal_id)
