"""Claim pages: a device that did not arrive, arrived damaged or is another one, from the report to its end."""

from typing import Literal

from chalicelib.aftersales.cases.case_files import FILES_MAX
from chalicelib.aftersales.claims import claim_files, claim_requests, claim_steps, queries, shown_claims
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, NEXT, ClaimState
from chalicelib.aftersales.claims.claim_requests import Report
from chalicelib.aftersales.claims.next_steps import next_step
from chalicelib.aftersales.claims.payloads import DeviceReport, NonReceipt
from chalicelib.aftersales.messages import message_posts
from chalicelib.aftersales.messages.payloads import MessageRequest
from chalicelib.aftersales.messages.shown_messages import messages_of
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.payloads import convert
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries as orders
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.order import Order
from chalicelib.storefront.cases import case_places
from chalicelib.storefront.checkout_pages import ORDER_COOKIE
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import Visitor
from chalicelib.web import cookies, forms
from chalicelib.web.forms import Fields, first
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_files, redirect
from chalicelib.web.sent_files import kept_upload, message_of

ClaimStep = Literal["cancellation", "messages"]
NOT_RECEIVED = "NOT_RECEIVED"
OF_DELIVERED = (NOT_RECEIVED, "DAMAGED_IN_TRANSIT", "WRONG_DEVICE")


def ask(
    visitor: Visitor, order: Order, line_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """The form of a report; back to the order where nothing was sent. Raises: NotFound."""
    line = orders.line(order, line_id)
    state = orders.states(order, orders.seller_orders_of_order(order).values())[line_id]
    if state not in (LineState.SHIPPED, LineState.DELIVERED):
        return redirect(visitor, f"/orders/{order.order_id}")
    typed = fields or {}
    return page(
        visitor,
        "claim_report.html",
        status=200 if refusal is None else refusal.status,
        order_id=order.order_id,
        line=line,
        kinds=OF_DELIVERED if state is LineState.DELIVERED else (NOT_RECEIVED,),
        key=first(typed, "key") or forms.new_idempotency_key(),
        typed={name: first(typed, name) for name in ("kind", "wish", "description")},
        refusal=told(visitor.language, refusal),
    )


def report(call: Call, visitor: Visitor, order: Order, fields: Fields) -> Answer:
    """Open the claim, once however often the form is sent. Raises: NotFound, FormExpired."""
    line_id = first(fields, "line_id")
    orders.line(order, line_id)
    try:
        wanted = _report(line_id, fields)
        claim, _ = claim_requests.report(order, wanted, _keyed(call, fields, wanted))
    except Problem as refusal:
        return ask(visitor, order, line_id, fields=fields, refusal=refusal)
    return redirect(visitor, case_places.path_of(order.order_id, claim.claim_id))


def show(
    visitor: Visitor, order: Order, claim_id: str, *, fields: Fields | None = None, refusal: Problem | None = None
) -> Answer:
    """A claim: its state in words, what its buyer can do, and its thread. Raises: NotFound, WrongCell."""
    found = queries.of_order(order.order_id, claim_id)
    step = next_step(found)
    return page(
        visitor,
        "claim.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        shown=shown_claims.claim_for_buyer(order, found),
        path=case_places.path_of(order.order_id, claim_id),
        may_drop=ClaimState.DROPPED in NEXT[found.state],
        is_open=found.state not in FINAL,
        step=step,
        due_on=case_places.last_day(order, step.due_by if step else None),
        photos=claim_files.links_to(found),
        may_add_photo=found.state not in FINAL and len(found.file_ids) < FILES_MAX,
        messages=messages_of(found.claim_id, found.person_id),
        key=forms.new_idempotency_key(),
        upload_id=kept_upload(fields or {}, refusal),
        typed={"text": first(fields or {}, "text")},
        refusal=told(visitor.language, refusal),
    )


def carry_out(call: Call, visitor: Visitor, case: tuple[Order, str], *, step: ClaimStep, fields: Fields) -> Answer:
    """Carry a step of the buyer out and show the claim; what it refuses stands on the page with what was typed.

    Raises: NotFound, WrongCell.
    """
    order, claim_id = case
    found = queries.of_order(order.order_id, claim_id)
    try:
        if step == "cancellation":
            claim_steps.drop(claim_id)
        else:
            asked: MessageRequest = convert(message_of(fields), MessageRequest)
            message_posts.post(shown_claims.parties_of(found), "BUYER", asked, _keyed(call, fields, asked))
    except Problem as refusal:
        return show(visitor, order, claim_id, fields=fields, refusal=refusal)
    return redirect(visitor, case_places.path_of(order.order_id, claim_id))


def _report(line_id: str, fields: Fields) -> Report:
    """What was reported. Raises: InvalidRequest."""
    said = forms.filled(fields, "wish", "description")
    if first(fields, "kind") == NOT_RECEIVED:
        missing: NonReceipt = convert(said, NonReceipt)
        return Report(line_id=line_id, kind="NOT_RECEIVED", wish=missing.wish, description=missing.description)
    asked: DeviceReport = convert(said | {"line_id": line_id, "kind": first(fields, "kind")}, DeviceReport)
    return Report(line_id=line_id, kind=asked.kind, wish=asked.wish, description=asked.description)


def _keyed(call: Call, fields: Fields, body: object) -> idempotency.Request:
    """The request under the form's key, of the browser that has the order's token."""
    holder = cookies.received(call.headers)[ORDER_COOKIE]
    return call.keyed(key=idempotency.require_key(first(fields, "key")), principal=holder, body=body)
