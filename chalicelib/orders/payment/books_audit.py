"""The audit of a cell's books: every order once a day, a slice with each run, and the platform's totals with each.

An order that disagrees is counted, for the operators and an alarm, until a later look finds that it agrees. The same
schedule begins the days that are due to be reconciled with Stripe, which the money worker does.
"""

from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import key_value, leases, transactions
from chalicelib.kernel.values.money import EXPONENT
from chalicelib.orders import queries
from chalicelib.orders.order import Order
from chalicelib.orders.payment.order_audit import audit_order
from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.reconciliation import due_days, unexplained_money

BOOKS_DISAGREE, UNEXPLAINED_MONEY = "books_disagree", "unexplained_money"
PROGRESS, LEASE = "audit#books", "audit"
# A run has a minute, less what its last page may take.
RUN_SECONDS, LEASE_SECONDS = 40, 90
PAGE_MAX = 25
# What disagrees is named in the log and kept by id; more than this is one fault with one cause.
KEPT_MAX = 100
FIRST_DAY, LAST_DAY = "2020-01-01", "2999-12-31"


class AuditProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the pass of a day (`YYYY-MM-DD`) is: where its next page starts, how many orders it has audited.

    `disagreeing` are the orders whose books are wrong, `unbalanced` the currencies whose totals are not zero.
    """

    day: str
    position: dict[str, Any] | None = None
    is_done: bool = False
    audited: int = 0
    disagreeing: tuple[str, ...] = ()
    unbalanced: tuple[str, ...] = ()


def audit_books() -> int:
    """Begin what is due to be reconciled, then audit as many orders as fit into a run, from where the last run ended;
    returns how many.

    Measures what disagrees and what is unexplained: alarms watch the numbers.
    """
    due_days.begin_due()
    log.measure(UNEXPLAINED_MONEY, unexplained_money.count())
    holder = leases.acquire(LEASE, LEASE_SECONDS)
    if holder is None:
        return 0
    progress = _today(_progress())
    audited_before = progress.audited
    until = clock.now() + timedelta(seconds=RUN_SECONDS)
    progress = _look_again(progress)
    while not progress.is_done and clock.now() < until:
        progress = _audit_page(progress)
        _save(progress)
    _save(progress)
    log.measure(BOOKS_DISAGREE, _faults(progress))
    leases.release(LEASE, holder)
    return progress.audited - audited_before


def count_disagreements() -> int:
    """How many orders and currencies disagreed when they were last looked at."""
    return _faults(_progress())


def _faults(progress: AuditProgress) -> int:
    return len(progress.disagreeing) + len(progress.unbalanced)


def _today(progress: AuditProgress) -> AuditProgress:
    """The pass under way, or a new one once the last one is done and another day has begun."""
    day = clock.timestamp()[:10]
    if progress.day == day or not progress.is_done:
        return progress
    return AuditProgress(day=day, disagreeing=progress.disagreeing, unbalanced=progress.unbalanced)


def _look_again(progress: AuditProgress) -> AuditProgress:
    """The totals, and the orders that disagreed, as they are now."""
    unbalanced = [
        currency
        for currency in sorted(EXPONENT)
        if trial_balance.trial_balance(currency, FIRST_DAY, LAST_DAY).sum_minor
    ]
    still = [order_id for order_id in progress.disagreeing if not _agrees(queries.order(order_id))]
    return msgspec.structs.replace(progress, disagreeing=tuple(still), unbalanced=tuple(unbalanced))


def _audit_page(progress: AuditProgress) -> AuditProgress:
    orders, position = queries.orders_of_cell(PAGE_MAX, progress.position)
    found = {*progress.disagreeing, *(order.order_id for order in orders if not _agrees(order))}
    return msgspec.structs.replace(
        progress,
        position=position,
        is_done=position is None,
        audited=progress.audited + len(orders),
        disagreeing=tuple(sorted(found)[:KEPT_MAX]),
    )


def _agrees(order: Order) -> bool:
    audit = audit_order(order)
    for fault in audit.faults:
        log.write("books-disagree", order_id=order.order_id, fault=fault)
    return not audit.faults


def _progress() -> AuditProgress:
    stored = key_value.find(PROGRESS)
    if stored is None or stored.content is None:
        return AuditProgress(day="", is_done=True)
    return msgspec.json.decode(stored.content, type=AuditProgress)


def _save(progress: AuditProgress) -> None:
    content = msgspec.json.encode(progress).decode()
    transactions.write(transactions.put(key_value.item(PROGRESS, content, keep_days=None)))
