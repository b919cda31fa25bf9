"""Declaring a withdrawal: recorded once with its deadlines, then carried out as far as it can be at once."""

import msgspec

from chalicelib.aftersales.withdrawals import deadline_kinds, line_changes, queries, settlement
from chalicelib.aftersales.withdrawals.lifecycle import FIRST
from chalicelib.aftersales.withdrawals.models import KIND, WithdrawalItem
from chalicelib.aftersales.withdrawals.withdrawal import Channel, Withdrawal, WithdrawnLine, open_lines
from chalicelib.facts.aftersales import WithdrawalDeclared
from chalicelib.kernel import deadlines
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Conflict, Problem, Unavailable
from chalicelib.markets import directory, due_dates
from chalicelib.orders import queries as orders
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order
from chalicelib.people.person import DeclaredStatement
from chalicelib.people.statements import seal_statement_act


class WithdrawalNotPossible(Problem):
    """`open_lines` are the lines that can still be withdrawn."""

    slug, status, title = "withdrawal-not-possible", 409, "What was named cannot be withdrawn"


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer declares. No line named means every line that can be withdrawn."""

    statement: DeclaredStatement
    line_ids: tuple[str, ...]
    channel: Channel


def open_lines_of(order: Order) -> dict[str, str | None]:
    """The lines of an order that may be withdrawn now, each with the end of its right, if that is known."""
    steps = {seller_id: one.lines for seller_id, one in orders.seller_orders_of_order(order).items()}
    withdrawn = [line.line_id for line in queries.lines_of_order(order.order_id)]
    return open_lines(order, steps, withdrawn, clock.timestamp())


def declare(order: Order, declaration: Declaration) -> Withdrawal:
    """Record a withdrawal and carry out what can be at once. Declared again for the same lines, it is the same one.

    Raises: WithdrawalNotPossible, Conflict, FiscalRecordErased.
    """
    withdrawal = transactions.retry_on_conflict(lambda: _record(order, declaration))
    try:
        settlement.void_unpaid(withdrawal)
        settlement.settle(withdrawal)
    except (Conflict, Unavailable) as error:
        # The deadline that was recorded with the declaration does the rest.
        log.failure("withdrawal-settled-later", error, order_id=order.order_id)
    return withdrawal


def _record(order: Order, declaration: Declaration) -> Withdrawal:
    open_ids = tuple(open_lines_of(order))
    line_ids = tuple(sorted(set(declaration.line_ids), key=int)) or open_ids
    known = _declared_before(order, declaration.line_ids)
    if known is not None:
        return known
    if not line_ids or not set(line_ids) <= set(open_ids):
        raise WithdrawalNotPossible(open_lines=open_ids)
    withdrawal = _withdrawal(order, line_ids, declaration.channel)
    item = WithdrawalItem(order.order_id, withdrawal.withdrawal_id, withdrawal=withdrawal)
    declared = WithdrawalDeclared(
        order_id=order.order_id,
        withdrawal_id=withdrawal.withdrawal_id,
        line_ids=line_ids,
        seller_ids=_sellers_of(order, line_ids),
    )
    transactions.commit(
        [
            transactions.put_new(item),
            *(line_changes.put_act(line) for line in _lines(order, withdrawal)),
            seal_statement_act(order.person_id, withdrawal.withdrawal_id, declaration.statement),
            *(deadlines.schedule_act(deadline) for deadline in deadline_kinds.all_of(order, withdrawal)),
            record_act(declared),
        ]
    )
    return withdrawal


def _sellers_of(order: Order, line_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The sellers of lines; none of an unpaid order, which its sellers do not know."""
    if order.state is not LineState.PAID:
        return ()
    return tuple(sorted({line.seller_id for line in order.lines if line.line_id in line_ids}))


def _declared_before(order: Order, line_ids: tuple[str, ...]) -> Withdrawal | None:
    """The declaration about exactly these lines, or the last one where none is named and none can be any more."""
    declared = queries.of_order(order.order_id)
    if not line_ids:
        return declared[-1] if declared and not open_lines_of(order) else None
    return next((one for one in declared if set(one.line_ids) == set(line_ids)), None)


def _withdrawal(order: Order, line_ids: tuple[str, ...], channel: Channel) -> Withdrawal:
    market, now = directory.market(order.market), clock.timestamp()
    return Withdrawal(
        order_id=order.order_id,
        withdrawal_id=ids.derived_id(KIND, order.order_id, *line_ids),
        line_ids=line_ids,
        declared_at=now,
        channel=channel,
        send_back_by=due_dates.send_back_ends_at(market, now),
        refund_by=due_dates.refund_due_at(market, now),
    )


def _lines(order: Order, withdrawal: Withdrawal) -> list[WithdrawnLine]:
    return [
        WithdrawnLine(
            order_id=order.order_id,
            line_id=line.line_id,
            withdrawal_id=withdrawal.withdrawal_id,
            seller_id=line.seller_id,
            state=FIRST,
            changed_at=withdrawal.declared_at,
            send_back_by=withdrawal.send_back_by,
            refund_by=withdrawal.refund_by,
        )
        for line in order.lines
        if line.line_id in withdrawal.line_ids
    ]
