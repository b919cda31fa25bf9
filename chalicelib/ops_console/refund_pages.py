"""Refund pages: a part of a line refunded after a look at who bears it, and the ways to close a failed refund."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import msgspec

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.money import Money
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.ops_console.pages import page
from chalicelib.orders import queries, refund_views
from chalicelib.orders.cancellation import refund_decisions, refund_substitutes, refunding
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import BankTransfer, DashboardRefund, LineRefundRequest
from chalicelib.payments import refund_queries, refunded_lines
from chalicelib.payments.refund import Bearer
from chalicelib.payments.refund_lifecycle import NEXT, RefundState
from chalicelib.web import forms
from chalicelib.web.console import ConsoleReader
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import redirect

REASONS = ("GOODWILL", "DEFECT", "NOT_AS_DESCRIBED", "LATE_DELIVERY", "PRICE_MISTAKE", "OTHER")


def ask(operator: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """The form for a refund of a part of a line. Raises: NotFound, WrongCell."""
    order = queries.order(order_id)
    return _form(operator, order, queries.line(order, line_id), {})


def refund(call: Call, operator: ConsoleReader, order_id: str, line_id: str) -> Answer:
    """First show what the amount would be borne by; refund it when the form comes back confirmed.

    Raises: NotFound, WrongCell, FormExpired.
    """
    fields = forms.posted(call, operator)
    order = queries.order(order_id)
    line = queries.line(order, line_id)
    try:
        wanted = _wanted(order, line, fields)
        if first(fields, "step") != "confirm":
            return _preview(call, operator, order, wanted)
        request = call.keyed(key=idempotency.require_key(first(fields, "key")), body=wanted)
        refund_decisions.refund_line(order.order_id, wanted, request)
    except Problem as refusal:
        return _form(operator, order, line, fields, refusal=refusal)
    return redirect(operator, f"/ops/orders/{order.order_id}")


def list_failed(call: Call[None, PageRequest], operator: ConsoleReader) -> Answer:
    """A page of the refunds that wait for the operators, oldest first. Raises: InvalidCursor."""
    listed = paged(call, refund_queries.for_operators, refund_views.operators_refund)
    return page(operator, "refunds.html", refunds=listed["items"], next_cursor=listed["next_cursor"])


def show(
    operator: ConsoleReader,
    order_id: str,
    refund_id: str,
    *,
    typed: Fields | None = None,
    refusal: Problem | None = None,
) -> Answer:
    """A refund, and what closes it while the buyer is owed its amount. Raises: NotFound, WrongCell."""
    found = refund_queries.find(queries.order(order_id).order_id, refund_id)
    return page(
        operator,
        "refund.html",
        status=200 if refusal is None else refusal.status,
        refund=refund_views.operators_refund(found),
        is_owed=RefundState.REQUESTED in NEXT[found.state],
        tries=found.tries,
        key=forms.new_idempotency_key(),
        typed={name: first(typed or {}, name) for name in ("reference", "paid_on", "stripe_refund_id")},
        refusal=told(operator.language, refusal),
    )


def retry(call: Call, operator: ConsoleReader, order_id: str, refund_id: str) -> Answer:
    """Ask Stripe again, once per try that the page has shown. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, operator)
    tries = first(fields, "tries")
    seen = int(tries) if tries.isdecimal() and len(tries) < 6 else -1
    return _closed(
        operator, order_id, refund_id, partial(refunding.retry, order_id, refund_id, tries=seen), fields=fields
    )


def record_bank_transfer(call: Call, operator: ConsoleReader, order_id: str, refund_id: str) -> Answer:
    """Record the bank transfer that paid the buyer. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, operator)

    def record() -> None:
        transfer: BankTransfer = convert({name: first(fields, name) for name in ("reference", "paid_on")}, BankTransfer)
        refund_substitutes.record_bank_transfer(order_id, refund_id, transfer, _keyed(call, fields, transfer))

    return _closed(operator, order_id, refund_id, record, fields=fields)


def adopt(call: Call, operator: ConsoleReader, order_id: str, refund_id: str) -> Answer:
    """Take over a refund that was made in Stripe's dashboard. Raises: NotFound, FormExpired."""
    fields = forms.posted(call, operator)

    def take_over() -> None:
        made: DashboardRefund = convert({"stripe_refund_id": first(fields, "stripe_refund_id")}, DashboardRefund)
        refund_substitutes.adopt_stripe_refund(order_id, refund_id, made.stripe_refund_id, _keyed(call, fields, made))

    return _closed(operator, order_id, refund_id, take_over, fields=fields)


def _closed(
    operator: ConsoleReader, order_id: str, refund_id: str, act: Callable[[], object], *, fields: Fields
) -> Answer:
    """Carry an act out and show the refund; what it refuses stands on the page with what was typed."""
    try:
        act()
    except Problem as refusal:
        return show(operator, order_id, refund_id, typed=fields, refusal=refusal)
    return redirect(operator, f"/ops/orders/{order_id}/refunds/{refund_id}")


def _keyed(call: Call, fields: Fields, body: object) -> idempotency.Request:
    return call.keyed(key=idempotency.require_key(first(fields, "key")), body=body)


def _wanted(order: Order, line: Line, fields: Fields) -> LineRefundRequest:
    """The refund as typed. Raises: InvalidRequest."""
    amount = forms.amount(first(fields, "amount"), order.currency)
    if amount is None:
        raise InvalidRequest(errors=[{"pointer": "/amount", "reason": "an amount is needed"}])
    asked: dict[str, Any] = {"line_id": line.line_id, "reason": first(fields, "reason")}
    if first(fields, "bearer"):
        asked["bearer"] = first(fields, "bearer")
    asked["amount"] = {"amount_minor": amount.amount_minor, "currency": amount.currency}
    return convert(asked, LineRefundRequest)


def _preview(call: Call, operator: ConsoleReader, order: Order, wanted: LineRefundRequest) -> Answer:
    """What the refund would be taken from; nothing is changed. Raises: RefundTooLarge."""
    tried = msgspec.structs.replace(wanted, dry_run=True)
    decided = refund_decisions.refund_line(order.order_id, tried, call.keyed(key="dry-run", body=tried))
    amount_minor = decided.refund.amount_minor
    return page(
        operator,
        "refund_preview.html",
        order_id=order.order_id,
        line=decided.line,
        wanted=wanted,
        amount=Money(amount_minor, order.currency),
        amount_typed=forms.typed_amount(amount_minor, order.currency),
        bearer=decided.refund.bearer,
        borne=[
            (account, Money(minor, order.currency)) for account, minor in sorted(decided.postings.items()) if minor > 0
        ],
        key=forms.new_idempotency_key(),
    )


def _form(
    operator: ConsoleReader, order: Order, line: Line, fields: Fields, *, refusal: Problem | None = None
) -> Answer:
    requested = refunded_lines.of_line(order.order_id, line.line_id).requested_minor
    return page(
        operator,
        "refund_part.html",
        status=200 if refusal is None else refusal.status,
        order_id=order.order_id,
        line=line,
        paid=Money(line.amounts.paid_minor, order.currency),
        left=_left(order, line, requested),
        reasons=REASONS,
        bearers=get_args(Bearer),
        typed={name: first(fields, name) for name in ("amount", "reason", "bearer")},
        refusal=told(operator.language, refusal),
    )


def _left(order: Order, line: Line, requested_minor: int) -> Money:
    """What can still be refunded of a line."""
    return Money(line.amounts.paid_minor - requested_minor if order.state == "PAID" else 0, order.currency)
