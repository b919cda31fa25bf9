"""Withdrawal pages: the function the law asks for, in two steps, on the order's page and open to anybody."""

from typing import Any

from chalicelib.aftersales.withdrawals import declaration, open_form, proofs, queries
from chalicelib.aftersales.withdrawals.declaration import Declaration
from chalicelib.aftersales.withdrawals.lifecycle import UNREFUNDED
from chalicelib.aftersales.withdrawals.payloads import OrderWithdrawal, ProofOfSending, WithdrawalStatement
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import InvalidRequest, NotFound
from chalicelib.markets import directory, due_dates
from chalicelib.orders.order import Order
from chalicelib.people.person import DeclaredStatement
from chalicelib.sellers import queries as sellers
from chalicelib.storefront.aftersales.withdrawal_labels import WithdrawalLabels, withdrawal_labels
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import Visitor
from chalicelib.web.forms import Fields, first
from chalicelib.web.rendering import redirect


def of_order(visitor: Visitor, order: Order) -> dict[str, Any]:
    """What the order's page shows: the button while lines are open, and each withdrawal with what is to be done."""
    market = directory.market(order.market)
    open_lines = declaration.open_lines_of(order)
    lines = queries.lines_of_order(order.order_id)
    titles = {line.line_id: line.title for line in order.lines}
    names = sellers.sellers({line.seller_id for line in lines})
    return {
        "labels": withdrawal_labels(market, visitor.language) if open_lines else None,
        "last_days": {
            line_id: due_dates.last_day(market, end).isoformat() for line_id, end in open_lines.items() if end
        },
        "declared": [
            {
                "withdrawal": one,
                "send_back_by": due_dates.last_day(market, one.send_back_by).isoformat(),
                "refund_by": due_dates.last_day(market, one.refund_by).isoformat(),
                "lines": [
                    {"line": line, "title": titles[line.line_id], "seller": names[line.seller_id].trader}
                    for line in lines
                    if line.withdrawal_id == one.withdrawal_id
                ],
                "awaits_parcel": any(line.state in UNREFUNDED and line.proof is None for line in lines),
            }
            for one in queries.of_order(order.order_id)
        ],
    }


def ask(visitor: Visitor, order: Order, *, typed: dict[str, str] | None = None, faults: tuple[str, ...] = ()) -> Answer:
    """The second step for who has the order open: what to withdraw from; back to the order where nothing is open."""
    open_lines = declaration.open_lines_of(order)
    if not open_lines:
        return redirect(visitor, f"/orders/{order.order_id}")
    return page(
        visitor,
        "withdrawal.html",
        status=InvalidRequest.status if faults else 200,
        order=order,
        lines=[line for line in order.lines if line.line_id in open_lines],
        labels=withdrawal_labels(directory.market(order.market), visitor.language),
        typed=typed or {},
        faults=faults,
    )


def declare(visitor: Visitor, order: Order, fields: Fields) -> Answer:
    """Declare the withdrawal of the lines ticked. WithdrawalNotPossible for what is beyond it."""
    line_ids = list(dict.fromkeys(fields.get("line", ())))
    typed = {"name": first(fields, "name")}
    if not line_ids:
        return ask(visitor, order, typed=typed, faults=("line",))
    try:
        asked: OrderWithdrawal = convert({**typed, "line_ids": line_ids}, OrderWithdrawal)
    except InvalidRequest as refusal:
        return ask(visitor, order, typed=typed, faults=_faults(refusal))
    said = DeclaredStatement(name=asked.name)
    declaration.declare(order, Declaration(statement=said, line_ids=asked.line_ids, channel="ORDER_PAGE"))
    return redirect(visitor, f"/orders/{order.order_id}?after=withdrawal")


def prove(visitor: Visitor, order: Order, fields: Fields) -> Answer:
    """Record the parcel of withdrawn devices. NothingToSendBack, InvalidRequest."""
    asked: ProofOfSending = convert(
        {
            "line_ids": list(dict.fromkeys(fields.get("line", ()))),
            "carrier": first(fields, "carrier"),
            "tracking_number": first(fields, "tracking_number"),
        },
        ProofOfSending,
    )
    proofs.record_sending(order, asked)
    return redirect(visitor, f"/orders/{order.order_id}")


def show_form(visitor: Visitor) -> Answer:
    """The first step for who has no link to the order. NotFound in a market without the right."""
    return _form(visitor, {}, ())


def state(visitor: Visitor, fields: Fields) -> Answer:
    """The second step: the statement to confirm, or the form with its faults."""
    typed = _typed(fields)
    try:
        statement = _statement(typed)
    except InvalidRequest as refusal:
        return _form(visitor, typed, _faults(refusal))
    return page(
        visitor,
        "withdrawal_statement.html",
        labels=_labels_here(visitor),
        statement=statement,
        declaration_id=open_form.declaration_id(statement),
    )


def confirm(visitor: Visitor, call: Call, fields: Fields) -> Answer:
    """Declare what was stated; the page is the same whether or not the order exists. TooManyWithdrawals."""
    statement = _statement(_typed(fields))
    received_at = clock.timestamp()
    open_form.confirm(first(fields, "declaration_id"), statement, origin=call.origin, channel="FORM")
    return page(visitor, "withdrawal_received.html", statement=statement, received_at=received_at)


def _form(visitor: Visitor, typed: dict[str, str], faults: tuple[str, ...]) -> Answer:
    return page(
        visitor,
        "withdrawal_form.html",
        status=InvalidRequest.status if faults else 200,
        labels=_labels_here(visitor),
        typed=typed,
        faults=faults,
    )


def _labels_here(visitor: Visitor) -> WithdrawalLabels:
    labels = withdrawal_labels(visitor.market, visitor.language)
    if labels is None:
        raise NotFound()
    return labels


def _typed(fields: Fields) -> dict[str, str]:
    return {name: first(fields, name) for name in ("name", "order_id", "email")}


def _statement(typed: dict[str, str]) -> WithdrawalStatement:
    return convert(dict(typed), WithdrawalStatement)


def _faults(refusal: InvalidRequest) -> tuple[str, ...]:
    return tuple(fault["pointer"].strip("/").partition("/")[0] for fault in refusal.members["errors"])
