"""What payments does on facts: journals are added to the totals and to sellers' entries, and lines are settled."""

from chalicelib.facts.orders import (
    DashboardRefundBooked,
    LateMoneyArrived,
    LateMoneyReturned,
    LineRefunded,
    OrderPaid,
    RefundFailed,
    RefundPaidByBankTransfer,
)
from chalicelib.facts.payments import (
    AccountChanged,
    DebtNetted,
    DisputeClosed,
    DisputeFundsMoved,
    DisputeLossBooked,
    TransferPaid,
    TransferReversed,
)
from chalicelib.kernel.fact_store import Recorded
from chalicelib.payments import money_commands
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.ledger import seller_entries
from chalicelib.payments.ledger.trial_balance import add_to_day_totals
from chalicelib.payments.transfers import queries

# Transfers of a seller that are settled at once when its account is enabled; the rest follows within a day.
SETTLED_AT_ONCE_MAX = 2_000
PAGE = 100


def tally_journal(
    _: Recorded,
    body: OrderPaid
    | LineRefunded
    | LateMoneyArrived
    | LateMoneyReturned
    | RefundFailed
    | RefundPaidByBankTransfer
    | DashboardRefundBooked
    | TransferPaid
    | TransferReversed
    | DebtNetted
    | DisputeFundsMoved
    | DisputeLossBooked,
) -> None:
    """Add the journal the fact names, if it names one, to the platform's totals."""
    if body.journal_id is not None:
        add_to_day_totals(body.order_id, body.journal_id)


def enter_transfer(fact: Recorded, moved: TransferPaid | TransferReversed | DebtNetted) -> None:
    """List what a transfer, its reversal or a netted debt posts among the seller's entries."""
    transfer = queries.transfer(moved.order_id, moved.line_id)
    seller_entries.enter_journal(fact.occurred_at, transfer, moved.journal_id)


def settle_line(_: Recorded, moved: LineRefunded | RefundFailed | TransferPaid | TransferReversed) -> None:
    """What is due of a line changed, or could not be looked at until now: the money worker settles it.

    A refund that ended may also be what the settlement of a decided dispute waited for.
    """
    if moved.line_id is not None:
        money_commands.send(money_commands.SettleLine(moved.order_id, moved.line_id))
    if isinstance(moved, LineRefunded | RefundFailed):
        _settle_decided(moved.order_id)


def settle_disputes(
    _: Recorded,
    moved: DisputeFundsMoved | DisputeClosed | LateMoneyReturned | DashboardRefundBooked | RefundPaidByBankTransfer,
) -> None:
    """A dispute of the order was decided, or a refund ended beside one: the money worker settles what is left."""
    _settle_decided(moved.order_id)


def _settle_decided(order_id: str) -> None:
    if any(not dispute.is_open for dispute in dispute_queries.of_order(order_id)):
        money_commands.send(money_commands.SettleDisputes(order_id))


def settle_waiting(_: Recorded, changed: AccountChanged) -> None:
    """A seller's account can receive money: what waited for it is settled."""
    if not changed.may_receive:
        return
    sent, start = 0, None
    while sent < SETTLED_AT_ONCE_MAX:
        found, start = queries.waiting_keys(changed.seller_id, PAGE, start)
        money_commands.send(*(money_commands.SettleLine(order_id, line_id) for order_id, line_id in found))
        sent += len(found)
        if start is None:
            return
